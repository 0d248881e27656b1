package org.rlhf4j.runner.checkpoint;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/**
 * Writes whole files: after a crash, also of the machine, there is the new file or the old one, and
 * never a half. It is written beside its place, forced to the disk, and moved there at once.
 */
public final class DurableFile {
  /**
   * Whether files are forced to the disk. Without it a run survives the death of its process, but
   * not that of the machine.
   */
  private static final boolean FORCE = !"false".equals(System.getProperty("rlhf4j.fsync"));

  private DurableFile() {}

  /** Writes the bytes of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes them; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file, in the place of an older one if there is one; makes its folder. */
  public static void write(Path file, Content content) throws IOException {
    Path whole = file.toAbsolutePath();
    Path partial = partial(whole);
    Files.createDirectories(whole.getParent());
    try (FileOutputStream out = new FileOutputStream(partial.toFile())) {
      content.writeTo(out);
      if (FORCE) {
        out.getFD().sync();
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(partial); // a full disk needs the room
      throw e;
    }
    Files.move(partial, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(whole.getParent());
  }

  /** That a file cannot be written, with the reason in words. */
  public static UserException notWritten(Path file, Exception e) {
    return new UserException(file + " cannot be written: " + UserException.reason(e), e);
  }

  /** That a file cannot be read, with the reason in words. */
  public static UserException notRead(Path file, Exception e) {
    return new UserException(file + " cannot be read: " + UserException.reason(e), e);
  }

  /** That a folder cannot be made, with the reason in words. */
  public static UserException notMade(String what, IOException e) {
    return new UserException(
        "cannot make the folder of " + what + ": " + UserException.reason(e), e);
  }

  /** Where something is written before it is whole. */
  public static Path partial(Path whole) {
    return whole.resolveSibling("." + whole.getFileName() + ".partial");
  }

  /** Forces what a file holds to the disk. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      force(channel);
    }
  }

  /** Forces what was written to the disk. */
  public static void force(FileChannel channel) throws IOException {
    if (FORCE) {
      channel.force(true);
    }
  }

  /** Forces the names in a folder to the disk, where the system can (Windows cannot). */
  public static void forceFolder(@Nullable Path folder) {
    if (folder == null || !FORCE) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // the file itself is safe; the worst is that the older one is found after a power failure
    }
  }
}
