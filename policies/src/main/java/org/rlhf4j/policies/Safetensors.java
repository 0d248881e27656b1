package org.rlhf4j.policies;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.rlhf4j.api.UserException;

/**
 * A safetensors file: eight bytes of header length, a JSON header, and the tensors' bytes,
 * little-endian. Every complaint names the file and the tensor.
 */
final class Safetensors implements AutoCloseable {

  private static final long LARGEST_HEADER = 100_000_000;

  /**
   * Where a tensor stands in its file.
   *
   * @param type as the file names it
   * @param shape rows first
   * @param from first byte in the file
   * @param to behind the last byte
   */
  record Entry(String type, long[] shape, long from, long to) {}

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Entry> entries;

  private Safetensors(Path file, FileChannel channel, Map<String, Entry> entries) {
    this.file = file;
    this.channel = channel;
    this.entries = entries;
  }

  static Safetensors open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new Safetensors(file, channel, header(file, channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UserException(file + ": cannot be read: " + UserException.reason(e), e);
    }
  }

  private static Map<String, Entry> header(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    long length = size < 8 ? -1 : read(channel, 0, 8).getLong();
    if (length < 2 || length > LARGEST_HEADER) {
      throw new UserException(file + ": is not a safetensors file (header length " + length + ")");
    }
    if (8 + length > size) {
      throw new UserException(
          file
              + ": is truncated: the header needs "
              + (8 + length)
              + " bytes, the file has "
              + size);
    }
    byte[] text = new byte[(int) length];
    read(channel, 8, (int) length).get(text);
    return new SafetensorsHeader(file, 8 + length, size)
        .entries(ModelJson.parse(text, file + " (header)"));
  }

  Path file() {
    return file;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** The shape of a tensor that is there. */
  long[] shape(String name) {
    return Objects.requireNonNull(entries.get(name), name).shape.clone();
  }

  /**
   * A tensor's numbers, from the first to the last.
   *
   * @param shape what the model needs
   * @throws UserException if it is not there, has another shape, or is not of a floating-point
   *     type; while they are fetched, if one is not finite
   */
  TensorNumbers numbers(String name, int... shape) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new UserException(file + ": tensor " + name + " is missing");
    }
    long[] wanted = Arrays.stream(shape).asLongStream().toArray();
    if (!Arrays.equals(entry.shape, wanted)) {
      throw new UserException(
          file
              + ": tensor "
              + name
              + " has shape "
              + Arrays.toString(entry.shape)
              + ", config.json needs "
              + Arrays.toString(wanted));
    }
    int width =
        switch (entry.type) {
          case "F32" -> 4;
          case "BF16", "F16" -> 2;
          default ->
              throw new UserException(
                  file
                      + ": tensor "
                      + name
                      + " has type "
                      + entry.type
                      + ", expected F32, F16 or BF16");
        };
    return new Reader(name, entry, width);
  }

  /** Reads one tensor, a window of the file at a time. */
  private final class Reader implements TensorNumbers {
    private final String name;
    private final Entry entry;
    private final int width;
    private final ByteBuffer window;
    private long next; // the number that comes next

    Reader(String name, Entry entry, int width) {
      this.name = name;
      this.entry = entry;
      this.width = width;
      long bytes = Math.min(entry.to - entry.from, (long) PIECE * width);
      this.window = ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void fill(FloatBuffer piece) {
      while (piece.hasRemaining()) {
        int count = Math.min(piece.remaining(), window.capacity() / width);
        try {
          read(channel, entry.from + next * width, window.clear().limit(count * width));
        } catch (IOException e) {
          throw new UserException(
              file + ": tensor " + name + " cannot be read: " + UserException.reason(e), e);
        }
        FloatBuffer target = piece.slice(piece.position(), count);
        switch (entry.type) {
          case "F32" -> target.put(window.asFloatBuffer());
          case "BF16" -> {
            for (int i = 0; i < count; i++) {
              target.put(i, Float.intBitsToFloat(window.getShort(2 * i) << 16));
            }
          }
          default -> {
            for (int i = 0; i < count; i++) {
              target.put(i, half(window.getShort(2 * i)));
            }
          }
        }
        for (int i = 0; i < count; i++) {
          WeightRange.check(file, name, target.get(i), next + i);
        }
        piece.position(piece.position() + count);
        next += count;
      }
    }
  }

  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    return read(channel, from, ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static ByteBuffer read(FileChannel channel, long from, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("unexpected end of file at byte " + (from + buffer.position()));
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tensor to write: as float32, or as bfloat16 if its numbers are such already. */
  record Tensor(int[] shape, TensorNumbers numbers) {

    long size() {
      return Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    }
  }

  /**
   * Writes a file.
   *
   * @param type {@code F32} or {@code BF16}
   */
  static void write(Path file, Map<String, Tensor> tensors, String type) throws IOException {
    int width = type.equals("BF16") ? 2 : 4;
    JsonObject header = new JsonObject();
    JsonObject metadata = new JsonObject();
    metadata.addProperty("format", "pt"); // transformers refuses files without it
    header.add("__metadata__", metadata);
    long at = 0;
    for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
      long end = at + e.getValue().size() * width;
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", type);
      entry.add("shape", ModelJson.GSON.toJsonTree(e.getValue().shape()));
      entry.add("data_offsets", ModelJson.GSON.toJsonTree(new long[] {at, end}));
      header.add(e.getKey(), entry);
      at = end;
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8; // readers map tensors in place and like them aligned
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
      head.putLong(padded).put(text);
      while (head.hasRemaining()) {
        head.put((byte) ' ');
      }
      writeFully(out, head.flip());
      for (Tensor tensor : tensors.values()) {
        write(out, tensor, width);
      }
    }
  }

  private static void write(FileChannel out, Tensor tensor, int width) throws IOException {
    int most = (int) Math.min(TensorNumbers.PIECE, tensor.size());
    ByteBuffer bytes = ByteBuffer.allocateDirect(most * width).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = 0; at < tensor.size(); at += most) {
      bytes.clear();
      for (float v : tensor.numbers.take((int) Math.min(most, tensor.size() - at))) {
        int bits = Float.floatToRawIntBits(v);
        if (width == 4) {
          bytes.putInt(bits);
        } else {
          bytes.putShort((short) (bits >>> 16)); // exact: the values are bfloat16 already
        }
      }
      writeFully(out, bytes.flip());
    }
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
