package org.rlhf4j.rewards.combined;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.rewards.Responses.by;
import static org.rlhf4j.rewards.TestContext.make;
import static org.rlhf4j.rewards.TestContext.part;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.rewards.Responses;

final class RunningNormalisedTest {

  /** Answers are numbers. */
  private static final RewardModel NUMBER = by(Double::parseDouble);

  private static RewardModel reward(boolean centre, double smallest, long freezeAfter) {
    return make(
        new RunningNormalisedPlugin(),
        new RunningNormalisedOptions(part("number", NUMBER), centre, smallest, freezeAfter));
  }

  private static double[] score(RewardModel reward, double... numbers) {
    return reward.score(
        Responses.of(Arrays.stream(numbers).mapToObj(Double::toString).toArray(String[]::new)));
  }

  @Test
  void scoresAreNormalisedByAllSoFar() {
    RewardModel reward = reward(true, 0, 0);
    double sd = Math.sqrt(2); // of 1 and 3
    assertArrayEquals(new double[] {-1 / sd, 1 / sd}, score(reward, 1, 3), 1e-12);
    // 1, 3 and 8: mean 4, squares 9 + 1 + 16
    assertArrayEquals(new double[] {4 / Math.sqrt(13)}, score(reward, 8), 1e-12);
  }

  @Test
  void withoutCentreTheyAreOnlyDivided() {
    assertArrayEquals(
        new double[] {1 / Math.sqrt(2), 3 / Math.sqrt(2)}, score(reward(false, 0, 0), 1, 3), 1e-12);
  }

  @Test
  void agreesWithTwoPassesAlsoFarFromZero() {
    RewardModel reward = reward(true, 0, 0);
    double[] all = new double[600];
    for (int seed = 0; seed < 200; seed++) {
      RandomStream random = RandomStream.ofSeed(seed);
      double[] three = {1e6 + random.uniform(0), 1e6 + random.uniform(1), 1e6 + random.uniform(2)};
      System.arraycopy(three, 0, all, 3 * seed, 3);
      Sample sample = Sample.of(Arrays.copyOf(all, 3 * seed + 3));
      double expected = (three[1] - sample.mean()) / sample.standardDeviation();
      assertEquals(expected, score(reward, three)[1], 1e-6);
    }
  }

  /** Regression: reward normalisation that silently does nothing. */
  @Test
  void missingStatisticsFailLoudly() {
    RewardModel one = reward(true, 0, 0);
    String single = assertThrows(UserException.class, () -> score(one, 5)).getMessage();
    assertTrue(single.contains("at least 2 scores, and there is 1"), single);
    RewardModel equal = reward(false, 0, 0);
    String same = assertThrows(UserException.class, () -> score(equal, 5, 5)).getMessage();
    assertTrue(same.contains("all 2 scores so far are 5.0"), same);
    assertTrue(same.contains("smallestDeviation"), same);
  }

  @Test
  void theSmallestDeviationDividesWhereThereIsLess() {
    assertArrayEquals(new double[] {0, 0}, score(reward(true, 0.5, 0), 5, 5));
    assertArrayEquals(new double[] {10}, score(reward(false, 0.5, 0), 5));
    assertArrayEquals(new double[] {-0.5, 0.5}, score(reward(true, 2, 0), 1, 3), 1e-12);
  }

  /** By what its parts say, and as long as they say so. */
  @Test
  void rewardsSayWhetherScoringChangesThem() {
    RewardModel frozen = reward(true, 0, 2);
    RewardModel sum =
        make(
            new WeightedSumPlugin(),
            new WeightedSumOptions(List.of(new WeightedReward(1, part("running", frozen)))));
    assertTrue(reward(true, 0, 0).changesWhileScoring());
    assertTrue(sum.changesWhileScoring());
    score(sum, 1, 3);
    assertFalse(frozen.changesWhileScoring());
    assertFalse(sum.changesWhileScoring());
    assertTrue(sum instanceof Stateful, "its statistics are still kept");
    assertFalse(NUMBER.changesWhileScoring());
  }

  @Test
  void frozenStatisticsStay() {
    RewardModel reward = reward(true, 0, 3);
    score(reward, 1, 3);
    // 1, 3 and 8 count, 100 does not
    double[] scores = score(reward, 8, 100);
    assertArrayEquals(new double[] {4 / Math.sqrt(13), 96 / Math.sqrt(13)}, scores, 1e-12);
    assertArrayEquals(new double[] {96 / Math.sqrt(13)}, score(reward, 100), 1e-12);
  }

  @Test
  void anEmptyListChangesNothing() {
    RewardModel reward = reward(true, 0, 0);
    assertEquals(0, reward.score(List.of()).length);
    assertArrayEquals(
        new double[] {0, 0},
        Arrays.stream(score(reward, 1, 3)).map(x -> x * x - 0.5).toArray(),
        1e-12);
  }

  @Test
  void interruptedIsUninterrupted() throws IOException {
    RewardModel whole = reward(true, 0, 0);
    RewardModel before = reward(true, 0, 0);
    score(whole, 0.1, 0.7, -3);
    score(before, 0.1, 0.7, -3);
    RewardModel after = reward(true, 0, 0);
    ((Stateful) after).readState(in(state(before)));
    assertArrayEquals(score(whole, 2, 0.3), score(after, 2, 0.3));
    assertArrayEquals(state(whole), state(after));
  }

  @Test
  void theStateOfAMemberIsKeptToo() throws IOException {
    RewardModel before = nested();
    score(before, 1, 3, 8);
    RewardModel after = nested();
    ((Stateful) after).readState(in(state(before)));
    assertArrayEquals(score(before, 4), score(after, 4));
  }

  private static RewardModel nested() {
    return make(
        new WeightedSumPlugin(),
        new WeightedSumOptions(
            List.of(
                new WeightedReward(1, part("plain", NUMBER)),
                new WeightedReward(2, part("running", reward(true, 0, 0))))));
  }

  @Test
  void aDamagedStateIsRefused() throws IOException {
    for (double[] bad : new double[][] {{Double.NaN, 1}, {1, -1}, {1, Double.NaN}}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(3);
      out.writeDouble(bad[0]);
      out.writeDouble(bad[1]);
      Stateful reward = (Stateful) reward(true, 0, 0);
      DataInputStream in = in(bytes.toByteArray());
      IOException e = assertThrows(IOException.class, () -> reward.readState(in));
      assertTrue(e.getMessage().contains("statistics are missing"), e.getMessage());
    }
  }

  private static byte[] state(RewardModel reward) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ((Stateful) reward).writeState(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @Test
  void optionsAreChecked() {
    assertThrows(
        UserException.class,
        () -> make(new RunningNormalisedPlugin(), new RunningNormalisedPlugin().defaults()));
    for (double smallest : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new RunningNormalisedOptions(null, true, smallest, 0));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new RunningNormalisedOptions(null, true, 0, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new RunningNormalisedOptions(null, true, 0, -1));
  }
}
