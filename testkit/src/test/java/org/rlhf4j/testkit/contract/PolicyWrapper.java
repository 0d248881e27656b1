package org.rlhf4j.testkit.contract;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.OracleProblem;

/** A right policy, of which a test breaks one method. */
class PolicyWrapper implements TrainablePolicy {

  final TabularPolicy inner;

  PolicyWrapper() {
    this(new OracleProblem().policy());
  }

  PolicyWrapper(TabularPolicy inner) {
    this.inner = inner;
  }

  /** Passes every answer through a function. */
  List<List<Completion>> generateWith(
      List<int[]> prompts,
      int n,
      Decoding decoding,
      RandomStream random,
      UnaryOperator<Completion> change) {
    return inner.generateFrom(prompts, n, decoding, random).stream()
        .map(answers -> answers.stream().map(change).toList())
        .toList();
  }

  @Override
  public int[] encode(Prompt prompt) {
    return inner.encode(prompt);
  }

  @Override
  public TokenRow encode(Prompt prompt, Answer answer) {
    return inner.encode(prompt, answer);
  }

  @Override
  public String decode(int[] tokens) {
    return inner.decode(tokens);
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
    return inner.generateFrom(prompts, n, decoding, random);
  }

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    return inner.score(rows, temperature);
  }

  @Override
  public int contextLength() {
    return inner.contextLength();
  }

  @Override
  public void save(Path folder) {
    inner.save(folder);
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
    return inner.update(unwrapped(batch), loss, step);
  }

  /** A tabular policy knows divergences from tabular policies alone. */
  static TrainingBatch unwrapped(TrainingBatch batch) {
    return batch.divergenceFrom() instanceof PolicyWrapper wrapper
        ? batch.withDivergencesFrom(wrapper.inner)
        : batch;
  }

  @Override
  public TrainablePolicy copy() {
    return new PolicyWrapper(inner.copy());
  }

  @Override
  public ScalarModel newScalarModel(RandomStream random, double headDeviation) {
    return inner.newScalarModel(random, headDeviation);
  }

  @Override
  public boolean hasToken(String text) {
    return inner.hasToken(text);
  }

  @Override
  public int[] addControlTokens(List<String> names, RandomStream random) {
    return inner.addControlTokens(names, random);
  }

  @Override
  public void freeze() {
    inner.freeze();
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    inner.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    inner.readState(in);
  }
}
