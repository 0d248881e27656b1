package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.RaggedBatch;

final class GaeTest {

  private static final double[] REWARDS = {1, 0, 4};
  private static final float[] VALUES = {2, 3, 8};

  @Test
  void withLambdaOneItIsTheRewardToGoLessTheValue() {
    Gae.Estimate estimate = new Gae(1, 1).of(REWARDS, VALUES);
    assertArrayEquals(new double[] {5 - 2, 4 - 3, 4 - 8}, estimate.advantages());
    assertArrayEquals(new double[] {5, 4, 4}, estimate.returns());
  }

  @Test
  void withLambdaZeroItIsTheErrorOfOneStep() {
    Gae.Estimate estimate = new Gae(0.5, 0).of(REWARDS, VALUES);
    double[] expected = {1 + 0.5 * 3 - 2, 0 + 0.5 * 8 - 3, 4 - 8};
    assertArrayEquals(expected, estimate.advantages());
  }

  @RepeatedTest(20)
  void isTheWeightedSumOfAllLaterErrors(RepetitionInfo repetition) {
    RandomStream random = Tasks.RANDOM.child("gae").child(repetition.getCurrentRepetition());
    RaggedBatch batch = RaggedBatch.random(random, 1, 8);
    double[] rewards = batch.normal(random.child("rewards"), 1)[0];
    float[] values = PpoTraining.Batch.narrow(batch.normal(random.child("values"), 1))[0];
    double gamma = 0.9;
    double lambda = 0.7;
    double[] twin = new double[rewards.length];
    for (int t = 0; t < twin.length; t++) {
      for (int l = 0; t + l < twin.length; l++) {
        double next = t + l + 1 < twin.length ? values[t + l + 1] : 0;
        double delta = rewards[t + l] + gamma * next - values[t + l];
        twin[t] += Math.pow(gamma * lambda, l) * delta;
      }
    }
    assertArrayEquals(twin, new Gae(gamma, lambda).of(rewards, values).advantages(), 1e-12);
  }

  @Test
  void refusesValuesOfAnotherEpisode() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Gae(1, 1).of(REWARDS, new float[2]));
    assertEquals("3 rewards but 2 values", e.getMessage());
  }
}
