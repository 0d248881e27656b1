package org.rlhf4j.runner.bench;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
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

/**
 * A model whose prompts are random token ids of one length, drawn by the prompt's id, instead of
 * texts. So the real methods work on rows of exactly the size that is to be timed. What it does is
 * timed by phases.
 */
final class SyntheticPolicy implements ForwardingTrainablePolicy {
  /** Low ids are special tokens in most vocabularies. */
  private static final int SPECIAL = 4;

  private final TrainablePolicy model;
  private final int vocabulary;
  private final int promptTokens;
  private final RandomStream random;
  private final Phases phases;
  private final String scoring;
  private long generated;

  SyntheticPolicy(
      TrainablePolicy model, int vocabulary, int promptTokens, RandomStream random, Phases phases) {
    this(model, vocabulary, promptTokens, random, phases, "score");
  }

  private SyntheticPolicy(
      TrainablePolicy model,
      int vocabulary,
      int promptTokens,
      RandomStream random,
      Phases phases,
      String scoring) {
    this.model = model;
    this.vocabulary = vocabulary;
    this.promptTokens = promptTokens;
    this.random = random;
    this.phases = phases;
    this.scoring = scoring;
  }

  /** Random token ids. */
  int[] tokens(String purpose, long index, int count) {
    RandomStream stream = random.child(purpose).child(index);
    return IntStream.range(0, count)
        .map(i -> SPECIAL + (int) (stream.uniform(i) * (vocabulary - SPECIAL)))
        .toArray();
  }

  /** Tokens generated so far. */
  long generated() {
    return generated;
  }

  @Override
  public TrainablePolicy wrapped() {
    return model;
  }

  @Override
  public int[] encode(Prompt prompt) {
    return tokens("prompt", Long.parseLong(prompt.id()), promptTokens);
  }

  @Override
  public TokenRow encode(Prompt prompt, Answer answer) {
    int[] tokens = answer.tokens();
    if (tokens == null) {
      throw new IllegalArgumentException("only answers with tokens are known here");
    }
    return new TokenRow(encode(prompt), tokens);
  }

  /** From random ids: the model would encode the prompts' texts. */
  @Override
  public List<List<Completion>> generate(
      List<Prompt> prompts, int n, Decoding decoding, RandomStream stream) {
    return generateFrom(prompts.stream().map(this::encode).toList(), n, decoding, stream);
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream stream) {
    return counted(() -> model.generateFrom(prompts, n, decoding, stream));
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, int[] limits, RandomStream stream) {
    return counted(() -> model.generateFrom(prompts, n, decoding, limits, stream));
  }

  private List<List<Completion>> counted(Supplier<List<List<Completion>>> work) {
    List<List<Completion>> completions = phases.time("generate", work);
    generated += completions.stream().flatMap(List::stream).mapToLong(c -> c.tokens().length).sum();
    return completions;
  }

  /** A copy, whose scoring is that of a reference. */
  @Override
  public TrainablePolicy copy() {
    return new SyntheticPolicy(model.copy(), vocabulary, promptTokens, random, phases, "reference");
  }

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    return phases.time(scoring, () -> model.score(rows, temperature));
  }

  @Override
  public List<float[]> logProbs(List<TokenRow> rows, double temperature) {
    return phases.time(scoring, () -> model.logProbs(rows, temperature));
  }

  @Override
  public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
    TrainingBatch plain =
        batch.divergenceFrom() instanceof SyntheticPolicy other
            ? batch.withDivergencesFrom(other.model)
            : batch;
    return phases.time("update", () -> model.update(plain, loss, step));
  }

  @Override
  public ScalarModel newScalarModel(RandomStream stream, double headDeviation) {
    return new TimedScalarModel(model.newScalarModel(stream, headDeviation), phases);
  }

  /** Keeps the moments: the next lap goes on where this one ended. */
  @Override
  public void freeze() {}
}
