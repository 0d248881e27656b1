package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.pairs.PairReport;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.Interrupted;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularPolicy;

/** What is true of every method that learns from fixed pairs, and where each of them ends. */
final class PairMethodsTest {

  private static final double BETA = 0.5;

  private static final List<Preference> DATA =
      List.of(
          Tasks.preference("a", "b", "c"),
          Tasks.preference("b", "b c", "c"),
          Tasks.preference("a", "a", "b b"),
          Tasks.preference("c", "c b", ""),
          Tasks.preference("b", "b", "c c"),
          Tasks.preference("c", "c", "b"),
          Tasks.preference("b", "", "a"),
          Tasks.preference("b", "c a", "c"));

  @SuppressWarnings("ImmutableEnumChecker") // plugins have no state
  enum Method {
    DPO(t -> new Dpo().create(new Dpo.Options(t, BETA, 0), null), Math.log(2)),
    CONSERVATIVE(t -> new Dpo().create(new Dpo.Options(t, BETA, 0.1), null), Math.log(2)),
    ROBUST(t -> new RobustDpo().create(new RobustDpo.Options(t, BETA, 0.25), null), Math.log(2)),
    HINGE(t -> new Hinge().create(new Hinge.Options(t, BETA), null), 1),
    IPO(t -> new Ipo().create(new Ipo.Options(t, BETA), null), 1),
    IPO_MEAN(t -> new IpoMean().create(new Ipo.Options(t, BETA), null), 1),
    KTO(t -> new Kto().create(new Kto.Options(t, BETA, 1, 1), null), 1 / 2.0),
    SIMPO(t -> new Simpo().create(new Simpo.Options(t, 2, 0.5), null), Double.NaN),
    ORPO(t -> new Orpo().create(new Orpo.Options(t, 0.5), null), Double.NaN);

    private final Function<TrainingOptions, Optimizer> plugin;

    /** Loss where policy and reference agree; NaN for those without a reference. */
    private final double atTheStart;

    Method(Function<TrainingOptions, Optimizer> plugin, double atTheStart) {
      this.plugin = plugin;
      this.atTheStart = atTheStart;
    }

    void train(TabularPolicy policy, List<Preference> data, TrainingOptions training) {
      train(policy, data, training, RunLog.silent());
    }

