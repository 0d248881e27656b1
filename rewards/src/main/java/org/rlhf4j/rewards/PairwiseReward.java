package org.rlhf4j.rewards;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.BatchItems;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.rewards.PairwiseOptions.EndOfSequence;

/** Implements {@link PairwisePlugin}. */
final class PairwiseReward implements TrainableRewardModel, NeuralRewardModel {

  /** Fewer samples have no standard deviation, and a mean that says nothing. */
  private static final int FEWEST_REFERENCE_SAMPLES = 2;

  private final PairwiseOptions options;
  private @Nullable Fitted fitted;

  PairwiseReward(PairwiseOptions options) {
    this.options = options;
  }

  /**
   * The state after the fit.
   *
   * @param network scores before normalisation
   * @param encoder the starting policy; not owned
   * @param shift subtracted from scores
   * @param divisor divides them then
   * @param fit how good it is
   */
  private record Fitted(
      ScalarModel network, Policy encoder, double shift, double divisor, RewardFit fit) {}

  /** A preference as token ids. */
  private record Pair(TokenRow chosen, TokenRow rejected) {}

  @Override
  public RewardFit fit(RewardTask task) {
    requireUnfitted();
    // all that can be wrong with the data is found before any training
    List<Pair> pairs = encode(task);
    List<TokenRow> references = encode(task.start(), task.referenceSamples());
    HeldOut split =
        HeldOut.of(
            BatchItems.of(task.preferences()),
            heldOutPairs(pairs.size()),
            task.random().child("held-out"));
    List<Pair> heldOut = pick(pairs, split.heldOut());
    List<Pair> training = pick(pairs, split.training());
    BatchItems items = BatchItems.of(pick(task.preferences(), split.training()));

    ScalarModel network = newNetwork(task);
    try {
      train(network, training, items, task);
      Sample agreement = Sample.of(agreements(network, heldOut));
      Sample reference = Sample.of(read(network, references));
      if (!Double.isFinite(reference.mean()) || !Double.isFinite(reference.standardDeviation())) {
        throw NonFiniteLossException.ofWeights();
      }
      if (options.scale() && !(reference.standardDeviation() > 0)) {
        throw new UserException(
            "pairwise: all reference samples score "
                + reference.mean()
                + ", so there is no deviation to divide by; set scale to false or train longer");
      }
      RewardFit fit =
          new RewardFit(
              training.size(),
              heldOut.size(),
              agreement.mean(),
              agreement.standardError(),
              reference.mean(),
              reference.standardDeviation());
      double shift = options.shift() ? reference.mean() : 0;
      double divisor = options.scale() ? reference.standardDeviation() : 1;
      fitted = new Fitted(network, task.start(), shift, divisor, fit);
      return fit;
    } finally {
      if (fitted == null) {
        network.close();
      }
    }
  }

  private ScalarModel newNetwork(RewardTask task) {
    return task.start().newScalarModel(task.random().child("head"), options.headDeviation());
  }

  @Override
  public void writeFit(DataOutput out) throws IOException {
    Fitted now = requireFitted();
    now.fit().write(out);
    out.writeDouble(now.shift());
    out.writeDouble(now.divisor());
    now.network().writeState(out);
  }

  @Override
  public RewardFit readFit(RewardTask task, DataInput in) throws IOException {
    requireUnfitted();
    RewardFit fit = RewardFit.read(in);
    double shift = in.readDouble();
    double divisor = in.readDouble();
    if (!Double.isFinite(shift) || !(divisor > 0 && divisor < Double.POSITIVE_INFINITY)) {
      throw new IOException(
          "pairwise: statistics to normalise scores with are missing: shift "
              + shift
              + ", divisor "
              + divisor);
    }
    ScalarModel network = newNetwork(task);
    try {
      network.readState(in);
      fitted = new Fitted(network, task.start(), shift, divisor, fit);
      return fit;
    } finally {
      if (fitted == null) {
        network.close();
      }
    }
  }

  private List<Pair> encode(RewardTask task) {
    check(task.preferences().size(), task.referenceSamples().size());
    List<Pair> pairs = new ArrayList<>();
    for (Preference p : task.preferences()) {
      pairs.add(
          new Pair(
              encode(task.start(), p.prompt(), p.chosen()),
              encode(task.start(), p.prompt(), p.rejected())));
    }
    return pairs;
  }

  @Override
  public void check(int preferences, int referenceSamples) {
    boolean holdsOut = options.heldOut() > 0;
    requireAtLeast(
        holdsOut ? 2 : 1,
        preferences,
        holdsOut ? "preferences, one to fit and one to hold out" : "preferences to fit");
    requireAtLeast(
        FEWEST_REFERENCE_SAMPLES, referenceSamples, "reference samples to normalise scores");
  }

