package org.rlhf4j.rewards.combined;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.rewards.TestContext.make;
import static org.rlhf4j.rewards.TestContext.part;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.rewards.LengthUnit;
import org.rlhf4j.rewards.PairwiseOptions;
import org.rlhf4j.rewards.PairwisePlugin;
import org.rlhf4j.rewards.PairwiseStep;
import org.rlhf4j.rewards.Responses;
import org.rlhf4j.rewards.combined.EnsembleOptions.Rule;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

final class TrainableCombinedRewardTest {

  private static final PairwiseOptions OPTIONS =
      new PairwiseOptions(
          TrainingOptions.of(4, 2, AdamW.withLearningRate(0.05)),
          0.25,
          PairwiseOptions.EndOfSequence.READ,
          true,
          false,
          -1);
  private static final Part<RewardModel> PAIRWISE = new Part<>(new PairwisePlugin(), OPTIONS);
  private static final RandomStream RANDOM = RandomStream.ofSeed(3);
  private static final List<Response> SOME = Responses.of("a", "b", "c a", "");

  private final TabularPolicy start =
      new TabularPolicy(
          TabularLanguage.ofWords(6, "q", "a", "b", "c"), RandomStream.ofSeed(1), 1.0);
  private final RecordingLog log = new RecordingLog();

