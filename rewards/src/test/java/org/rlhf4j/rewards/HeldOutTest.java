package org.rlhf4j.rewards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyDouble;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.spy;
import static org.rlhf4j.rewards.PairwiseTasks.PROMPT;
import static org.rlhf4j.rewards.PairwiseTasks.options;
import static org.rlhf4j.rewards.PairwiseTasks.preference;
import static org.rlhf4j.rewards.PairwiseTasks.responses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.BatchItems;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

/** Pairs of one ranking are held out together, and learnt from together. */
final class HeldOutTest {

  private static List<Preference> rankings(int n) {
    List<Preference> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      for (String[] pair : new String[][] {{"a", "b"}, {"a", "c"}, {"b", "c"}}) {
        pairs.add(
            new Preference(PROMPT, Answer.ofText(pair[0]), Answer.ofText(pair[1]), "ranking " + i));
      }
    }
    return pairs;
  }

  @Test
  void rankingsAreNotTornApart() {
    BatchItems items = BatchItems.of(rankings(8));
    for (int seed = 0; seed < 20; seed++) {
      HeldOut split = HeldOut.of(items, 5, RandomStream.ofSeed(seed));
      assertEquals(6, split.heldOut().length); // two rankings, since one is not enough
      for (int[] side : new int[][] {split.heldOut(), split.training()}) {
        long rankings = IntStream.of(side).map(i -> i / 3).distinct().count();
        assertEquals(side.length, 3 * rankings);
        assertArrayEquals(IntStream.of(side).sorted().toArray(), side);
      }
      assertEquals(
          24,
          IntStream.concat(IntStream.of(split.heldOut()), IntStream.of(split.training()))
              .distinct()
              .count());
    }
    // one ranking at least is learnt from
    assertEquals(3, HeldOut.of(items, 24, RandomStream.ofSeed(1)).training().length);
    assertEquals(
        0, HeldOut.of(BatchItems.of(rankings(1)), 1, RandomStream.ofSeed(1)).heldOut().length);
  }

  @Test
  void singlePairsAreHeldOutAsBefore() {
    List<Preference> pairs = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> pairs.add(preference("a", "b")));
    HeldOut split = HeldOut.of(BatchItems.of(pairs), 4, RandomStream.ofSeed(3));
    int[] order = RandomStream.ofSeed(3).permutation(10);
    int[] held = Arrays.copyOf(order, 4);
    Arrays.sort(held);
    assertArrayEquals(held, split.heldOut());
  }

  /** Four a batch: four rankings a step, all of their pairs in it. */
  @Test
  void aRankingIsOneItemOfTheBatch() {
    RecordingLog log = new RecordingLog();
    TabularPolicy start =
        spy(
            new TabularPolicy(
                TabularLanguage.ofWords(6, "q", "a", "b", "c"), RandomStream.ofSeed(1), 1.0));
    List<Integer> rows = new ArrayList<>();
    var network = PairwiseTasks.fixed(row -> row.completion().length);
    doReturn(network).when(start).newScalarModel(any(), anyDouble());
    PairwiseReward reward = new PairwiseReward(options(0.25, false, 2));
    RewardFit fit =
        reward.fit(
            new RewardTask(start, rankings(8), responses("a", "b a"), RandomStream.ofSeed(3), log));
    assertEquals(6, fit.heldOutPairs());
    assertEquals(18, fit.trainPairs());
    mockingDetails(network).getInvocations().stream()
        .filter(i -> i.getMethod().getName().equals("update"))
        .forEach(i -> rows.add(i.<TrainingBatch>getArgument(0).rows().size()));
    // six rankings: four and two a pass, three pairs of two rows each
    assertEquals(List.of(24, 12, 24, 12), rows);
    assertEquals(2, log.steps(PairwiseStep.class).get(3).epoch(), 1e-12);
    assertTrue(log.notes().get(0).contains("18 pairs in 6 items"), log.notes()::toString);
  }
}
