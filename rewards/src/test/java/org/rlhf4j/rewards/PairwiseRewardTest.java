package org.rlhf4j.rewards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyDouble;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.rlhf4j.rewards.PairwiseTasks.PROMPT;
import static org.rlhf4j.rewards.PairwiseTasks.abc;
import static org.rlhf4j.rewards.PairwiseTasks.fixed;
import static org.rlhf4j.rewards.PairwiseTasks.options;
import static org.rlhf4j.rewards.PairwiseTasks.preference;
import static org.rlhf4j.rewards.PairwiseTasks.responses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;
import org.rlhf4j.testkit.TabularScalarModel;

final class PairwiseRewardTest {

  private final TabularPolicy start =
      new TabularPolicy(
          TabularLanguage.ofWords(6, "q", "a", "b", "c"), RandomStream.ofSeed(1), 1.0);
  private final RecordingLog log = new RecordingLog();

  private RewardTask task(List<Preference> preferences, List<Response> references) {
    return new RewardTask(start, preferences, references, RandomStream.ofSeed(3), log);
  }

  @Test
  void tooLittleIsFoundBeforeAnythingRuns() {
    try (PairwiseReward holdingOut = new PairwiseReward(options(0.1, false, 1));
        PairwiseReward training = new PairwiseReward(options(0, false, 1))) {
      holdingOut.check(2, 2);
      training.check(1, 2);
      UserException e = assertThrows(UserException.class, () -> holdingOut.check(1, 2));
      assertTrue(e.getMessage().contains("at least 2 preferences"), e.getMessage());
      assertThrows(UserException.class, () -> training.check(1, 1));
    }
  }

  @Test
  void aFitThatExplodedIsNoReward() {
    AdamW explosion = AdamW.withLearningRate(1e300);
    PairwiseOptions options =
        new PairwiseOptions(
            TrainingOptions.of(40, 1, explosion),
            0,
            PairwiseOptions.EndOfSequence.READ,
            true,
            false,
            -1);
    try (PairwiseReward reward = new PairwiseReward(options)) {
      RewardTask task = task(abc(), responses("a", "b"));
      assertThrows(NonFiniteLossException.class, () -> reward.fit(task));
    }
  }

  /** A task whose network is given; its random stream is always the same. */
  private RewardTask task(
      ScalarModel network, List<Preference> preferences, List<Response> references) {
    TabularPolicy policy = spy(start);
    doReturn(network).when(policy).newScalarModel(any(), anyDouble());
    return new RewardTask(policy, preferences, references, RandomStream.ofSeed(3), log);
  }

  @Test
  void learnsAnOrderAndAgreesWithHeldOutPairs() {
    PairwiseReward reward = new PairwiseReward(options(0.2, false, 20));
    RewardFit fit = reward.fit(task(abc(), responses("a", "b", "c")));
    assertEquals(32, fit.trainPairs());
    assertEquals(8, fit.heldOutPairs());
    assertEquals(1.0, fit.heldOutAccuracy());
    assertEquals(0.0, fit.standardError());
    double[] scores = reward.score(responses("a", "b", "c"));
    assertTrue(scores[0] > scores[1] + 1 && scores[1] > scores[2] + 1, Arrays.toString(scores));
  }

