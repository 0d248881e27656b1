package org.rlhf4j.judges.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/**
 * Texts by key, in a folder that outlives the process. Every writer has a file of its own, to which
 * it only appends, and reads those of all others; so any number of processes and of parts of one
 * process share a folder without locks. What stands in the folder stays; the first text of a key
 * counts.
 *
 * <p>A line is a checksum, the key and the text. A process that dies in the middle of a line leaves
 * one without an end; it is passed over, and nobody appends to it. Other lines whose checksum is
 * wrong are passed over and counted.
 */
public final class Store implements AutoCloseable {

  private static final String SUFFIX = ".log";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Map<Path, Segment> segments = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private @Nullable FileChannel own;
  private @Nullable Path ownFile;
  private boolean closed;

  /** Where a text stands. */
  private record Place(Segment segment, long offset, int length) {}

  private Store(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a folder; makes it if it is not there.
   *
   * @throws UserException if it cannot be read and written
   */
  public static Store open(Path folder) {
    Store store = new Store(folder);
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new UserException(folder + ": nothing can be written there; name another folder");
      }
      store.refresh();
      return store;
    } catch (FileAlreadyExistsException e) {
      throw new UserException(folder + " is a file; name a folder", e);
    } catch (IOException | UncheckedIOException e) {
      store.close();
      throw new UserException(folder + ": cannot be used: " + UserException.reason(e), e);
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Texts that it holds. */
  public synchronized int size() {
    return places.size();
  }

  /** Lines that are not what was written, as a failing disk or an editor leaves them. */
  public synchronized int torn() {
    return segments.values().stream().mapToInt(Segment::torn).sum();
  }

  /** Takes in what others have written since. */
  public synchronized void refresh() {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(f -> f.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
      for (Path file : found) {
        if (!file.equals(ownFile)) {
          Segment segment = segments.computeIfAbsent(file, Segment::new);
          segment.scan((key, offset, length) -> remember(key, segment, offset, length));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remember(String key, Segment segment, long offset, int length) {
    places.putIfAbsent(key, new Place(segment, offset, length));
  }

  /** The text of a key, if there is one. */
  public synchronized Optional<String> get(String key) {
    Place place = places.get(key);
    return place == null
        ? Optional.empty()
        : Optional.of(place.segment.read(place.offset, place.length));
  }

  /**
   * Keeps a text, unless there is one of that key. When this returns, it survives the process.
   *
   * @param key without blanks
   * @param text of one line
   */
  public synchronized void put(String key, String text) {
    if (closed) {
      throw new IllegalStateException("the store in " + folder + " is closed");
    }
    if (places.containsKey(key)) {
      return;
    }
    try {
      FileChannel channel = own == null ? begin() : own;
      long start = channel.size();
      byte[] line = Segment.line(key, text);
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      Path file = ownFile;
      if (file != null) {
        Segment segment = segments.computeIfAbsent(file, Segment::new);
        remember(key, segment, start + line.length - 1 - length, length);
      }
    } catch (IOException e) {
      abandon(); // nothing may be appended to half a line
      throw new UserException(
          folder + ": nothing can be written there: " + UserException.reason(e), e);
    }
  }

  /** Brings everything that was put to the disk, so that it survives the machine too. */
  public synchronized void force() {
    try {
      if (own != null) {
        own.force(false);
      }
    } catch (IOException e) {
      throw new UserException(
          folder + ": nothing can be written there: " + UserException.reason(e), e);
    }
  }

  private void abandon() {
    FileChannel broken = own;
    own = null;
    ownFile = null;
    try {
      if (broken != null) {
        broken.close();
      }
    } catch (IOException e) {
      // it is of no use any more
    }
  }

  private FileChannel begin() throws IOException {
    String name = TIME.format(Instant.now()) + "-" + ProcessHandle.current().pid();
    for (int n = 0; ; n++) {
      Path file = folder.resolve(name + "-" + n + SUFFIX);
      try {
        FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        own = channel;
        ownFile = file;
        return channel;
      } catch (FileAlreadyExistsException e) {
        // another writer of the same second; the next number is free
      }
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (own != null) {
        own.force(false);
        own.close();
      }
      for (Segment segment : segments.values()) {
        segment.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
