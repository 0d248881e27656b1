package org.rlhf4j.runner.costs;

import java.util.List;
import java.util.function.ObjDoubleConsumer;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;

/** Scores rows and counts their tokens as read. */
record CountedLikelihood(Likelihood wrapped, ObjDoubleConsumer<String> ledger)
    implements Likelihood {

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    ledger.accept(Counted.READ, CountedPolicy.tokens(rows));
    return wrapped.score(rows, temperature);
  }

  @Override
  public List<float[]> logProbs(List<TokenRow> rows, double temperature) {
    ledger.accept(Counted.READ, CountedPolicy.tokens(rows));
    return wrapped.logProbs(rows, temperature);
  }

  /** The policy or likelihood that is counted, for a policy that must recognise its own kind. */
  static Likelihood behind(Likelihood likelihood) {
    if (likelihood instanceof CountedLearner learner) {
      return learner.wrapped();
    }
    return likelihood instanceof CountedLikelihood counted ? counted.wrapped : likelihood;
  }
}
