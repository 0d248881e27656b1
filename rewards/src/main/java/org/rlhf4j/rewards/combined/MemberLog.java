package org.rlhf4j.rewards.combined;

import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;

/** A log in which the steps of several fits are counted on. */
final class MemberLog implements RunLog {

  private final RunLog log;
  private int before;
  private int last;

  MemberLog(RunLog log) {
    this.log = log;
  }

  /** Another fit begins, whose first step comes after the last one so far. */
  void next(String what) {
    before = last;
    log.note(what + (before == 0 ? "" : ", steps from " + (before + 1)));
  }

  @Override
  public void step(int step, Record metrics) {
    last = before + step;
    log.step(last, metrics);
  }

  @Override
  public Progress progress(String task, long total, String unit) {
    return log.progress(task, total, unit);
  }

  @Override
  public void note(String line) {
    log.note(line);
  }

  @Override
  public void spend(String what, double amount) {
    log.spend(what, amount);
  }
}