    void train(TabularPolicy policy, List<Preference> data, TrainingOptions training, RunLog log) {
      Optimizer optimizer = plugin.apply(training);
      assertEquals(Set.of(Need.PREFERENCES), optimizer.needs());
      Policy result = optimizer.optimize(Tasks.prefer(policy, data, log));
      assertEquals(policy, result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneBatchOfEightIsEightBatchesOfOne(Method method) {
    TabularPolicy one = Tasks.policy();
    TabularPolicy eight = one.copy();
    method.train(one, DATA, Tasks.gradientDescent(8, 1));
    method.train(eight, DATA, Tasks.gradientDescent(1, 8));
    assertEquals(0, Tasks.distance(one, eight, "b"));
    assertTrue(Tasks.distance(one, Tasks.policy(), "b") > 1e-3, "it learned");
  }

  @ParameterizedTest
  @EnumSource
  void microBatchesAndPaddingChangeNothing(Method method) {
    TabularPolicy whole = Tasks.policy();
    TabularPolicy split = whole.copy();
    split.split(new Splitting(3, 2));
    method.train(whole, DATA, Tasks.gradientDescent(8, 1));
    method.train(split, DATA, Tasks.gradientDescent(8, 1));
    for (String prompt : List.of("a", "b", "c")) {
      assertEquals(0, Tasks.distance(whole, split, prompt), 1e-5);
    }
  }

  private static List<Preference> inBatch(List<Preference> pairs, Function<Integer, String> batch) {
    List<Preference> named = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Preference p = pairs.get(i);
      named.add(new Preference(p.prompt(), p.chosen(), p.rejected(), batch.apply(i)));
    }
    return named;
  }

  /** Three pairs of one ranking with one item a step are what they are with three pairs a step. */
  @ParameterizedTest
  @EnumSource
  void aRankingStaysInOneStep(Method method) {
    List<Preference> pairs =
        List.of(
            Tasks.preference("a", "b", "c"),
            Tasks.preference("a", "b", "b b"),
            Tasks.preference("a", "c", "b b"));
    TabularPolicy together = Tasks.policy();
    TabularPolicy ranking = together.copy();
    TabularPolicy scattered = together.copy();
    method.train(together, pairs, Tasks.training(3, 1, 4, 0.05));
    method.train(ranking, inBatch(pairs, i -> "r"), Tasks.training(1, 1, 4, 0.05));
    method.train(scattered, pairs, Tasks.training(1, 1, 4, 0.05));
    assertEquals(0, Tasks.distance(together, ranking, "a"), 1e-6);
    assertTrue(Tasks.distance(together, scattered, "a") > 1e-3);
  }

  @ParameterizedTest
  @EnumSource
  void batchesOfOnePairChangeNothing(Method method) {
    TabularPolicy without = Tasks.policy();
    TabularPolicy with = without.copy();
    method.train(without, DATA, Tasks.training(3, 1, 2, 0.05));
    method.train(with, inBatch(DATA, i -> "batch " + i), Tasks.training(3, 1, 2, 0.05));
    assertEquals(0, Tasks.distance(without, with, "b"));
  }

  /** All but KTO, whose reference point depends on which prompts and answers are neighbours. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "KTO")
  void theOrderWithinAStepChangesNothing(Method method) {
    TabularPolicy forward = Tasks.policy();
    TabularPolicy backward = forward.copy();
    List<Preference> reversed = new ArrayList<>(DATA);
    Collections.reverse(reversed);
    method.train(forward, DATA, Tasks.gradientDescent(8, 1));
    method.train(backward, reversed, Tasks.gradientDescent(8, 1));
    assertEquals(0, Tasks.distance(forward, backward, "a"), 1e-5);
    assertEquals(0, Tasks.distance(forward, backward, "b"), 1e-5);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"SIMPO", "ORPO", "KTO"})
  void startsWhereItsLossSaysAndLearnsThePreferences(Method method) {
    RecordingLog log = new RecordingLog();
    method.train(Tasks.policy(), DATA, Tasks.training(8, 1, 60, 0.05), log);
    List<PairReport.Step> steps = log.steps(PairReport.Step.class);
    PairReport.Step first = steps.get(0);
    assertEquals(method.atTheStart, first.loss(), 1e-6);
    assertEquals(0, first.pairs().margin(), 1e-6);
    PairReport.Step last = steps.get(steps.size() - 1);
    assertEquals(1, last.pairs().accuracy());
    assertEquals(
        last.pairs().chosenReward() - last.pairs().rejectedReward(), last.pairs().margin(), 1e-12);
    assertTrue(last.loss() < first.loss(), "loss " + last.loss());
  }

  @ParameterizedTest
  @EnumSource
  void interruptedIsUninterrupted(Method method) {
    TrainingOptions training = Tasks.training(3, 1, 2, 0.05);
    Interrupted.assertGoesOnExactly(
        log -> {
          TabularPolicy policy = Tasks.policy();
          method.train(policy, DATA, training, log);
          return policy;
        });
  }

  private static TabularPolicy converged(
      List<Preference> pairs, Function<TrainingOptions, Optimizer> method) {
    TabularPolicy policy = EnumeratedPairs.policy();
    method
        .apply(Tasks.training(pairs.size(), 1, 80, 0.2))
        .optimize(Tasks.prefer(policy, pairs, RunLog.silent()));
    return policy;
  }

  private static void assertOptimum(double[] optimum, TabularPolicy policy) {
    double before = Exact.kl(EnumeratedPairs.distribution(EnumeratedPairs.policy()), optimum);
    double after = Exact.kl(EnumeratedPairs.distribution(policy), optimum);
    assertEquals(1, Arrays.stream(optimum).sum(), 1e-9);
    assertTrue(before > 0.1, "starts far off, at " + before);
    assertTrue(after < 1e-3, "ends near, at " + after);
  }

  /** Rafailov et al., equation 4: the optimum of RLHF with the reward behind the labels. */
  @Test
  void dpoEndsAtTheOptimumOfItsImplicitReward() {
    double[] start = EnumeratedPairs.distribution(EnumeratedPairs.policy());
    assertOptimum(
        Exact.optimum(start, EnumeratedPairs.rewards(), BETA),
        converged(EnumeratedPairs.bradleyTerry(1, 0), Method.DPO.plugin));
  }

  /** The same although a third of all labels is flipped, where DPO ends elsewhere. */
  @Test
  void robustDpoEndsThereFromFlippedLabels() {
    double[] start = EnumeratedPairs.distribution(EnumeratedPairs.policy());
    double[] optimum = Exact.optimum(start, EnumeratedPairs.rewards(), BETA);
    List<Preference> noisy = EnumeratedPairs.bradleyTerry(2, 1);
    assertOptimum(
        optimum,
        converged(
            noisy,
            training ->
                new RobustDpo().create(new RobustDpo.Options(training, BETA, 1 / 3.0), null)));
    double[] misled = EnumeratedPairs.distribution(converged(noisy, Method.DPO.plugin));
    assertTrue(Exact.kl(misled, optimum) > 0.05, "DPO ends elsewhere");
  }

  /** Azar et al., with Psi the identity: ref exp(share of answers it is preferred to / beta). */
  @Test
  void ipoEndsAtItsOptimumEvenIfPreferencesAreIntransitive() {
    double[] start = EnumeratedPairs.distribution(EnumeratedPairs.policy());
    assertOptimum(
        Exact.optimum(start, preferred(), 0.1),
        converged(
            EnumeratedPairs.intransitive(),
            training -> new Ipo().create(new Ipo.Options(training, 0.1), null)));
  }

  /** The same a token: log pi / ref = |y| (share preferred / beta + c). */
  @Test
  void ipoMeanEndsAtItsOptimumATokenEach() {
    double[] start = EnumeratedPairs.distribution(EnumeratedPairs.policy());
    double[] wanted = Arrays.stream(preferred()).map(p -> p / 0.2).toArray();
    assertOptimum(
        EnumeratedPairs.perToken(start, wanted),
        converged(
            EnumeratedPairs.intransitive(),
            training -> new IpoMean().create(new Ipo.Options(training, 0.2), null)));
  }

  /** How often an answer is preferred to another one, drawn uniformly from all. */
  private static double[] preferred() {
    int n = EnumeratedPairs.ANSWERS.size();
    double[] preferred = new double[n];
    for (int y = 0; y < n; y++) {
      for (int z = 0; z < n; z++) {
        preferred[y] += (y == z ? 2 : EnumeratedPairs.quarters(y, z)) / (4.0 * n);
      }
    }
    return preferred;
  }

  /** Without a target margin, beta log pi / |y| is the reward but for a constant. */
  @Test
  void simpoEndsAtItsRewardATokenAndForgetsItsStart() {
    double[] one = new double[EnumeratedPairs.ANSWERS.size()];
    Arrays.fill(one, 1);
    double[] wanted = Arrays.stream(EnumeratedPairs.rewards()).map(r -> r / 2).toArray();
    TabularPolicy policy =
        converged(
            EnumeratedPairs.bradleyTerry(1, 0),
            training -> new Simpo().create(new Simpo.Options(training, 2, 0), null));
    assertOptimum(EnumeratedPairs.perToken(one, wanted), policy);
  }

  /** Every margin reaches 1 / beta, and then nothing is left to push. */
  @Test
  void hingeStopsAtItsMargin() {
    RecordingLog log = new RecordingLog();
    Method.HINGE.train(Tasks.policy(), DATA, Tasks.training(8, 1, 100, 0.05), log);
    PairReport.Step last = log.steps(PairReport.Step.class).get(99);
    assertEquals(0, last.loss());
    assertEquals(0, last.pairs().gradNorm());
    assertTrue(last.pairs().margin() >= 1, "margin " + last.pairs().margin());
  }
}
