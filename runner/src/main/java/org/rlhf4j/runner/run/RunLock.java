package org.rlhf4j.runner.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/** One process at a time works in a folder. The system lets go of the lock when it dies. */
final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Works in a folder while nobody else does.
   *
   * @throws UserException if another process does
   */
  static void holding(RunFolder folder, Runnable work) {
    RunLock lock = take(folder);
    try {
      work.run();
    } finally {
      lock.close();
    }
  }

  /**
   * Takes the lock.
   *
   * @throws UserException if another process has it
   */
  static RunLock take(RunFolder folder) {
    Path file = folder.checkpoints().resolve("lock");
    FileChannel channel = null;
    try {
      Files.createDirectories(file.getParent());
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) != null) {
        return new RunLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new UserException(folder.path() + " cannot be locked: " + UserException.reason(e), e);
    }
    throw new UserException(
        "another process is working in " + folder.path() + "; wait for it, or stop it first");
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another one of this very process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // the process is about to end, and the lock with it
    }
  }
}
