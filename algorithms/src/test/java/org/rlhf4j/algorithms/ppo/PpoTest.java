package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.algorithms.ppo.PpoTasks.PROMPTS;
import static org.rlhf4j.algorithms.ppo.PpoTasks.REWARD;
import static org.rlhf4j.algorithms.ppo.PpoTasks.SHOWN;
import static org.rlhf4j.algorithms.ppo.PpoTasks.options;
import static org.rlhf4j.algorithms.ppo.PpoTasks.reward;
import static org.rlhf4j.algorithms.ppo.PpoTasks.train;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoConventions.MissingEos;
import org.rlhf4j.algorithms.ppo.PpoConventions.TerminalIndex;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueStart;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularPolicy;
import org.rlhf4j.testkit.TabularScalarModel;

final class PpoTest {

  @ParameterizedTest
  @CsvSource({
    // temperature, top-k, whether log-probabilities are at that temperature
    "1.0, 0, true", // from the sampler
    "0.7, 0, true", // from the sampler, at its temperature
    "0.7, 0, false", // from the sampler, at temperature 1
    "1.0, 2, true", // from the sampler, before truncation
    "0.7, 2, true" // scored again
  })
  void theFirstEpochHasRatioOneAndNoDivergence(double temperature, int topK, boolean same) {
    Decoding decoding = new Decoding(temperature, topK, 1, 3);
    Map<String, Object> changes =
        Map.of("epochs", 1, "minibatches", 1, "temperatureInLogProbs", same);
    List<PpoStep> steps =
        train(Tasks.policy(), options(PpoPreset.RLHF4J, changes, 3, 32, decoding));
    assertEquals(0, steps.get(0).kl(), 1e-5, "the policy is still the reference");
    for (PpoStep step : steps) {
      assertEquals(1, step.ratio(), 1e-5);
      assertEquals(0, step.approxKl(), 1e-5);
      assertEquals(0, step.clipFraction());
      assertTrue(step.policyGradNorm() > 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void laterEpochsMoveThePolicy(PpoPreset preset) {
    List<PpoStep> steps =
        train(Tasks.policy(), options(preset, Map.of(), 2, 32, Decoding.sampling(1, 3)));
    for (PpoStep step : steps) {
      assertEquals(0, step.startApproxKl(), 1e-10);
      assertTrue(step.approxKl() > 1e-6);
      assertTrue(step.ratioVariance() > 0);
      assertEquals(step.scores() + step.nonScoreReward(), step.rlhfReward(), 1e-12);
    }
    assertEquals(0, steps.get(0).kl(), 1e-6);
    assertTrue(steps.get(1).kl() != 0);
    assertEquals(64, steps.get(1).episode());
  }

  @Test
  void theConventionsArePrinted() {
    RecordingLog log = new RecordingLog();
    PpoOptions options =
        options(PpoPreset.TRL, Map.of("lambda", 1.0), 1, 4, Decoding.sampling(1, 2));
    new Ppo(options).optimize(Tasks.reinforce(Tasks.policy(), PROMPTS, REWARD, log));
    String notes = String.join("\n", log.notes());
    int last = -1;
    for (RecordComponent convention : PpoConventions.class.getRecordComponents()) {
      int place = notes.indexOf(" " + convention.getName() + " ");
      assertTrue(place > last, convention.getName() + " in its order");
      last = place;
    }
    assertTrue(notes.contains("preset trl"), notes);
    assertTrue(notes.contains("lambda 1.0"), notes);
    assertTrue(notes.contains("klEstimator k1"), notes);
    assertTrue(notes.contains("the value model starts from the policy"), notes);
    assertTrue(log.notes().stream().allMatch(line -> line.length() <= 100), notes);
  }

  /** With lambda 0, gamma 1 and values of 0 the advantage of a step is its reward. */
  private static PpoBatch plainBatch(TerminalIndex index, List<Episode> episodes) {
    Map<String, Object> changes =
        Map.of(
            "terminalIndex",
            index,
            "lambda",
            0.0,
            "whitenRewards",
            Whitening.NONE,
            "whitenAdvantages",
            Whitening.NONE);
    Ppo ppo = new Ppo(options(PpoPreset.TRL, changes, 1, 1, Decoding.sampling(1, 3)));
    return ppo.batch(episodes, new TabularScalarModel(Tasks.RANDOM, 0, Splitting.NONE), 0.5, 6);
  }

  private static Episode episode(boolean ended, double score, int... tokens) {
    float[] logProbs = new float[tokens.length];
    float[] reference = new float[tokens.length];
    for (int t = 0; t < tokens.length; t++) {
      logProbs[t] = -1;
      reference[t] = -1 - (t + 1);
    }
    TokenRow row = new TokenRow(new int[] {1}, tokens);
    return new Episode(row, ended, logProbs, reference, score);
  }

  @Test
  void theScoreStandsAtTheLastTokenAndThePenaltyAtEach() {
    PpoBatch batch =
        plainBatch(
            TerminalIndex.LAST_TOKEN,
            List.of(episode(true, 10, 2, 0), episode(false, 20, 2, 3, 1)));
    assertArrayEquals(new float[] {-0.5f, 9}, batch.advantages()[0]);
    assertArrayEquals(new float[] {-0.5f, -1, 18.5f}, batch.advantages()[1]);
    assertArrayEquals(batch.advantages(), batch.returns());
  }

  @Test
  void orAtAStepOfItsOwnAfterTheEnd() {
    PpoBatch batch =
        plainBatch(
            TerminalIndex.AFTER_LAST_TOKEN,
            List.of(
                episode(true, 10, 2, 0), episode(true, 10, 2, 2, 0), episode(false, 20, 2, 3, 1)));
    assertArrayEquals(new float[] {-0.5f, -1, 10}, batch.returns()[0]);
    assertArrayEquals(new float[] {-0.5f, -1}, batch.advantages()[0]);
    assertArrayEquals(new float[] {-0.5f, -1, 8.5f}, batch.returns()[1], "filled the limit");
    assertArrayEquals(new float[] {-0.5f, -1, 18.5f}, batch.returns()[2], "was cut off");
  }

  @Test
  void microBatchesAndPaddingChangeNothing() {
    for (PpoPreset preset : PpoPreset.values()) {
      TabularPolicy whole = Tasks.policy();
      TabularPolicy split = whole.copy();
      split.split(new Splitting(3, 2));
      PpoOptions options = options(preset, Map.of(), 3, 16, Decoding.sampling(1, 3));
      train(whole, options);
      train(split, options);
      assertEquals(0, Tasks.distance(whole, split, "a"), 1e-5);
    }
  }

  @Test
  void theSameSeedGivesTheSamePolicy() {
    TabularPolicy one = Tasks.policy();
    TabularPolicy two = one.copy();
    PpoOptions options = options(PpoPreset.RLHF4J, Map.of(), 3, 16, Decoding.sampling(1, 3));
    assertEquals(train(one, options), train(two, options));
    assertEquals(0, Tasks.distance(one, two, "a"));
  }

  private static PpoStep oneGradientStep(Map<String, Object> change) {
    Map<String, Object> changes = new HashMap<>(Map.of("epochs", 1, "minibatches", 1));
    changes.putAll(change);
    return train(Tasks.policy(), options(PpoPreset.RLHF4J, changes, 1, 32, Decoding.sampling(1, 3)))
        .get(0);
  }

  @Test
  void aTokenWeighsMoreWhereLossesAreAveragedOverTokens() {
    PpoStep limit = oneGradientStep(Map.of("lossDenominator", LossDenominator.LIMIT));
    PpoStep tokens = oneGradientStep(Map.of("lossDenominator", LossDenominator.TOKENS));
    assertEquals(3 / tokens.length(), tokens.policyGradNorm() / limit.policyGradNorm(), 1e-5);
    assertEquals(3 / tokens.length(), tokens.valueGradNorm() / limit.valueGradNorm(), 1e-5);
  }

  @Test
  void theCoefficientScalesTheGradientOfTheValueAlone() {
    PpoStep once = oneGradientStep(Map.of("valueCoefficient", 0.1));
    PpoStep twice = oneGradientStep(Map.of("valueCoefficient", 0.2));
    assertEquals(2, twice.valueGradNorm() / once.valueGradNorm(), 1e-5);
    assertEquals(once.policyGradNorm(), twice.policyGradNorm());
    assertEquals(once.valueLoss(), twice.valueLoss(), 1e-6);
  }

  @Test
  void theValueModelLearnsWhatToExpect() {
    AdamW still = AdamW.withLearningRate(0);
    PpoOptions moving = options(PpoPreset.TRL, Map.of(), 40, 64, Decoding.sampling(1, 3));
    PpoOptions options =
        new PpoOptions(
            moving.preset(),
            moving.conventions(),
            moving.steps(),
            moving.rollouts(),
            moving.decoding(),
            still,
            moving.valueOptimizer(),
            moving.ptxBatch(),
            moving.lengths());
    List<PpoStep> steps = train(Tasks.policy(), options);
    double before = steps.get(0).valueLoss();
    double after = steps.get(39).valueLoss();
    assertTrue(after < before / 3, "from " + before + " to " + after);
    assertEquals(0, steps.get(39).kl(), 1e-6);
  }

  @Test
  void everyPromptIsAskedOnceBeforeAnyIsAskedAgain() {
    Map<String, Integer> asked = new HashMap<>();
    RewardModel counting =
        new FunctionReward(
            response -> {
              asked.merge(response.prompt().text(), 1, Integer::sum);
              return 0;
            });
    PpoOptions options = options(PpoPreset.TRL, Map.of(), 3, 2, Decoding.sampling(1, 1));
    new Ppo(options)
        .optimize(Tasks.reinforce(Tasks.policy(), PROMPTS, counting, new RecordingLog()));
    assertEquals(Map.of("a", 2, "b", 2, "c", 2), asked);
  }

  @Test
  void answersWithoutEndAreScoredByTheRule() {
    Map<String, Object> changes = Map.of("missingEos", MissingEos.REPLACE, "missingEosValue", -7.0);
    TabularPolicy policy = Tasks.policy();
    for (int prompt = 1; prompt <= 3; prompt++) {
      policy.setLogits(new int[] {prompt}, -100, 0, 0, 0); // never ends within one token
    }
    List<PpoStep> steps =
        train(policy, options(PpoPreset.TRL, changes, 1, 6, Decoding.sampling(1, 1)));
    assertEquals(-7, steps.get(0).scores());
    assertEquals(0, steps.get(0).eosTokens());
    assertEquals(1, steps.get(0).length());
  }

  /** A reward with a network, of which it remembers the copies. */
  private static final class NetworkReward implements NeuralRewardModel {
    private final TabularScalarModel copy =
        new TabularScalarModel(Tasks.RANDOM, 0.1, Splitting.NONE);

    @Override
    public double[] score(List<Response> responses) {
      return REWARD.score(responses);
    }

    @Override
    public Optional<ScalarModel> copyNetwork() {
      return Optional.of(copy);
    }
  }

  @Test
  void theValueModelStartsFromTheRewardAndIsClosed() {
    NetworkReward reward = new NetworkReward();
    TabularPolicy policy = Tasks.policy();
    OptimizationTask task = Tasks.reinforce(policy, PROMPTS, reward, new RecordingLog());
    PpoOptions options = options(PpoPreset.TRL, Map.of(), 1, 2, Decoding.sampling(1, 2));
    assertEquals(policy, new Ppo(options).optimize(task));
    assertTrue(reward.copy.isClosed());
    assertFalse(policy.isClosed());
    assertFalse(((TabularPolicy) task.reference()).isClosed());
  }

  @Test
  void orFromThePolicy() {
    NetworkReward reward = new NetworkReward();
    Map<String, Object> changes = Map.of("valueStart", ValueStart.POLICY);
    PpoOptions options = options(PpoPreset.TRL, changes, 1, 2, Decoding.sampling(1, 2));
    new Ppo(options).optimize(Tasks.reinforce(Tasks.policy(), PROMPTS, reward, new RecordingLog()));
    assertFalse(reward.copy.isClosed());
  }

  /** One gradient step on answers and demonstrations follows the sum of both gradients. */
  @Test
  void thePartsOfAMixedStepAreThoseOfEach() {
    PpoStep plain = oneGradientStep(Map.of());
    PpoStep mixed = oneGradientStep(Map.of("ptxCoefficient", 3.0));
    assertEquals(plain.policyLoss(), mixed.policyLoss(), 1e-5);
    assertEquals(plain.approxKl(), mixed.approxKl(), 1e-12);
    assertEquals(plain.clipFraction(), mixed.clipFraction());
    TabularPolicy start = Tasks.policy();
    double sum = 0;
    double tokens = 0;
    int[] order = Tasks.RANDOM.child("task").child("demonstrations").child(0).permutation(3);
    int[] next = Tasks.RANDOM.child("task").child("demonstrations").child(1).permutation(3);
    for (int i : new int[] {order[0], order[1], order[2], next[0]}) {
      TokenRow row = start.encode(SHOWN.get(i).prompt(), SHOWN.get(i).answer());
      sum -= start.logProbability(row);
      tokens += row.completion().length;
    }
    assertEquals(sum / tokens, mixed.ptxLoss(), 1e-6);
  }

  @Test
  void optionsThatDoNotFitTogetherAreRefused() {
    assertRefused(
        options(
            PpoPreset.TRL,
            Map.of("klControl", KlControl.ADAPTIVE, "klCoefficient", 0.0),
            1,
            4,
            Decoding.sampling(1, 3)),
        "must be above 0, or it never changes");
    assertRefused(
        options(PpoPreset.INSTRUCTGPT, Map.of(), 1, 8, Decoding.sampling(0.7, 3)),
        "got decoding.temperature 0.7");
    assertRefused(
        options(PpoPreset.TRL, Map.of(), 1, 4, Decoding.greedy(3)), "decoding.temperature");
    assertRefused(
        options(PpoPreset.TRL, Map.of("minibatches", 5), 1, 4, Decoding.sampling(1, 3)),
        "4 rollouts into 5 mini-batches");
    assertRefused(
        options(
            PpoPreset.RLHF4J,
            Map.of("missingEos", MissingEos.SUBTRACT),
            1,
            4,
            Decoding.sampling(1, 3)),
        "got -1.0");
  }

  private static void assertRefused(PpoOptions options, String words) {
    UserException e =
        assertThrows(UserException.class, () -> new PpoPlugin().create(options, null));
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void aPromptWithoutRoomForAnAnswerIsRefused() {
    List<Prompt> long6 = List.of(Tasks.prompt("a a a a a a"));
    Ppo ppo = new Ppo(options(PpoPreset.TRL, Map.of(), 1, 1, Decoding.sampling(1, 3)));
    UserException e =
        assertThrows(
            UserException.class,
            () -> ppo.optimize(Tasks.reinforce(Tasks.policy(), long6, REWARD, new RecordingLog())));
    assertTrue(e.getMessage().contains("prompt \"prompt a a a a a a\" has 6"), e.getMessage());
  }
}