  @Test
  void theOptimumOfNoisyLabelsIsTheirLogOdds() {
    List<Preference> threeToOne = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threeToOne.add(i % 4 == 0 ? preference("b", "a") : preference("a", "b"));
    }
    AdamW optimizer = AdamW.withLearningRate(0.05).with(AdamW.Schedule.COSINE, 0);
    PairwiseReward reward =
        new PairwiseReward(
            new PairwiseOptions(
                TrainingOptions.of(8, 400, optimizer),
                0,
                PairwiseOptions.EndOfSequence.READ,
                true,
                false,
                0));
    reward.fit(task(threeToOne, responses("a", "b")));
    double[] scores = reward.score(responses("a", "b"));
    assertEquals(Math.log(3), scores[0] - scores[1], 1e-3);
  }

  @Test
  void heldOutAccuracyCountsTiesHalf() {
    // the held-out pairs are known by their chosen answers: a, aa and aaa score 1, 2 and 3
    ScalarModel network = fixed(row -> row.completion().length - 1);
    List<Preference> preferences = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      preferences.add(
          switch (i % 3) {
            case 0 -> preference("a a", "a"); // right
            case 1 -> preference("a", "a a"); // wrong
            default -> preference("a", "b"); // equal
          });
    }
    PairwiseReward reward = new PairwiseReward(options(0.9, false, 1));
    RewardFit fit = reward.fit(task(network, preferences, responses("a", "b")));

    int left = RandomStream.ofSeed(3).child("held-out").permutation(10)[9];
    double[] agreements =
        IntStream.range(0, 10)
            .filter(i -> i != left)
            .mapToDouble(i -> i % 3 == 0 ? 1 : i % 3 == 1 ? 0 : 0.5)
            .toArray();
    assertEquals(1, fit.trainPairs());
    assertEquals(Sample.of(agreements).mean(), fit.heldOutAccuracy(), 1e-12);
    assertEquals(Sample.of(agreements).standardError(), fit.standardError(), 1e-12);
  }

  @Test
  void scoresHaveMeanZeroOnReferenceSamples() {
    ScalarModel network = fixed(row -> 10 * row.completion().length);
    List<Response> references = responses("a", "a a", "a a a", "a a a a");
    PairwiseReward reward = new PairwiseReward(options(0, false, 1));
    RewardFit fit = reward.fit(task(network, abc(), references));
    assertEquals(35, fit.referenceMean(), 1e-12);
    assertArrayEquals(new double[] {-15, -5, 5, 15}, reward.score(references), 1e-12);
    assertEquals(Double.NaN, fit.heldOutAccuracy());
  }

  @Test
  void scaleDividesByTheStandardDeviationToo() {
    ScalarModel network = fixed(row -> 10 * row.completion().length);
    List<Response> references = responses("a", "a a", "a a a", "a a a a");
    PairwiseReward reward = new PairwiseReward(options(0, true, 1));
    RewardFit fit = reward.fit(task(network, abc(), references));
    Sample normalised = Sample.of(reward.score(references));
    assertEquals(0, normalised.mean(), 1e-12);
    assertEquals(1, normalised.standardDeviation(), 1e-12);
    assertEquals(Math.sqrt(500 / 3.0), fit.referenceStandardDeviation(), 1e-12);
  }

  @Test
  void scaleWithoutAnyDeviationIsRefusedAndTheNetworkClosed() {
    ScalarModel network = fixed(row -> 4);
    PairwiseReward reward = new PairwiseReward(options(0, true, 1));
    RewardTask task = task(network, abc(), responses("a", "b"));
    assertThrows(UserException.class, () -> reward.fit(task));
    verify(network).close();
    assertThrows(IllegalStateException.class, () -> reward.score(responses("a")));
  }

  @Test
  void doesNotScoreBeforeTheFit() {
    PairwiseReward reward = new PairwiseReward(options(0, false, 1));
    assertThrows(IllegalStateException.class, () -> reward.score(responses("a")));
    assertThrows(IllegalStateException.class, reward::copyNetwork);
    reward.close();
  }

  @Test
  void fitsOnce() {
    PairwiseReward reward = new PairwiseReward(options(0, false, 1));
    reward.fit(task(abc(), responses("a", "b")));
    RewardTask again = task(abc(), responses("a", "b"));
    assertThrows(IllegalStateException.class, () -> reward.fit(again));
  }

  @Test
  void tooLittleFeedbackIsRefused() {
    PairwiseReward reward = new PairwiseReward(options(0.1, false, 1));
    RewardTask onePair = task(abc().subList(0, 1), responses("a", "b"));
    assertThrows(UserException.class, () -> reward.fit(onePair));
    RewardTask oneSample = task(abc(), responses("a"));
    UserException e = assertThrows(UserException.class, () -> reward.fit(oneSample));
    assertTrue(e.getMessage().contains("at least 2 reference samples"), e.getMessage());
  }

  @Test
  void rowsBeyondTheContextAreRefusedBeforeAnyTraining() {
    ScalarModel network = fixed(row -> 0);
    List<Preference> tooLong = List.of(preference("a", "b"), preference("a a a a a", "b"));
    RewardTask task = task(network, tooLong, responses("a", "b"));
    PairwiseReward reward = new PairwiseReward(options(0, false, 1));
    UserException e = assertThrows(UserException.class, () -> reward.fit(task));
    assertTrue(e.getMessage().contains("prompt p7"), e.getMessage());
    assertTrue(e.getMessage().contains("7 tokens"), e.getMessage());
    verify(network, never()).update(any(), any(), any(), any());
    verify(task.start(), never()).newScalarModel(any(), anyDouble());
  }

  @Test
  void lengthLimitsApplyInTrainingAndInScoring() {
    List<TokenRow> seen = new ArrayList<>();
    ScalarModel network =
        fixed(
            row -> {
              seen.add(row);
              return 0;
            });
    LengthLimits limits = new LengthLimits(0, 2, 0, LengthLimits.Keep.START);
    TrainingOptions training =
        new TrainingOptions(4, 1, 1, 0, false, limits, AdamW.withLearningRate(0.1));
    PairwiseReward reward =
        new PairwiseReward(
            new PairwiseOptions(training, 0, PairwiseOptions.EndOfSequence.READ, true, false, -1));
    reward.fit(task(network, List.of(preference("a a a", "b")), responses("a", "b")));
    reward.score(responses("c c c c c c c c"));
    assertTrue(seen.stream().allMatch(row -> row.completion().length <= 2));
  }

  @Test
  void withoutShufflingTheFileIsReadInOrder() {
    ScalarModel network = fixed(row -> 0);
    TrainingOptions training =
        new TrainingOptions(1, 2, 1, 0, false, new LengthLimits(), AdamW.withLearningRate(0.1));
    List<TrainingBatch> batches = new ArrayList<>();
    when(network.update(any(), any(), any(), any()))
        .thenAnswer(
            call -> {
              batches.add(call.getArgument(0));
              return new UpdateReport(0, 0, new float[batches.get(0).rows().size()][1]);
            });
    List<Preference> preferences =
        List.of(
            preference("a", "b"), preference("b", "c"), preference("c", "a"), preference("c", "b"));
    new PairwiseReward(
            new PairwiseOptions(training, 0, PairwiseOptions.EndOfSequence.READ, true, false, -1))
        .fit(task(network, preferences, responses("a", "b")));
    List<String> read =
        batches.stream()
            .flatMap(b -> b.rows().stream())
            .map(row -> start.decode(row.completion()))
            .toList();
    assertEquals(List.of("a", "b", "b", "c", "c", "a", "c", "b"), read);
    assertEquals(2, batches.size());
    assertEquals(2, batches.get(0).groupSize());
  }

  @Test
  void stepsAreLoggedAsTheyWere() {
    new PairwiseReward(options(0, false, 2)).fit(task(abc(), responses("a", "b")));
    List<PairwiseStep> steps = log.steps(PairwiseStep.class);
    assertEquals(20, steps.size());
    assertEquals(0.05, steps.get(0).learningRate());
    assertEquals(0.1, steps.get(0).epoch(), 1e-12);
    assertEquals(2.0, steps.get(19).epoch(), 1e-12);
    for (PairwiseStep step : steps) {
      assertTrue(step.minReward() <= step.meanReward() && step.meanReward() <= step.maxReward());
      assertTrue(step.gradNorm() > 0);
    }
    assertTrue(steps.get(19).loss() < steps.get(0).loss());
  }

  @Test
  void aStepSummarisesItsPairs() {
    UpdateReport report = new UpdateReport(0.7, 2.5, new float[][] {{3}, {1}, {0}, {0}, {-2}, {2}});
    PairwiseStep step = PairwiseStep.of(report, 1e-3, 0.5);
    assertEquals(new PairwiseStep(0.7, 2.5, 1e-3, 0.5, -2 / 3.0, 4 / 6.0, -2, 3, 0.5), step);
  }

  @Test
  void theSameStreamGivesTheSameFitHoweverBatchesAreSplit() {
    RewardFit whole =
        new PairwiseReward(options(0.2, false, 3)).fit(task(abc(), responses("a", "b")));
    start.split(new Splitting(2, 1));
    RewardFit split =
        new PairwiseReward(options(0.2, false, 3))
            .fit(
                new RewardTask(
                    start, abc(), responses("a", "b"), RandomStream.ofSeed(3), new RecordingLog()));
    assertEquals(whole.referenceMean(), split.referenceMean(), 1e-5);
    assertEquals(whole.referenceStandardDeviation(), split.referenceStandardDeviation(), 1e-5);
  }

  @Test
  void aScoreDoesNotDependOnItsBatch() {
    PairwiseReward reward = new PairwiseReward(options(0, false, 1));
    reward.fit(task(abc(), responses("a", "b")));
    double[] together = reward.score(responses("a", "b", "c c"));
    assertEquals(together[1], reward.score(responses("b"))[0]);
    assertEquals(0, reward.score(List.of()).length);
  }

  @Test
  void sampledTokensAreScoredAsTheyAre() {
    PairwiseReward reward = new PairwiseReward(options(0, false, 1));
    reward.fit(task(abc(), responses("a", "b")));
    Answer sampled = new Answer("a", new int[] {2, 0});
    assertEquals(
        reward.score(responses("a"))[0], reward.score(List.of(new Response(PROMPT, sampled)))[0]);
  }

  /** A value model that starts from it would be off by the shift from the first step on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCopyOfTheNetworkIsOnTheScaleOfTheScores(boolean scale) {
    TabularScalarModel network = new TabularScalarModel(RandomStream.ofSeed(4), 3, Splitting.NONE);
    PairwiseReward reward = new PairwiseReward(options(0, scale, 1));
    reward.fit(task(network, abc(), responses("a", "b")));
    List<Response> all = responses("a", "b", "c c");
    double[] scores = reward.score(all);
    List<TokenRow> rows = all.stream().map(r -> start.encode(r.prompt(), r.answer())).toList();
    try (ScalarModel copy = reward.copyNetwork().orElseThrow()) {
      float[][] outputs = copy.read(rows, Readout.LAST_TOKEN);
      float raw = network.read(rows, Readout.LAST_TOKEN)[0][0];
      assertTrue(Math.abs(raw - scores[0]) > 0.1, raw + " is shifted to " + scores[0]);
      for (int i = 0; i < scores.length; i++) {
        assertEquals(scores[i], outputs[i][0], 1e-6);
      }
      // it learns what it reads: one step of squared error from where it stands
      UpdateReport report =
          copy.update(
              TrainingBatch.ofRows(rows),
              Readout.LAST_TOKEN,
              micro -> micro.outputs().square().sum(),
              new AdamWStep(0.1, 0.9, 0.999, 1e-8, 0, 0));
      double squares = Arrays.stream(scores).map(x -> x * x).sum();
      assertEquals(squares, report.loss(), 1e-4 * squares);
      assertEquals(scores[2], report.outputs()[2][0], 1e-6);
      float[][] after = copy.read(rows, Readout.LAST_TOKEN);
      for (int i = 0; i < scores.length; i++) {
        assertTrue(Math.abs(after[i][0]) < Math.abs(outputs[i][0]), "a step towards 0");
      }
    }
  }

  @Test
  void aCopyOfTheNetworkOutlivesTheReward() {
    TabularScalarModel network =
        new TabularScalarModel(RandomStream.ofSeed(4), 0.1, Splitting.NONE);
    PairwiseReward reward = new PairwiseReward(options(0, false, 1));
    reward.fit(task(network, abc(), responses("a", "b")));
    List<TokenRow> row = List.of(start.encode(PROMPT, Answer.ofText("a")));
    float score = (float) reward.score(responses("a"))[0];
    try (ScalarModel copy = reward.copyNetwork().orElseThrow()) {
      reward.close();
      assertTrue(network.isClosed());
      assertEquals(score, copy.read(row, Readout.LAST_TOKEN)[0][0]);
    }
    assertFalse(start.isClosed());
  }

  /**
   * AlpacaFarm: {@code preprocess_for_reward_modeling} and {@code rollout} tokenise the text of
   * prompt and answer and nothing behind it, and no score is shifted.
   */
  @Test
  void asInAlpacaFarmTheEndIsNotReadAndNothingIsTakenOff() {
    ScalarModel lengths = fixed(row -> row.length());
    for (PairwiseOptions.EndOfSequence end : PairwiseOptions.EndOfSequence.values()) {
      PairwiseOptions options =
          new PairwiseOptions(
              TrainingOptions.of(4, 1, AdamW.withLearningRate(0.05)), 0, end, false, false, -1);
      PairwiseReward reward = new PairwiseReward(options);
      TabularPolicy policy = spy(start);
      doReturn(lengths).when(policy).newScalarModel(any(), anyDouble());
      reward.fit(
          new RewardTask(
              policy, abc(), responses("a", "b c"), RandomStream.ofSeed(3), new RecordingLog()));
      int stop = end == PairwiseOptions.EndOfSequence.READ ? 1 : 0;
      Answer drawn = new Answer("a b", start.encode(PROMPT, Answer.ofText("a b")).completion());
      double[] scores =
          reward.score(
              List.of(
                  new Response(PROMPT, Answer.ofText("a b")),
                  new Response(PROMPT, drawn),
                  new Response(PROMPT, Answer.ofText("a b", /* cutOff= */ true))));
      assertArrayEquals(new double[] {3 + stop, 3 + stop, 3}, scores, end.name());
    }
  }
}
