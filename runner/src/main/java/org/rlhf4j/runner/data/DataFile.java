package org.rlhf4j.runner.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;

/**
 * A file of rows while it is read, gzipped or not: shows how far that has come, and ends it where a
 * small file unpacks to a text without end, or the rows do not fit into the memory.
 */
final class DataFile implements AutoCloseable {
  /**
   * The public data sets of our tests unpack to 3 to 16 times their size, short rows that are only
   * numbered to 18, and rows that are all the same to 340.
   */
  private static final long MOST_TIMES = 100;

  /** Up to so much text, in bytes, the ratio does not matter. */
  private static final long SMALL = 32L << 20;

  private static final double FULL = 0.85; // of the memory for long-lived objects
  private static final int LOOK_EVERY = 1 << 12; // rows
  private static final double SILENT_SECONDS = 1;
  private static final int KIB = 10; // bits

  private final Path file;
  private final RunLog log;
  private final long size;
  private final LongSupplier nanos;
  private final long start;
  private final Counting packed;
  private final @Nullable Counting unpacked;
  private final BufferedReader reader;
  private long rows;
  private @Nullable Progress progress;

  private DataFile(Path file, RunLog log, LongSupplier nanos) throws IOException {
    this.file = file;
    this.log = log;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.size = Files.size(file);
    this.packed = new Counting(Files.newInputStream(file));
    try {
      InputStream in = new BufferedInputStream(packed, 1 << 16);
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      this.unpacked = gzip ? new Counting(new GZIPInputStream(in, 1 << 16)) : null;
      // a decoder, unlike a charset, refuses what is not UTF-8 instead of replacing it
      this.reader =
          new BufferedReader(
              new InputStreamReader(
                  unpacked == null ? in : unpacked, StandardCharsets.UTF_8.newDecoder()));
    } catch (IOException e) {
      packed.close();
      throw e;
    }
  }

  /**
   * Begins to read.
   *
   * @param log where the progress is shown, if it takes longer than a moment
   * @throws UserException if it is a folder
   */
  static DataFile open(Path file, RunLog log) throws IOException {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder; name a file in it");
    }
    return open(file, log, System::nanoTime);
  }

  /** The same with a clock of its own. */
  static DataFile open(Path file, RunLog log, LongSupplier nanos) throws IOException {
    return new DataFile(file, log, nanos);
  }

  /** Its text. */
  BufferedReader reader() {
    return reader;
  }

  /**
   * Told of every row that was read.
   *
   * @throws UserException if that is more than can be held
   */
  void row() {
    if (++rows % LOOK_EVERY == 0) {
      look();
    }
  }

  private void look() {
    double seconds = (nanos.getAsLong() - start) * 1e-9;
    if (progress == null && seconds > SILENT_SECONDS) {
      progress = log.progress("reading " + file.getFileName(), Math.max(1, size >> KIB), "KiB");
    }
    if (progress != null) {
      progress.update(
          packed.bytes >> KIB,
          String.format(Locale.ROOT, "%,d rows, %s of text", rows, mebibytes(text())));
    }
    if (memoryIsFull()) {
      throw new UserException(
          file
              + " has more rows than the memory holds: "
              + String.format(Locale.ROOT, "%,d rows with %s of text", rows, mebibytes(text()))
              + " fill the "
              + mebibytes(Runtime.getRuntime().maxMemory())
              + " that Java may take; use fewer rows (the option limit of jsonl, or a part of the"
              + " file), or give it more: RLHF4J_JAVA_OPTS=-Xmx4g");
    }
  }

  private long text() {
    return unpacked == null ? packed.bytes : unpacked.bytes;
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", Math.max(1, bytes >> 20));
  }

  /** Whether little was free after the last collection of what lives long. */
  private static boolean memoryIsFull() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      boolean old = pool.getName().contains("Old") || pool.getName().contains("Tenured");
      if (old && usage != null && usage.getMax() > 0 && usage.getUsed() > FULL * usage.getMax()) {
        return true;
      }
    }
    return false;
  }

  /** A stream that counts, and that bounds how much a gzip may unpack to. */
  private final class Counting extends FilterInputStream {
    private long bytes;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int n = super.read(b, off, len);
      bytes += Math.max(0, n);
      if (this == unpacked && bytes > SMALL && bytes > MOST_TIMES * packed.bytes) {
        throw new UserException(
            file
                + " unpacks to more than "
                + MOST_TIMES
                + " times its size: "
                + mebibytes(bytes)
                + " from "
                + (packed.bytes >> KIB)
                + " KiB so far, as a file does that was made to fill a machine; if that is meant,"
                + " unpack it (gunzip -k) and name the unpacked file");
      }
      return n;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (progress != null) {
      progress.close();
    }
    reader.close();
  }
}
