package org.rlhf4j.testkit;

/** What {@link FailingReward} and {@link FailingJudge} throw; nothing else does. */
public final class ToldToFail extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ToldToFail(String who, int call) {
    super("the " + who + " was told to fail on call " + call);
  }
}
