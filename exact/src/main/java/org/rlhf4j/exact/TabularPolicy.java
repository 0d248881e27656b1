package org.rlhf4j.exact;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Embedding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.exact.TabularTraining.Cell;

/**
 * A language model that is a table: for each sequence so far one row of logits. It can represent
 * every distribution over its language, so that a method that converges reaches the exact optimum,
 * and {@link Exact} says what that is. It learns through the same seam as a network.
 *
 * <p>Control tokens can stand in prompts only: they are never generated. A sequence with control
 * tokens starts with the logits of the same sequence without them.
 *
 * <p>Using it after {@link #close} throws, so that tests find out who closes what.
 */
public final class TabularPolicy implements TrainablePolicy, Embedding {

  private final TabularLanguage language;
  private final List<String> controlTokens = new ArrayList<>();
  private final AdamWTable table;
  private Splitting splitting = Splitting.NONE;
  private Consumer<Map<List<Integer>, double[]>> gradients = gradient -> {};
  private boolean closed;

  /**
   * A policy with normally distributed logits.
   *
   * @param language what it speaks
   * @param random where the logits come from: they depend on the stream and the sequence alone
   * @param scale standard deviation of the logits; 0 for uniform distributions
   */
  public TabularPolicy(TabularLanguage language, RandomStream random, double scale) {
    this.language = language;
    this.table =
        new AdamWTable(
            language.size(),
            (table, sequence) -> {
              List<Integer> words = withoutControlTokens(sequence);
              return words.size() < sequence.size()
                  ? table.get(words)
                  : AdamWTable.normal(language.size(), random, words, scale);
            });
  }

  private TabularPolicy(TabularPolicy original) {
    this.language = original.language;
    this.controlTokens.addAll(original.controlTokens);
    this.table = original.table.copy();
    this.splitting = original.splitting;
  }

  private List<Integer> withoutControlTokens(List<Integer> sequence) {
    return sequence.stream().filter(id -> id < language.size()).toList();
  }

  /** The language of this policy. */
  public TabularLanguage language() {
    return language;
  }

  /** Splits the batches of later updates, also those of scalar models made later. */
  public void split(Splitting splitting) {
    this.splitting = splitting;
  }

  /**
   * Tells of the gradient of the loss at every later update of this policy, before clipping: for
   * each sequence that the batch touched the derivatives by the logits of the token that follows
   * it.
   */
  public void onGradient(Consumer<Map<List<Integer>, double[]>> listener) {
    this.gradients = listener;
  }

  /** The logits of the token that follows a sequence. */
  public double[] logits(int[] sequence) {
    return table.get(boxed(sequence)).clone();
  }

  /** Whether this policy was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Sets the logits of the token that follows a sequence. */
  public void setLogits(int[] sequence, double... logits) {
    if (logits.length != language.size()) {
      throw new IllegalArgumentException(
          "need " + language.size() + " logits, got " + logits.length);
    }
    table.set(boxed(sequence), logits);
  }

  /** Exact natural log-probability of a completion, at temperature 1. */
  public double logProbability(TokenRow row) {
    return Arrays.stream(logProbs(row, 1)).sum();
  }

  @Override
  public int[] encode(Prompt prompt) {
    return language.encode(prompt.text());
  }

  @Override
  public TokenRow encode(Prompt prompt, Answer answer) {
    int[] tokens = answer.tokens();
    if (tokens == null) {
      int[] words = language.encode(answer.text());
      tokens = answer.cutOff() ? words : append(words, language.endOfSequence());
    }
    return new TokenRow(encode(prompt), tokens);
  }

