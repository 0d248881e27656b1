package org.rlhf4j.runner.run;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.run.Checkpoints;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.run.Watch;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.runner.checkpoint.Format;
import org.rlhf4j.runner.checkpoint.StageMemory;
import org.rlhf4j.runner.costs.BadVerdictsException;
import org.rlhf4j.runner.log.Journal;

/**
 * One stage of a run: times its work, tells its failures with the name of the stage and the step
 * that it came to, and remembers how far it came. A stage that was over before this process began
 * says nothing while it is done again.
 */
final class Stage implements RunLog {
  private final String name;
  private final Journal journal;
  private final Timings timings;
  private final StageMemory memory;
  private final boolean wasOver;
  private int lastStep;
  private Function<List<TokenRow>, String> rowsInWords = rows -> "";
  private Optional<Watch> watch = Optional.empty();

  /**
   * A stage to be run once.
   *
   * @param name for people
   * @param journal where everything goes that the stage says
   */
  Stage(String name, Journal journal, Timings timings, StageMemory memory) {
    this.name = name;
    this.journal = journal;
    this.timings = timings;
    this.memory = memory;
    this.wasOver = memory.isOver();
  }

  /** The same, with words for the rows of a loss that is not a number. */
  Stage naming(Function<List<TokenRow>, String> rows) {
    this.rowsInWords = rows;
    return this;
  }

  /** The same, with somebody who looks at the policy that learns in it; null for nobody. */
  Stage watchedBy(@Nullable Watch watch) {
    this.watch = Optional.ofNullable(watch);
    return this;
  }

  /** Whether it was over before this process began. */
  boolean wasOver() {
    return wasOver;
  }

  /** What it remembers. */
  StageMemory memory() {
    return memory;
  }

  /**
   * Takes what the stage made before, or does its work.
   *
   * @param format of what it makes
   * @param work makes it
   * @param publish writes what people see of it
   */
  <T> T once(Format<T> format, Function<RunLog, T> work, Consumer<T> publish) {
    Optional<T> before = memory.recall(format);
    if (before.isPresent()) {
      return before.get();
    }
    T made = run(work);
    publish.accept(made);
    memory.keep(format, made);
    return made;
  }

  /**
   * Does the work.
   *
   * @throws FailedException if it fails by no fault of the user's
   */
  <T> T run(Function<RunLog, T> work) {
    try {
      return timings.time(name, () -> work.apply(this));
    } catch (UserException | FailedException e) {
      throw e;
    } catch (NonFiniteLossException e) {
      throw new FailedException(
          name
              + (e.rows().length == 0
                  ? " failed after step " + lastStep()
                  : " failed in step " + (lastStep() + 1))
              + ": "
              + e.getMessage()
              + rowsInWords.apply(e.offending())
              + "\n  A lower learning rate, a longer warm-up or clipping of the gradient usually"
              + " helps; metrics.jsonl has the steps before."
              + lastGood(),
          e);
    } catch (BadRewardException | BadVerdictsException e) {
      throw new FailedException(name + " failed" + where() + ": " + e.getMessage() + lastGood(), e);
    } catch (RuntimeException | Error e) { // plugins throw errors too, such as of a missing class
      throw FailedException.unforeseen(name + " failed" + where(), e);
    }
  }

  private String where() {
    return lastStep() == 0 ? "" : " after step " + lastStep();
  }

  private int lastStep() {
    return Math.max(lastStep, memory.checkpoints().restored());
  }

  private String lastGood() {
    return memory
        .checkpoints()
        .last()
        .map(s -> "\n  The state after step " + s.step() + " is kept in " + s.file() + ".")
        .orElse(
            memory.checkpoints().begun()
                ? "\n"
                    + "  No step was kept yet (see checkpoints.everySeconds); the model that it"
                    + " started from is unchanged."
                : "");
  }

  @Override
  public void step(int step, Record metrics) {
    lastStep = step;
    if (!wasOver) {
      journal.step(name, step, metrics);
    }
  }

  @Override
  public Progress progress(String task, long total, String unit) {
    int before = memory.checkpoints().restored();
    if (before > 0 && before < total) {
      note("goes on after step " + before + " of " + total);
    }
    return wasOver || before == total
        ? (done, detail) -> {}
        : journal.progress(task, total, unit, before);
  }

  @Override
  public void note(String line) {
    if (!wasOver) {
      journal.note(name + ": " + line);
    }
  }

  @Override
  public void spend(String what, double amount) {
    timings.spend(what, amount);
  }

  @Override
  public Optional<Watch> watch() {
    return watch;
  }

  @Override
  public Checkpoints checkpoints() {
    return memory.checkpoints();
  }
}
