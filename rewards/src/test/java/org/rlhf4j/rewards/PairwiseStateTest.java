package org.rlhf4j.rewards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyDouble;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.rlhf4j.rewards.PairwiseTasks.abc;
import static org.rlhf4j.rewards.PairwiseTasks.fixed;
import static org.rlhf4j.rewards.PairwiseTasks.options;
import static org.rlhf4j.rewards.PairwiseTasks.responses;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

/** A fit is kept and read back; what is missing or broken fails loudly. */
final class PairwiseStateTest {

  private final TabularPolicy start =
      new TabularPolicy(
          TabularLanguage.ofWords(6, "q", "a", "b", "c"), RandomStream.ofSeed(1), 1.0);

  private RewardTask task(List<Preference> preferences, List<Response> references) {
    return new RewardTask(
        start, preferences, references, RandomStream.ofSeed(3), new RecordingLog());
  }

  private RewardTask task(
      ScalarModel network, List<Preference> preferences, List<Response> references) {
    TabularPolicy policy = spy(start);
    doReturn(network).when(policy).newScalarModel(any(), anyDouble());
    return new RewardTask(
        policy, preferences, references, RandomStream.ofSeed(3), new RecordingLog());
  }

  @Test
  void aFitThatWasReadBackScoresTheSame() throws IOException {
    PairwiseReward reward = new PairwiseReward(options(0.2, true, 3));
    RewardFit fit = reward.fit(task(abc(), responses("a", "b")));
    PairwiseReward again = new PairwiseReward(options(0.2, true, 3));
    assertEquals(fit, again.readFit(resumed(), in(written(reward))));
    List<Response> some = responses("a", "b", "c a b", "");
    assertArrayEquals(reward.score(some), again.score(some));
    assertArrayEquals(written(reward), written(again));
    DataInput third = in(written(reward));
    assertThrows(IllegalStateException.class, () -> again.readFit(resumed(), third));
  }

  /** Regression: reward normalisation that silently does nothing. */
  @Test
  void missingStatisticsFailLoudly() throws IOException {
    PairwiseReward unfitted = new PairwiseReward(options(0, true, 1));
    assertThrows(IllegalStateException.class, () -> written(unfitted));
    PairwiseReward reward = new PairwiseReward(options(0, true, 1));
    reward.fit(task(abc(), responses("a", "b")));
    int shift = 2 * Integer.BYTES + 4 * Double.BYTES; // after the fit
    for (double[] bad : new double[][] {{Double.NaN, 1}, {0, 0}, {0, Double.NaN}, {0, -1}}) {
      byte[] state = written(reward);
      ByteBuffer.wrap(state, shift, 2 * Double.BYTES).putDouble(bad[0]).putDouble(bad[1]);
      IOException e = assertThrows(IOException.class, () -> unfitted.readFit(resumed(), in(state)));
      assertTrue(e.getMessage().contains("statistics"), e.getMessage());
    }
    byte[] cutOff = Arrays.copyOf(written(reward), shift + 4);
    assertThrows(IOException.class, () -> unfitted.readFit(resumed(), in(cutOff)));
    assertThrows(IllegalStateException.class, () -> unfitted.score(responses("a")));
  }

  @Test
  void aNetworkThatCannotBeReadIsClosed() throws IOException {
    PairwiseReward reward = new PairwiseReward(options(0, false, 1));
    reward.fit(task(abc(), responses("a", "b")));
    ScalarModel network = fixed(row -> 0);
    doThrow(new IOException("another shape")).when(network).readState(any());
    PairwiseReward again = new PairwiseReward(options(0, false, 1));
    RewardTask task = task(network, abc(), responses("a", "b"));
    DataInput state = in(written(reward));
    assertThrows(IOException.class, () -> again.readFit(task, state));
    verify(network).close();
    assertThrows(IllegalStateException.class, () -> again.score(responses("a")));
  }

  /** What is known when a run goes on: no feedback. */
  private RewardTask resumed() {
    return task(List.of(), List.of());
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
