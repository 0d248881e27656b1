package org.rlhf4j.runner.checkpoint;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rlhf4j.api.UserException;

/** What a run remembers of one stage. */
public final class StageMemory {
  private static final Format<Boolean> MARK =
      new Format<>() {
        @Override
        public void write(Boolean value, DataOutput out) throws IOException {
          out.writeBoolean(value);
        }

        @Override
        public Boolean read(DataInput in) throws IOException {
          return in.readBoolean();
        }
      };

  private final RunMemory run;
  private final Path folder;
  private final String key;
  private final Path over;
  private final StageCheckpoints checkpoints;

  StageMemory(RunMemory run, Path folder, String key) {
    this.run = run;
    this.folder = folder;
    this.key = key;
    this.over = folder.resolve("over");
    this.checkpoints = new StageCheckpoints(run, folder, key);
  }

  /** States of its trainings. */
  public StageCheckpoints checkpoints() {
    return checkpoints;
  }

  /** Whether it was over when this process began. */
  public boolean isOver() {
    return Files.exists(over);
  }

  /** Takes what the stage made, if it is over. */
  public <T> Optional<T> recall(Format<T> format) {
    if (!isOver()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          SealedFile.read(
              over,
              key,
              in -> {
                T made = format.read(in);
                States.read(run.withShared(List.of()), in);
                return made;
              }));
    } catch (SealedFile.DamagedException e) {
      run.note(
          key + ": what it made is damaged (" + e.getMessage() + ": " + over + "); doing it again");
      RunMemory.delete(over);
      return Optional.empty();
    } catch (IOException e) {
      throw new UserException(
          over
              + " cannot be used: "
              + e.getMessage()
              + "; go on with the program that wrote it, or run the spec anew",
          e);
    }
  }

  /** The stage is over, and made this. Its checkpoints are not needed any more. */
  public <T> void keep(Format<T> format, T made) {
    write(format, made);
    for (Path file : files()) {
      if (!file.equals(over)) {
        RunMemory.delete(file);
      }
    }
  }

  /**
   * The stage is over; what it made is made again by doing it again, from its checkpoints, in no
   * time.
   */
  public void keepCheckpoints() {
    write(MARK, true);
  }

  /** The other side of {@link #keepCheckpoints}. */
  public boolean recallCheckpoints() {
    return recall(MARK).isPresent();
  }

  private <T> void write(Format<T> format, T made) {
    run.settle();
    try {
      SealedFile.write(
          over,
          key,
          out -> {
            format.write(made, out);
            States.write(run.withShared(List.of()), out);
          });
    } catch (IOException e) {
      throw DurableFile.notWritten(over, e);
    }
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw DurableFile.notRead(folder, e);
    }
  }
}
