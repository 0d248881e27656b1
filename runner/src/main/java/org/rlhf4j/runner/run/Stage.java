package org.rlhf4j.runner.run;

import java.util.function.Function;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Progress;
import org.rlhf4j.api.plugin.RunLog;
import org.rlhf4j.api.training.NonFiniteLossException;

/**
 * One stage of a run: times its work, and tells its failures with the name of the stage and the
 * step that it came to.
 */
final class Stage implements RunLog {
  private final String name;
  private final RunLog log;
  private final Timings timings;
  private int lastStep;

  /**
   * A stage to be run once.
   *
   * @param name for people
   * @param log where everything goes that the stage says
   */
  Stage(String name, RunLog log, Timings timings) {
    this.name = name;
    this.log = log;
    this.timings = timings;
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
                  ? " failed after step " + lastStep
                  : " failed in step " + (lastStep + 1))
              + ": "
              + e.getMessage()
              + "\n  A lower learning rate, a longer warm-up or clipping of the gradient usually"
              + " helps; metrics.jsonl has the steps before.",
          e);
    } catch (RuntimeException e) {
      String where = lastStep == 0 ? "" : " after step " + lastStep;
      throw new FailedException(name + " failed" + where + ": " + e, e);
    }
  }

  @Override
  public void step(int step, Record metrics) {
    lastStep = step;
    log.step(step, metrics);
  }

  @Override
  public Progress progress(String task, long total, String unit) {
    return log.progress(task, total, unit);
  }

  @Override
  public void note(String line) {
    log.note(line);
  }
}
