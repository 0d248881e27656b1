package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
import org.rlhf4j.api.training.ModelSize;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** A transformer with its vocabulary head: generates, scores, learns. */
final class TransformerPolicy implements TrainablePolicy, Embedding {

  /** Answers of one call stay in memory together. */
  private static final int MOST_ANSWERS = 100_000_000;

  private final TransformerOptions options;
  private TokenizerFiles text;
  private Decoder decoder;
  private @Nullable Learner learner;
  private @Nullable Canary canary; // where an adapter is trained

  /** Takes over the decoder and one share of the text. */
  TransformerPolicy(TokenizerFiles text, Decoder decoder, TransformerOptions options) {
    this.text = text;
    this.decoder = decoder;
    this.options = options;
  }

  TransformerOptions options() {
    return options;
  }

  Decoder decoder() {
    return decoder;
  }

  /** This policy on another decoder, which is made of its own; that one is closed. */
  TransformerPolicy with(UnaryOperator<Decoder> made) {
    Decoder other = made.apply(decoder);
    TransformerPolicy policy = new TransformerPolicy(text.share(), other, options);
    close();
    return policy;
  }

  @Override
  public int[] encode(Prompt prompt) {
    TextLimit.check(prompt, contextLength());
    return text.encode(prompt);
  }

  @Override
  public TokenRow encode(Prompt prompt, Answer answer) {
    int[] ids = encode(prompt);
    int[] tokens = answer.tokens();
    if (tokens == null) {
      TextLimit.check(prompt, answer, contextLength());
    }
    return new TokenRow(ids, tokens != null ? tokens : text.encode(prompt, ids, answer));
  }

  @Override
  public String decode(int[] tokens) {
    return text.codec().decode(tokens);
  }

  @Override
  public int contextLength() {
    return decoder.config().context();
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
    int[] limits = new int[prompts.size()];
    Arrays.fill(limits, decoding.maxNewTokens());
    return generateFrom(prompts, n, decoding, limits, random);
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, int[] limits, RandomStream random) {
    for (int i = 0; i < prompts.size(); i++) {
      if (prompts.get(i).length >= contextLength()) {
        throw new UserException(
            "prompt "
                + (i + 1)
                + " of "
                + prompts.size()
                + " has "
                + prompts.get(i).length
                + " tokens; the model's context of "
                + contextLength()
                + " leaves no room for an answer");
      }
    }
    if (prompts.isEmpty()) {
      return List.of();
    }
    checkCount(prompts.size(), n);
    Generator generator =
        new Generator(decoder, text.stops(), prompts, n, decoding, limits, random);
    List<Completion> all =
        Arrays.stream(generator.run(options.generationRows())).map(this::completion).toList();
    return IntStream.range(0, prompts.size())
        .mapToObj(p -> all.subList(p * n, (p + 1) * n))
        .toList();
  }

  private static void checkCount(int prompts, int n) {
    if ((long) prompts * n > MOST_ANSWERS) {
      throw new UserException(
          n
              + " answers to each of "
              + prompts
              + " prompts are more than memory holds; ask for at most "
              + MOST_ANSWERS
              + " in all");
    }
  }

