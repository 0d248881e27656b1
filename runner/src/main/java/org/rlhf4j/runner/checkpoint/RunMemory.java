package org.rlhf4j.runner.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;

/**
 * The folder {@code checkpoints} of a run: a folder for each stage, with the states of a training
 * and, once the stage is over, what it made. A run that is interrupted does every stage again; one
 * that is over takes what it made, and one that was interrupted goes on from its last state.
 *
 * <p>Everything that a stage writes elsewhere is there before the stage is over here, so that
 * whatever is found here can be believed.
 */
public final class RunMemory {
  private final Path folder;
  private final int everySeconds;
  private final Supplier<List<Stateful>> shared;
  private final Runnable settling;
  private final Consumer<String> notes;

  /**
   * The memory of a run.
   *
   * @param everySeconds how often a state is kept; 0 for after every step
   * @param shared parts of the run that change while they are used, in a fixed order: their state
   *     goes into every file
   * @param settling brings to the disk what must not be older than a checkpoint
   * @param notes for what the user should know
   */
  public RunMemory(
      Path folder,
      int everySeconds,
      Supplier<List<Stateful>> shared,
      Runnable settling,
      Consumer<String> notes) {
    this.folder = folder;
    this.everySeconds = everySeconds;
    this.shared = shared;
    this.settling = settling;
    this.notes = notes;
  }

  /**
   * The memory of one stage.
   *
   * @param key names it, and the folder of its files
   */
  public StageMemory stage(String key) {
    return new StageMemory(this, folder.resolve(key), key);
  }

  int everySeconds() {
    return everySeconds;
  }

  List<Stateful> withShared(List<? extends Stateful> parts) {
    List<Stateful> all = new ArrayList<>(parts);
    all.addAll(shared.get());
    return all;
  }

  void settle() {
    settling.run();
  }

  void note(String line) {
    notes.accept(line);
  }

  /** Removes a file or a folder with everything in it. */
  public static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(path)) {
      for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UserException(path + " cannot be removed: " + UserException.reason(e), e);
    }
  }
}
