package org.rlhf4j.api.forwarding;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.ModelSize;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * A policy that learns, around another. What is not overridden is the wrapped policy's. {@link
 * #copy()} and {@link #newScalarModel(RandomStream, double)} are left to the wrapper, because only
 * it knows how to wrap what they make.
 */
public interface ForwardingTrainablePolicy extends ForwardingPolicy, TrainablePolicy {

  @Override
  TrainablePolicy wrapped();

  /** This policy itself, so that what a wrapper changes about its scores is seen. */
  @Override
  default Optional<Likelihood> likelihood() {
    return Optional.of(this);
  }

  @Override
  default List<TokenScores> score(List<TokenRow> rows, double temperature) {
    return wrapped().score(rows, temperature);
  }

  @Override
  default List<float[]> logProbs(List<TokenRow> rows, double temperature) {
    return wrapped().logProbs(rows, temperature);
  }

  @Override
  default UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
    return wrapped().update(batch, loss, step);
  }

  @Override
  default boolean hasToken(String text) {
    return wrapped().hasToken(text);
  }

  @Override
  default int[] addControlTokens(List<String> names, RandomStream random) {
    return wrapped().addControlTokens(names, random);
  }

  @Override
  default Optional<ModelSize> size() {
    return wrapped().size();
  }

  @Override
  default void freeze() {
    wrapped().freeze();
  }

  @Override
  default void writeState(DataOutput out) throws IOException {
    wrapped().writeState(out);
  }

  @Override
  default void readState(DataInput in) throws IOException {
    wrapped().readState(in);
  }
}
