package org.rlhf4j.judges.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One file of a {@link Store}: lines of a checksum, a key and a text. */
final class Segment {

  private static final int CHECKSUM = 8;

  private final Path file;
  private long end;
  private int torn;
  private @Nullable FileChannel channel;

  Segment(Path file) {
    this.file = file;
  }

  /** Takes a line that was found. */
  @FunctionalInterface
  interface Found {
    /** A text of this length in bytes stands at this place. */
    void line(String key, long offset, int length);
  }

  /** The bytes of a line. */
  static byte[] line(String key, String text) {
    if (key.isEmpty() || key.indexOf(' ') >= 0 || text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("not a key without blanks and a text of one line: " + key);
    }
    byte[] content = (key + " " + text).getBytes(StandardCharsets.UTF_8);
    byte[] head = (checksum(content, 0, content.length) + " ").getBytes(StandardCharsets.UTF_8);
    byte[] line = new byte[head.length + content.length + 1];
    System.arraycopy(head, 0, line, 0, head.length);
    System.arraycopy(content, 0, line, head.length, content.length);
    line[line.length - 1] = '\n';
    return line;
  }

  private static String checksum(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    String hex = Long.toHexString(crc.getValue());
    return "0".repeat(CHECKSUM - hex.length()) + hex;
  }

  /** Lines that are not what was written. */
  int torn() {
    return torn;
  }

  /** Reads the whole lines that came since the last time. */
  void scan(Found found) throws IOException {
    FileChannel open = channel();
    if (open.size() <= end) {
      return;
    }
    open.position(end);
    InputStream in = new BufferedInputStream(Channels.newInputStream(open), 1 << 16);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        take(line.toByteArray(), found);
        end += line.size() + 1;
        line.reset();
      } else {
        line.write(b);
      }
    }
    // a line without an end may still be in the making, and is looked at again next time
  }

  private void take(byte[] line, Found found) {
    int content = CHECKSUM + 1;
    int blank = content;
    while (blank < line.length && line[blank] != ' ') {
      blank++;
    }
    if (blank >= line.length
        || !checksum(line, content, line.length)
            .equals(new String(line, 0, CHECKSUM, StandardCharsets.UTF_8))) {
      torn++;
      return;
    }
    String key = new String(line, content, blank - content, StandardCharsets.UTF_8);
    found.line(key, end + blank + 1, line.length - blank - 1);
  }

  /** The text at a place. */
  String read(long offset, int length) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      FileChannel open = channel();
      while (bytes.hasRemaining()) {
        if (open.read(bytes, offset + bytes.position()) < 0) {
          throw new IOException(file + " has become shorter");
        }
      }
      return new String(bytes.array(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileChannel channel() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = FileChannel.open(file, StandardOpenOption.READ);
      channel = open;
    }
    return open;
  }

  void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