  private RewardTask task(RandomStream random, RecordingLog log) {
    Prompt prompt = SOME.get(0).prompt();
    List<Preference> preferences = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      preferences.add(
          i % 3 == 0
              ? new Preference(prompt, Answer.ofText("b"), Answer.ofText("c a"))
              : new Preference(prompt, Answer.ofText("a"), Answer.ofText("b")));
    }
    return new RewardTask(start, preferences, Responses.of("a", "b", "c"), random, log);
  }

  private RewardTask resumed() {
    return new RewardTask(start, List.of(), List.of(), RANDOM, new RecordingLog());
  }

  private static TrainableRewardModel trainable(RewardModel reward) {
    return assertInstanceOf(TrainableRewardModel.class, reward);
  }

  private static TrainableRewardModel ensemble(int copies) {
    return trainable(
        make(new EnsemblePlugin(), new EnsembleOptions(List.of(PAIRWISE), copies, Rule.MEAN, 0)));
  }

  private static TrainableRewardModel penalised() {
    return trainable(
        make(
            new LengthPenalisedPlugin(),
            new LengthPenalisedOptions(PAIRWISE, 0.5, LengthUnit.WORDS, 0)));
  }

  /** A pairwise reward by itself. */
  private final class Alone {
    final TrainableRewardModel reward = trainable(make(new PairwisePlugin(), OPTIONS));
    final RewardFit fit;

    Alone(RandomStream random) {
      fit = reward.fit(task(random, new RecordingLog()));
    }
  }

  @Test
  void membersAreFittedOnStreamsOfTheirOwn() {
    TrainableRewardModel ensemble = ensemble(2);
    RewardFit fit = ensemble.fit(task(RANDOM, log));
    Alone first = new Alone(RANDOM.child("member").child(0));
    Alone second = new Alone(RANDOM.child("member").child(1));
    double[] a = first.reward.score(SOME);
    double[] b = second.reward.score(SOME);
    assertFalse(a[3] == b[3]); // their heads differ
    double[] scores = ensemble.score(SOME);
    for (int i = 0; i < scores.length; i++) {
      assertEquals((a[i] + b[i]) / 2, scores[i], 1e-12);
    }
    assertEquals(6, fit.trainPairs());
    assertEquals(2, fit.heldOutPairs());
    assertEquals(
        (first.fit.heldOutAccuracy() + second.fit.heldOutAccuracy()) / 2,
        fit.heldOutAccuracy(),
        1e-12);
    assertEquals(
        (first.fit.standardError() + second.fit.standardError()) / 2, fit.standardError(), 1e-12);
    assertEquals(
        (first.fit.referenceMean() + second.fit.referenceMean()) / 2, fit.referenceMean(), 1e-12);
  }

  @Test
  void stepsOfMembersAreCountedOn() {
    ensemble(3).fit(task(RANDOM, log));
    assertEquals(3 * 4, log.steps(PairwiseStep.class).size()); // 6 pairs, 2 steps, 2 epochs
    assertEquals(
        List.of(
            "reward 1 of 3: pairwise",
            "reward 2 of 3: pairwise, steps from 5",
            "reward 3 of 3: pairwise, steps from 9"),
        log.notes());
  }

  @Test
  void aWrappedRewardIsFittedAsIfItWereAlone() {
    Alone alone = new Alone(RANDOM);
    TrainableRewardModel reward = penalised();
    assertEquals(alone.fit, reward.fit(task(RANDOM, log)));
    double[] expected = alone.reward.score(SOME);
    double[] words = {1, 1, 2, 0};
    double[] scores = reward.score(SOME);
    for (int i = 0; i < words.length; i++) {
      assertEquals(expected[i] - 0.5 * words[i], scores[i], 1e-12);
    }
    assertTrue(log.notes().isEmpty());
  }

  @Test
  void aFitThatWasReadBackScoresTheSame() throws IOException {
    for (boolean single : new boolean[] {true, false}) {
      TrainableRewardModel reward = single ? penalised() : ensemble(2);
      RewardFit fit = reward.fit(task(RANDOM, new RecordingLog()));
      TrainableRewardModel again = single ? penalised() : ensemble(2);
      assertEquals(fit, again.readFit(resumed(), in(written(reward))));
      assertArrayEquals(reward.score(SOME), again.score(SOME));
      assertArrayEquals(written(reward), written(again));
    }
  }

  @Test
  void onlyOneOfTheMembersMayBeTrained() {
    WeightedSumOptions options =
        new WeightedSumOptions(
            List.of(
                new WeightedReward(1, part("fake", Responses.by(text -> 2))),
                new WeightedReward(3, PAIRWISE)));
    TrainableRewardModel reward = trainable(make(new WeightedSumPlugin(), options));
    reward.fit(task(RANDOM, log));
    double[] alone = new Alone(RANDOM.child("member").child(1)).reward.score(SOME);
    assertEquals(2 + 3 * alone[2], reward.score(SOME)[2], 1e-12);
  }

  @Test
  void runningStatisticsGoOverAFittedReward() {
    TrainableRewardModel reward =
        trainable(
            make(
                new RunningNormalisedPlugin(), new RunningNormalisedOptions(PAIRWISE, true, 0, 0)));
    reward.fit(task(RANDOM, log));
    double[] alone = new Alone(RANDOM).reward.score(Responses.of("a", "b"));
    double half = Math.sqrt(0.5) * Math.signum(alone[0] - alone[1]);
    assertArrayEquals(new double[] {half, -half}, reward.score(Responses.of("a", "b")), 1e-9);
  }

  /** Or a run would find out after its answers were drawn and judged. */
  @Test
  void whatAMemberChecksIsCheckedBeforehand() {
    UserException e = assertThrows(UserException.class, () -> ensemble(2).check(1, 8));
    assertTrue(e.getMessage().startsWith("pairwise: it takes at least 2 preferences"));
    ensemble(2).check(8, 3);
  }

  /** What a service costs that a member asks while it is fitted. */
  @Test
  void whatMembersSpendIsSpent() {
    List<String> spent = new ArrayList<>();
    RunLog ledger =
        new RunLog() {
          @Override
          public void step(int step, Record metrics) {}

          @Override
          public Progress progress(String task, long total, String unit) {
            return (done, detail) -> {};
          }

          @Override
          public void note(String line) {}

          @Override
          public void spend(String what, double amount) {
            spent.add(what + " " + amount);
          }
        };
    new MemberLog(ledger).spend("requests", 3);
    assertEquals(List.of("requests 3.0"), spent);
  }

  @Test
  void doesNotScoreBeforeTheFitAndFitsOnce() {
    TrainableRewardModel reward = ensemble(2);
    assertThrows(IllegalStateException.class, () -> reward.score(SOME));
    assertThrows(IllegalStateException.class, () -> NeuralRewardModel.copyNetwork(reward));
    assertThrows(IllegalStateException.class, () -> written(reward));
    reward.fit(task(RANDOM, log));
    RewardTask again = task(RANDOM, new RecordingLog());
    assertThrows(IllegalStateException.class, () -> reward.fit(again));
    assertThrows(IllegalStateException.class, () -> reward.readFit(again, in(new byte[0])));
  }

  @Test
  void aFitCutOffIsRefused() throws IOException {
    TrainableRewardModel reward = ensemble(2);
    reward.fit(task(RANDOM, log));
    byte[] state = written(reward);
    DataInput half = in(Arrays.copyOf(state, state.length / 2));
    TrainableRewardModel again = ensemble(2);
    assertThrows(IOException.class, () -> again.readFit(resumed(), half));
    assertThrows(IllegalStateException.class, () -> again.score(SOME));
  }

  @Test
  void theNetworkIsThatOfTheFirstMember() {
    TrainableRewardModel ensemble = ensemble(2);
    ensemble.fit(task(RANDOM, log));
    Alone first = new Alone(RANDOM.child("member").child(0));
    var row = List.of(start.encode(SOME.get(0).prompt(), Answer.ofText("a")));
    try (ScalarModel network = NeuralRewardModel.copyNetwork(ensemble).orElseThrow();
        ScalarModel expected = NeuralRewardModel.copyNetwork(first.reward).orElseThrow()) {
      assertEquals(
          expected.read(row, Readout.LAST_TOKEN)[0][0],
          network.read(row, Readout.LAST_TOKEN)[0][0]);
    }
  }

  private static byte[] written(TrainableRewardModel reward) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    reward.writeFit(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInput in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
