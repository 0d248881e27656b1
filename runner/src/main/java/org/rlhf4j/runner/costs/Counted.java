package org.rlhf4j.runner.costs;

import java.util.function.ObjDoubleConsumer;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.training.TrainablePolicy;

/** Makes policies and judges count. They answer what they would have answered without. */
public final class Counted {
  /** Tokens that policies drew, those of candidates and of watched answers included. */
  public static final String GENERATED = "tokens generated";

  /** Tokens of rows of which log-probabilities or values were asked, prompts included. */
  public static final String READ = "tokens read";

  /** Tokens of rows of gradient steps, prompts included. */
  public static final String LEARNED = "tokens learned";

  /** Comparisons that a judge compared. */
  public static final String JUDGED = "judge calls";

  private Counted() {}

  /**
   * The same policy, counting; what is copied from it counts too.
   *
   * @param ledger takes what, with its unit, and how much
   */
  public static Policy policy(Policy policy, ObjDoubleConsumer<String> ledger) {
    return policy instanceof TrainablePolicy learner
        ? new CountedLearner(learner, ledger)
        : new CountedPolicy(policy, ledger);
  }

  /**
   * The same judge, counting; so do those of its panel.
   *
   * @param name of the judge, for messages
   */
  public static Judge judge(String name, Judge judge, ObjDoubleConsumer<String> ledger) {
    return new CountedJudge(name, judge, ledger);
  }
}