  private Completion completion(Generator.Sampled s) {
    return new Completion(
        new Answer(decode(s.tokens()), s.tokens()),
        s.stopped() ? Completion.Finish.STOP : Completion.Finish.LENGTH,
        s.logProbs(),
        s.samplingLogProbs());
  }

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    float[][][] both = read(rows, new DistributionHead(decoder, temperature, null));
    return Arrays.stream(both).map(row -> new TokenScores(row[0], row[1])).toList();
  }

  @Override
  public List<float[]> logProbs(List<TokenRow> rows, double temperature) {
    float[][][] numbers = read(rows, new VocabularyHead(decoder, temperature));
    return Arrays.stream(numbers).map(row -> row[0]).toList();
  }

  @Override
  public List<float[]> embed(List<TokenRow> rows) {
    checkLengths(rows);
    return new MeanHidden(decoder, options.tokensPerMicrobatch()).of(rows);
  }

  /** For each row what the head says, kind by kind, about each completion token. */
  private float[][][] read(List<TokenRow> rows, Head head) {
    checkLengths(rows);
    float[][][] numbers = new float[rows.size()][][];
    if (rows.isEmpty()) {
      return numbers;
    }
    for (int[] batch : MicroBatches.split(rows, 1, options.tokensPerMicrobatch())) {
      PackedRows packed =
          PackedRows.of(
              IntStream.of(batch).mapToObj(rows::get).toList(), Readout.BEFORE_EACH_TOKEN);
      try (PtNDManager scope = decoder.scope()) {
        PtNDArray hidden = decoder.hiddenOfOutputs(scope, packed);
        PtNDArray outputs = head.read(scope, hidden, packed).outputs();
        int kinds = (int) outputs.getShape().get(0);
        float[] all = outputs.toFloatArray();
        for (int i = 0; i < batch.length; i++) {
          numbers[batch[i]] = packed.slices(all, i, kinds);
        }
      }
    }
    return numbers;
  }

  @Override
  public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
    checkLengths(batch.rows());
    if (canary == null && decoder.adapter() != null) {
      canary = new Canary(decoder, batch.rows().get(0));
    }
    UpdateReport report =
        learner().update(batch, Readout.BEFORE_EACH_TOKEN, head(batch), loss, step);
    if (canary != null) {
      canary.check(step, report.gradNorm());
    }
    return report;
  }

  private Head head(TrainingBatch batch) {
    Likelihood other = batch.divergenceFrom();
    if (other == null) {
      return batch.entropies()
          ? new DistributionHead(decoder, batch.temperature(), null)
          : new VocabularyHead(decoder, batch.temperature());
    }
    if (!(other instanceof TransformerPolicy transformer)) {
      throw new UserException(
          "the divergence of a transformer is known from another transformer only, got "
              + other.getClass().getName()
              + "; start from a plain model, or use a loss that needs log-probabilities alone");
    }
    transformer.checkLengths(batch.rows());
    return new DistributionHead(decoder, batch.temperature(), transformer.decoder);
  }

  private Learner learner() {
    if (learner == null) {
      learner = new Learner(decoder, decoder.parameters(), options.tokensPerMicrobatch());
    }
    return learner;
  }

  private void checkLengths(List<TokenRow> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).length() > contextLength()) {
        throw new UserException(
            "row "
                + (i + 1)
                + " of "
                + rows.size()
                + " has "
                + rows.get(i).length()
                + " tokens, more than the model's context of "
                + contextLength());
      }
    }
  }

  @Override
  public Optional<ModelSize> size() {
    long n = decoder.parameters().stream().mapToLong(p -> p.tensor().size()).sum();
    boolean whole = decoder.trainedType() == TransformerOptions.Dtype.FLOAT32;
    // gradients and two moments; beside bfloat16 also float32 gradients and weights
    return Optional.of(
        new ModelSize(n, n * (whole ? 4 : 2), n * (whole ? 12 : 18), decoder.sharedBytes()));
  }

  @Override
  public void freeze() {
    if (learner != null) {
      decoder.requireFinite();
      learner.close();
      learner = null;
      canary = null;
      decoder.dropGradients();
    }
  }

  @Override
  public TrainablePolicy copy() {
    return new TransformerPolicy(text.share(), decoder.copy(), options);
  }

  @Override
  public ScalarModel newScalarModel(RandomStream random, double headDeviation) {
    int hidden = decoder.config().hidden();
    double deviation = headDeviation < 0 ? 1.0 / (hidden + 1) : headDeviation;
    float[] head = InitialWeights.normal(deviation, random.generator()).take(hidden);
    return new TransformerScalarModel(text.share(), decoder.copy(), head, options);
  }

  @Override
  public boolean hasToken(String name) {
    return text.codec().knows(name);
  }

  @Override
  public int[] addControlTokens(List<String> names, RandomStream random) {
    for (String name : names) {
      if (text.codec().knows(name)) {
        throw new UserException(
            "\"" + name + "\" cannot become a control token: it is a token of the model already");
      }
    }
    if (decoder.adapter() != null) {
      throw new UserException(
          "the method adds the control tokens "
              + String.join(", ", names)
              + ", whose embedding rows must be trained, and an adapter leaves the embedding as it"
              + " is; leave out \"adapter\" of the policy for this method, or leave out the"
              + " method");
    }
    freeze();
    ModelConfig old = decoder.config();
    int first = Math.max(text.codec().size(), old.outputs() + old.controlTokens());
    if (first != text.codec().size()) {
      throw new UserException(
          "the model has "
              + old.vocabulary()
              + " embedding rows for "
              + text.codec().size()
              + " tokens; control tokens need a model without spare rows");
    }
    int rows = first + names.size();
    Decoder larger = ControlTokens.added(decoder, names.size(), rows, random.generator());
    TokenizerFiles known = text.with(names);
    close();
    text = known;
    decoder = larger;
    return IntStream.range(first, rows).toArray();
  }

  /** How many tensors this policy holds at the moment, by handle. */
  int tensors() {
    return decoder.manager().getManagedArrays().size();
  }

  @Override
  public void save(Path folder) {
    decoder.requireFinite();
    Saving.write(folder, decoder, new float[0], text);
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    state().write(out, learner);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    ModelState state = state();
    if (state.readWeights(in)) {
      state.readLearner(in, learner());
    } else {
      freeze();
    }
  }

  private ModelState state() {
    return ModelState.of("transformer policy", decoder, decoder.parameters());
  }

  @Override
  public void close() {
    if (learner != null) {
      learner.close();
      learner = null;
    }
    decoder.close();
    text.release();
  }
}