  @Override
  public String decode(int[] tokens) {
    return language.decode(tokens);
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
    checkOpen();
    List<List<Completion>> all = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      List<Completion> samples = new ArrayList<>();
      for (int s = 0; s < n; s++) {
        samples.add(generate(prompts.get(p), (long) p * n + s, decoding, random));
      }
      all.add(samples);
    }
    return all;
  }

  private Completion generate(int[] prompt, long index, Decoding decoding, RandomStream random) {
    int limit = Math.min(decoding.maxNewTokens(), contextLength() - prompt.length);
    if (limit < 1) {
      throw new UserException(
          "a prompt of "
              + prompt.length
              + " tokens leaves no room in a context of "
              + contextLength());
    }
    int[] tokens = new int[limit];
    float[] logProbs = new float[limit];
    float[] samplingLogProbs = new float[limit];
    Completion.Finish finish = Completion.Finish.LENGTH;
    int length = 0;
    while (length < limit && finish == Completion.Finish.LENGTH) {
      double[] logits = table.get(sequence(new TokenRow(prompt, tokens), length));
      double[] drawn = TokenDistribution.of(logits, decoding);
      int token = TokenDistribution.draw(drawn, random.uniform(index, length));
      tokens[length] = token;
      logProbs[length] = (float) TokenDistribution.of(logits, 1)[token];
      samplingLogProbs[length] = (float) drawn[token];
      length++;
      if (token == language.endOfSequence()) {
        finish = Completion.Finish.STOP;
      }
    }
    int[] ids = Arrays.copyOf(tokens, length);
    return new Completion(
        new Answer(decode(ids), ids),
        finish,
        Arrays.copyOf(logProbs, length),
        Arrays.copyOf(samplingLogProbs, length));
  }

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    checkOpen();
    return rows.stream().map(row -> score(row, temperature)).toList();
  }

  private TokenScores score(TokenRow row, double temperature) {
    double[] logProbs = logProbs(row, temperature);
    float[] rounded = new float[logProbs.length];
    float[] entropies = new float[logProbs.length];
    for (int t = 0; t < logProbs.length; t++) {
      rounded[t] = (float) logProbs[t];
      double[] next = TokenDistribution.of(table.get(sequence(row, t)), temperature);
      entropies[t] = (float) TokenDistribution.entropy(next);
    }
    return new TokenScores(rounded, entropies);
  }

  private double[] logProbs(TokenRow row, double temperature) {
    return IntStream.range(0, row.completion().length)
        .mapToDouble(
            t ->
                TokenDistribution.of(table.get(sequence(row, t)), temperature)[row.completion()[t]])
        .toArray();
  }

  /**
   * A table has no states: the share of each token of the language among the completion's stands in
   * for them, so that distances are known in closed form.
   */
  @Override
  public List<float[]> embed(List<TokenRow> rows) {
    checkOpen();
    return rows.stream()
        .map(
            row -> {
              float[] shares = new float[language.size()];
              for (int token : row.completion()) {
                shares[token] += 1f / row.completion().length;
              }
              return shares;
            })
        .toList();
  }

  @Override
  public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
    checkOpen();
    List<List<Cell>> cells =
        batch.rows().stream()
            .map(
                row ->
                    IntStream.range(0, row.completion().length)
                        .mapToObj(t -> new Cell(sequence(row, t), row.completion()[t]))
                        .toList())
            .toList();
    return TabularTraining.step(
        table,
        logits -> TabularTraining.scaled(logits, 1 / batch.temperature()).logSoftmax(1),
        cells,
        batch,
        other(batch),
        splitting,
        loss,
        step,
        gradients);
  }

  /** The log-probabilities of the policy that a batch wants the divergence from. */
  private static @Nullable Function<List<Integer>, double[]> other(TrainingBatch batch) {
    Likelihood reference = batch.divergenceFrom();
    if (reference == null) {
      return null;
    }
    if (!(reference instanceof TabularPolicy tabular)) {
      throw new UserException(
          "the divergence of a tabular policy is known from another tabular policy only, got "
              + reference.getClass().getName());
    }
    return sequence -> TokenDistribution.of(tabular.table.get(sequence), batch.temperature());
  }

  @Override
  public TabularPolicy copy() {
    checkOpen();
    return new TabularPolicy(this);
  }

  /** A value for each sequence; not yet trained ones are normal, the usual deviation being 0.1. */
  @Override
  public ScalarModel newScalarModel(RandomStream random, double headDeviation) {
    return new TabularScalarModel(random, headDeviation < 0 ? 0.1 : headDeviation, splitting);
  }

  @Override
  public boolean hasToken(String text) {
    return language.vocabulary().contains(text) || controlTokens.contains(text);
  }

  @Override
  public int[] addControlTokens(List<String> names, RandomStream random) {
    for (String name : names) {
      if (hasToken(name)) {
        throw new IllegalArgumentException("the token \"" + name + "\" is there already");
      }
      controlTokens.add(name);
    }
    int end = language.size() + controlTokens.size();
    return IntStream.range(end - names.size(), end).toArray();
  }

  @Override
  public void freeze() {
    table.requireFinite();
    table.forgetMoments();
  }

  @Override
  public int contextLength() {
    return language.contextLength();
  }

  /** Writes the trained rows as text: a table has no Hugging Face layout. */
  @Override
  public void save(Path folder) {
    table.save(folder);
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    table.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    table.readState(in);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this policy was closed");
    }
  }

  /** The prompt and the first tokens of the completion. */
  static List<Integer> sequence(TokenRow row, int completionTokens) {
    return IntStream.range(0, row.prompt().length + completionTokens).mapToObj(row::token).toList();
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  private static int[] append(int[] ids, int id) {
    int[] longer = Arrays.copyOf(ids, ids.length + 1);
    longer[ids.length] = id;
    return longer;
  }
}
