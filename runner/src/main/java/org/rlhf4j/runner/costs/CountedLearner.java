package org.rlhf4j.runner.costs;

import java.util.List;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.forwarding.ForwardingTrainablePolicy;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** A policy that also counts the tokens that it learns from. */
final class CountedLearner extends CountedPolicy implements ForwardingTrainablePolicy {
  private final TrainablePolicy policy;

  CountedLearner(TrainablePolicy policy, ObjDoubleConsumer<String> ledger) {
    super(policy, ledger);
    this.policy = policy;
  }

  @Override
  public TrainablePolicy wrapped() {
    return policy;
  }

  /** Counts as every policy does that is read. */
  @Override
  public Optional<Likelihood> likelihood() {
    return Optional.of(this);
  }

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    return new CountedLikelihood(policy, ledger).score(rows, temperature);
  }

  @Override
  public List<float[]> logProbs(List<TokenRow> rows, double temperature) {
    return new CountedLikelihood(policy, ledger).logProbs(rows, temperature);
  }

  @Override
  public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
    double tokens = tokens(batch.rows());
    ledger.accept(Counted.LEARNED, tokens);
    Likelihood other = batch.divergenceFrom();
    if (other == null) {
      return policy.update(batch, loss, step);
    }
    ledger.accept(Counted.READ, tokens); // the other one reads the same rows
    return policy.update(batch.withDivergencesFrom(CountedLikelihood.behind(other)), loss, step);
  }

  @Override
  public TrainablePolicy copy() {
    return new CountedLearner(policy.copy(), ledger);
  }

  @Override
  public ScalarModel newScalarModel(RandomStream random, double headDeviation) {
    return new CountedScalarModel(policy.newScalarModel(random, headDeviation), ledger);
  }
}
