package org.rlhf4j.runner.fakes;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Completion.Finish;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.ModelSize;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * A policy without an engine. Its tokens are letters; it says "a" with probability {@code skill},
 * else "b", and ends with probability 1/8. Every update adds the learning rate to the skill.
 */
public final class FakePolicy implements TrainablePolicy {
  static final int BEGIN = 1;
  static final int END = 2;
  private static final double STOP = 1 / 8.0;

  private final int context;
  private final long parameters;
  private double skill;
  private boolean closed;

  /** A policy that says "a" with a probability. */
  public FakePolicy(double skill, int context) {
    this(skill, context, 0);
  }

  /** One that says how large it is. */
  FakePolicy(double skill, int context, long parameters) {
    this.skill = skill;
    this.context = context;
    this.parameters = parameters;
  }

  static FakePolicy load(Path folder) {
    try {
      return new FakePolicy(Double.parseDouble(Files.readString(folder.resolve("skill"))), 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double skill() {
    return skill;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public int[] encode(Prompt prompt) {
    int[] ids = new int[prompt.text().length() + 1];
    ids[0] = BEGIN;
    for (int i = 1; i < ids.length; i++) {
      ids[i] = prompt.text().charAt(i - 1);
    }
    return ids;
  }

  @Override
  public TokenRow encode(Prompt prompt, Answer answer) {
    int[] tokens = answer.tokens();
    if (tokens == null) {
      tokens = Arrays.copyOf(answer.text().chars().toArray(), answer.text().length() + 1);
      tokens[tokens.length - 1] = END;
    }
    return new TokenRow(encode(prompt), tokens);
  }

  @Override
  public String decode(int[] tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      if (token != END && token != BEGIN) {
        text.append((char) token);
      }
    }
    return text.toString();
  }

  @Override
  public List<List<Completion>> generateFrom(
      List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
    Mortal.tick();
    List<List<Completion>> all = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      List<Completion> some = new ArrayList<>();
      for (int s = 0; s < n; s++) {
        some.add(draw(random, (long) p * n + s, decoding.maxNewTokens()));
      }
      all.add(some);
    }
    return all;
  }

  private Completion draw(RandomStream random, long row, int most) {
    int[] tokens = new int[most];
    int n = 0;
    while (n < most) {
      double u = random.uniform(row, n);
      tokens[n] = u < STOP ? END : (u - STOP) / (1 - STOP) < skill ? 'a' : 'b';
      if (tokens[n++] == END) {
        break;
      }
    }
    int[] drawn = Arrays.copyOf(tokens, n);
    float[] logProbs = logProbs(drawn);
    Finish finish = drawn[n - 1] == END ? Finish.STOP : Finish.LENGTH;
    return new Completion(new Answer(decode(drawn), drawn), finish, logProbs, logProbs);
  }

  private float[] logProbs(int[] tokens) {
    float[] logProbs = new float[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      double p = tokens[i] == END ? STOP : (1 - STOP) * (tokens[i] == 'a' ? skill : 1 - skill);
      logProbs[i] = (float) Math.log(p);
    }
    return logProbs;
  }

  @Override
  public List<TokenScores> score(List<TokenRow> rows, double temperature) {
    return rows.stream()
        .map(r -> new TokenScores(logProbs(r.completion()), new float[r.completion().length]))
        .toList();
  }

  @Override
  public int contextLength() {
    return context;
  }

  @Override
  public void save(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("skill"), Double.toString(skill));
      Mortal.tick();
      Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": 128}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
    Mortal.tick();
    skill = Math.min(0.99, skill + step.learningRate());
    float[][] outputs = new float[batch.rows().size()][];
    Arrays.setAll(outputs, i -> logProbs(batch.rows().get(i).completion()));
    return new UpdateReport(1 - skill, 1, outputs);
  }

  @Override
  public TrainablePolicy copy() {
    return new FakePolicy(skill, context, parameters);
  }

  @Override
  public ScalarModel newScalarModel(RandomStream random, double headDeviation) {
    return new FakeScalarModel();
  }

  @Override
  public int[] addControlTokens(List<String> names, RandomStream random) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ModelSize> size() {
    return parameters == 0
        ? Optional.empty()
        : Optional.of(new ModelSize(parameters, 4 * parameters, 12 * parameters));
  }

  @Override
  public void freeze() {}

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeDouble(skill);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    Mortal.tick();
    skill = in.readDouble();
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Reads the number of completion tokens. */
  static final class FakeScalarModel implements ScalarModel {
    @Override
    public float[][] read(List<TokenRow> rows, Readout readout) {
      return rows.stream().map(r -> new float[] {r.completion().length}).toArray(float[][]::new);
    }

    @Override
    public UpdateReport update(
        TrainingBatch batch, Readout readout, TokenLoss loss, AdamWStep step) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScalarModel copy() {
      return new FakeScalarModel();
    }

    @Override
    public ScalarModel copyWithZeroHead() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void save(Path folder) {
      try {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("head"), "1");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void writeState(DataOutput out) {}

    @Override
    public void readState(DataInput in) {}

    @Override
    public void close() {}
  }
}
