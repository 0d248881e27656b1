package org.rlhf4j.runner.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.run.Checkpoints;

/**
 * The checkpoints of one stage: files {@code LOOP-STEP.checkpoint}, since a method may have several
 * loops, one after the other, which are told apart by their number. The newest and the one before
 * are kept while a loop runs, and the newest when it has ended.
 */
public final class StageCheckpoints implements Checkpoints {
  private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)\\.checkpoint");

  private final RunMemory run;
  private final Path folder;
  private final String stage;
  private final CheckpointPace pace;
  private int loop;
  private int restored;
  private @Nullable Saved last;

  StageCheckpoints(RunMemory run, Path folder, String stage) {
    this.run = run;
    this.folder = folder;
    this.stage = stage;
    this.pace = new CheckpointPace(run.everySeconds(), System::nanoTime);
  }

  /**
   * A checkpoint on the disk.
   *
   * @param file where it is
   * @param loop of the stage, from 1
   * @param step how many steps were done
   */
  public record Saved(Path file, int loop, int step) {}

  /** The newest good one of the present loop. */
  public Optional<Saved> last() {
    return Optional.ofNullable(last);
  }

  /** Whether a training of the stage has begun, in this process or before. */
  public boolean begun() {
    return loop > 0;
  }

  /** How many steps of the present loop were done before this process. */
  public int restored() {
    return restored;
  }

  @Override
  public int restore(List<? extends Stateful> parts) {
    loop++;
    restored = 0;
    last = null;
    for (Saved saved : ofThisLoop()) {
      try {
        SealedFile.read(
            saved.file(), title(saved.step()), in -> States.read(run.withShared(parts), in));
        last = saved;
        restored = saved.step();
        return restored;
      } catch (SealedFile.DamagedException e) {
        run.note(
            stage
                + ": the checkpoint after step "
                + saved.step()
                + " is damaged ("
                + e.getMessage()
                + ": "
                + saved.file()
                + "); taking the one before");
      } catch (IOException e) {
        throw new UserException(
            saved.file()
                + " cannot be used: "
                + e.getMessage()
                + "; go on with the program that wrote it, or run the spec anew",
            e);
      }
    }
    return 0;
  }

  @Override
  public void offer(int done, int total, List<? extends Stateful> parts) {
    if (done < total && !pace.isDue()) {
      return;
    }
    Saved now = new Saved(folder.resolve(loop + "-" + done + ".checkpoint"), loop, done);
    pace.timing(
        () -> {
          run.settle();
          try {
            SealedFile.write(
                now.file(), title(done), out -> States.write(run.withShared(parts), out));
          } catch (IOException e) {
            throw DurableFile.notWritten(now.file(), e);
          }
        });
    Saved before = done < total ? last : null;
    for (Saved old : ofThisLoop()) {
      if (!old.equals(now) && !old.equals(before)) {
        RunMemory.delete(old.file());
      }
    }
    last = now;
  }

  private String title(int step) {
    return stage + ", loop " + loop + ", step " + step;
  }

  /** Those on the disk, the newest first. */
  private List<Saved> ofThisLoop() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(StageCheckpoints::saved)
          .flatMap(Optional::stream)
          .filter(s -> s.loop() == loop)
          .sorted(Comparator.comparingInt(Saved::step).reversed())
          .toList();
    } catch (IOException e) {
      throw DurableFile.notRead(folder, e);
    }
  }

  private static Optional<Saved> saved(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Optional.of(
            new Saved(file, Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2))))
        : Optional.empty();
  }
}