  @Override
  public List<Work> work(int preferences, int referenceSamples, int maxNewTokens) {
    int heldOut = heldOutPairs(preferences);
    long seen = options.training().seen(preferences - heldOut);
    return List.of(
        Work.on(Work.Kind.LEARN_SCALAR, Work.Rows.PREFERENCES, 2 * seen),
        Work.on(Work.Kind.READ, Work.Rows.PREFERENCES, 2L * heldOut),
        Work.onOwn(Work.Kind.READ, referenceSamples, maxNewTokens));
  }

  private static void requireAtLeast(int fewest, int given, String what) {
    if (given < fewest) {
      throw new UserException(
          "pairwise: it takes at least %d %s, got %d; give more".formatted(fewest, what, given));
    }
  }

  /** At least one where any are wanted, and never all. */
  private int heldOutPairs(int pairs) {
    if (options.heldOut() == 0) {
      return 0;
    }
    return (int) Math.min(Math.max(1, Math.round(options.heldOut() * pairs)), pairs - 1);
  }

  private static <T> List<T> pick(List<T> pairs, int[] which) {
    return IntStream.of(which).mapToObj(pairs::get).toList();
  }

  private void train(ScalarModel network, List<Pair> pairs, BatchItems items, RewardTask task) {
    if (!items.areSingle()) {
      task.log().note("pairwise: " + items + ", each of which stays in one step");
    }
    List<int[]> steps =
        items.pairs(options.training().steps(items.size(), task.random().child("shuffle")));
    Steps.of(task.log(), "reward model", steps.size(), network)
        .run(
            step -> {
              int[] examples = steps.get(step);
              AdamWStep settings = options.training().optimizer().at(step, steps.size());
              UpdateReport report =
                  network.update(
                      TrainingBatch.ofPairs(rows(pairs, examples)),
                      Readout.LAST_TOKEN,
                      new BradleyTerryLoss(examples.length),
                      settings);
              long seen = steps.subList(0, step + 1).stream().mapToLong(done -> done.length).sum();
              double epoch = (double) seen / pairs.size();
              return PairwiseStep.of(report, settings.learningRate(), epoch);
            });
  }

  private static List<TokenRow> rows(List<Pair> pairs, int[] which) {
    List<TokenRow> rows = new ArrayList<>();
    for (int i : which) {
      rows.add(pairs.get(i).chosen());
      rows.add(pairs.get(i).rejected());
    }
    return rows;
  }

  private static double[] agreements(ScalarModel network, List<Pair> pairs) {
    int[] all = IntStream.range(0, pairs.size()).toArray();
    double[] scores = read(network, rows(pairs, all));
    return IntStream.of(all)
        .mapToDouble(i -> agreement(scores[2 * i], scores[2 * i + 1]))
        .toArray();
  }

  /** 1 for a pair in order, 0 for one out of order, 1/2 where the scores are equal. */
  static double agreement(double chosen, double rejected) {
    return chosen > rejected ? 1 : chosen < rejected ? 0 : 0.5;
  }

  @Override
  public double[] score(List<Response> responses) {
    Fitted now = requireFitted();
    double[] scores = read(now.network(), encode(now.encoder(), responses));
    return Arrays.stream(scores).map(x -> (x - now.shift()) / now.divisor()).toArray();
  }

  @Override
  public Optional<ScalarModel> copyNetwork() {
    Fitted now = requireFitted();
    return Optional.of(new NormalisedNetwork(now.network().copy(), now.shift(), now.divisor()));
  }

  private void requireUnfitted() {
    if (fitted != null) {
      throw new IllegalStateException("this reward model was fitted already");
    }
  }

  private Fitted requireFitted() {
    if (fitted == null) {
      throw new IllegalStateException(
          "this reward model has no network and no statistics before fit(RewardTask)");
    }
    return fitted;
  }

  private List<TokenRow> encode(Policy policy, List<Response> responses) {
    return responses.stream().map(r -> encode(policy, r.prompt(), r.answer())).toList();
  }

  private TokenRow encode(Policy policy, Prompt prompt, Answer answer) {
    LengthLimits lengths = options.training().lengths();
    boolean asIs = options.endOfSequence() == EndOfSequence.READ;
    Answer read = asIs ? answer : Answer.ofText(answer.text(), /* cutOff= */ true);
    try {
      return lengths.apply(policy.encode(prompt, read), policy.contextLength());
    } catch (UserException e) {
      throw new UserException("pairwise: prompt " + prompt.id() + ": " + e.getMessage(), e);
    }
  }

  private static double[] read(ScalarModel network, List<TokenRow> rows) {
    if (rows.isEmpty()) {
      return new double[0];
    }
    return Arrays.stream(network.read(rows, Readout.LAST_TOKEN)).mapToDouble(r -> r[0]).toArray();
  }

  @Override
  public void close() {
    if (fitted != null) {
      fitted.network().close();
    }
  }
}
