package org.rlhf4j.runner.checkpoint;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Checksum;

/**
 * Files of states whose damage is found out. Such a file holds, big-endian: the letters {@code
 * RL4J}, the version of this format, a title that says what the content is, the content, the length
 * of all that, and its CRC-32C. A cut or changed file does not verify; nothing of it is ever handed
 * out. (A checksum is enough against torn writes and failing disks; nobody forges checkpoints.)
 */
final class SealedFile {
  /** This file is cut off or changed, or not one of ours. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  /** Writes a content. */
  @FunctionalInterface
  interface Writer {
    void writeTo(DataOutput out) throws IOException;
  }

  /** Reads a content, to its end. */
  @FunctionalInterface
  interface Reader<T> {
    T readFrom(DataInput in) throws IOException;
  }

  private static final int LETTERS = 0x524C344A; // RL4J
  private static final int VERSION = 2;
  private static final int TRAILER = Long.BYTES + Integer.BYTES;
  private static final int BUFFER = 1 << 16;

  private SealedFile() {}

  /** Writes a file; see {@link DurableFile}. */
  static void write(Path file, String title, Writer content) throws IOException {
    DurableFile.write(
        file,
        bytes -> {
          CRC32C crc = new CRC32C();
          Counting counting = new Counting(crc);
          DataOutputStream out =
              new DataOutputStream(
                  new BufferedOutputStream(new CheckedOutputStream(bytes, counting), BUFFER));
          out.writeInt(LETTERS);
          out.writeInt(VERSION);
          LongText.write(title, out);
          content.writeTo(out);
          out.flush();
          long length = counting.bytes;
          int sum = (int) crc.getValue();
          out.writeLong(length);
          out.writeInt(sum);
          out.flush();
        });
  }

  /** A checksum that counts. */
  private static final class Counting implements Checksum {
    private final CRC32C crc;
    private long bytes;

    Counting(CRC32C crc) {
      this.crc = crc;
    }

    @Override
    public void update(int b) {
      crc.update(b);
      bytes++;
    }

    @Override
    public void update(byte[] b, int off, int len) {
      crc.update(b, off, len);
      bytes += len;
    }

    @Override
    public long getValue() {
      return crc.getValue();
    }

    @Override
    public void reset() {
      crc.reset();
      bytes = 0;
    }
  }

  /**
   * Reads a file, after all of it was verified.
   *
   * @param title that it must have
   * @throws DamagedException if it is not what {@link #write} wrote
   * @throws IOException if the reader does not like its content, or leaves some of it
   */
  static <T> T read(Path file, String title, Reader<T> reader) throws IOException {
    long length = verify(file);
    try (Limited bytes = new Limited(new FileInputStream(file.toFile()), length)) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(bytes, BUFFER));
      if (in.readInt() != LETTERS) {
        throw new DamagedException("it is no file of rlhf4j");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException("it has format " + version + ", this program reads " + VERSION);
      }
      String found = LongText.read(in);
      if (!found.equals(title)) {
        throw new IOException("it is of \"" + found + "\" and not of \"" + title + "\"");
      }
      T content = reader.readFrom(in);
      if (in.read() >= 0) {
        throw new IOException("it holds more than was read");
      }
      return content;
    }
  }

  /** Returns the length without the trailer. */
  private static long verify(Path file) throws IOException {
    long size = Files.size(file);
    if (size < TRAILER + 2 * Integer.BYTES) {
      throw new DamagedException("it has " + size + " bytes");
    }
    long length = size - TRAILER;
    long told;
    int sum;
    try (RandomAccessFile end = new RandomAccessFile(file.toFile(), "r")) {
      end.seek(length);
      told = end.readLong();
      sum = end.readInt();
    }
    if (told != length) {
      throw new DamagedException("its length is not what its end says");
    }
    CRC32C crc = new CRC32C();
    try (Limited in = new Limited(new FileInputStream(file.toFile()), length)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        crc.update(buffer, 0, n);
      }
    }
    if ((int) crc.getValue() != sum) {
      throw new DamagedException("its checksum does not fit");
    }
    return length;
  }

  /** The first bytes of a stream. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long limit) {
      this.in = in;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      int b = left > 0 ? in.read() : -1;
      left -= b >= 0 ? 1 : 0;
      return b;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int n = left > 0 ? in.read(b, off, (int) Math.min(len, left)) : -1;
      left -= Math.max(0, n);
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
