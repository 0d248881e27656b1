package org.rlhf4j.judges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.testkit.FunctionReward;

final class SimulatedAnnotatorsTest {

  private static final int MANY = 20_000;

  private static final RewardModel LENGTH = new FunctionReward(r -> r.answer().text().length());

  private static Judge annotators(double flip, long seed) {
    return new SimulatedAnnotatorsPlugin()
        .create(new SimulatedAnnotatorsOptions(Rewards.part(LENGTH), flip), Rewards.context(seed));
  }

  private static List<Comparison> comparisons(String first, String second) {
    return IntStream.range(0, MANY)
        .mapToObj(
            i ->
                new Comparison(
                    "dpo/p" + i,
                    new Prompt("p" + i, "?"),
                    Answer.ofText(first),
                    Answer.ofText(second)))
        .toList();
  }

  private static double shareOfFirst(List<Verdict> verdicts) {
    assertTrue(verdicts.stream().allMatch(v -> v.preferFirst() == 0 || v.preferFirst() == 1));
    return verdicts.stream().mapToDouble(Verdict::preferFirst).average().orElseThrow();
  }

  private static void assertShare(double expected, double found) {
    double standardError = Math.sqrt(expected * (1 - expected) / MANY);
    assertEquals(expected, found, 4 * standardError);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.25, 0.5, 1})
  void labelsAreWrongAsOftenAsAsked(double flip) {
    Judge judge = annotators(flip, 1);
    assertShare(1 - flip, shareOfFirst(judge.judge(comparisons("long", "no"))));
    assertShare(flip, shareOfFirst(judge.judge(comparisons("no", "long"))));
  }

  @Test
  void equalScoresAreDecidedByACoin() {
    assertShare(0.5, shareOfFirst(annotators(0, 1).judge(comparisons("ab", "cd"))));
    assertShare(0.5, shareOfFirst(annotators(0.25, 1).judge(comparisons("cd", "ab"))));
  }

  @Test
  void flipsDoNotDependOnWhichAnswerIsBetter() {
    Judge judge = annotators(0.25, 1);
    List<Verdict> right = judge.judge(comparisons("long", "no"));
    List<Verdict> left = judge.judge(comparisons("no", "long"));
    for (int i = 0; i < MANY; i++) {
      assertEquals(right.get(i).preferFirst(), 1 - left.get(i).preferFirst());
    }
  }

  @Test
  void bothOrdersOfPresentationAgree() {
    Judge judge = annotators(0.25, 1);
    for (List<Comparison> comparisons :
        List.of(comparisons("long", "no"), comparisons("ab", "cd"))) {
      List<Verdict> there = judge.judge(comparisons);
      List<Verdict> back = judge.judge(comparisons.stream().map(Comparison::swapped).toList());
      assertEquals(there, back.stream().map(Verdict::swapped).toList());
    }
  }

  @Test
  void verdictsDependNeitherOnTheOrderOfWorkNorOnTheBatch() {
    Judge judge = annotators(0.25, 1);
    List<Comparison> comparisons = comparisons("long", "no").subList(0, 500);
    List<Verdict> together = judge.judge(comparisons);
    List<Comparison> reversed = new ArrayList<>(comparisons);
    Collections.reverse(reversed);
    List<Verdict> backwards = new ArrayList<>(judge.judge(reversed));
    Collections.reverse(backwards);
    assertEquals(together, backwards);
    List<Verdict> alone =
        comparisons.stream().map(c -> annotators(0.25, 1).judge(List.of(c)).get(0)).toList();
    assertEquals(together, alone);
  }

  @Test
  void theSeedDecides() {
    List<Comparison> comparisons = comparisons("long", "no");
    assertEquals(annotators(0.25, 1).judge(comparisons), annotators(0.25, 1).judge(comparisons));
    assertNotEquals(annotators(0.25, 1).judge(comparisons), annotators(0.25, 2).judge(comparisons));
  }

  @Test
  void aRewardThatMustBeFittedIsRefusedAndClosed() {
    TrainableRewardModel unfitted = mock(TrainableRewardModel.class);
    SimulatedAnnotatorsOptions options =
        new SimulatedAnnotatorsOptions(Rewards.part(unfitted), 0.25);
    SimulatedAnnotatorsPlugin plugin = new SimulatedAnnotatorsPlugin();
    PluginContext context = Rewards.context(1);
    UserException e = assertThrows(UserException.class, () -> plugin.create(options, context));
    assertTrue(e.getMessage().startsWith("simulated-annotators: the reward"), e.getMessage());
    verify(unfitted).close();
    assertThrows(UserException.class, () -> plugin.create(plugin.defaults(), context));
  }

  @Test
  void aFlipBeyondOneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SimulatedAnnotatorsOptions(null, 1.5));
  }
}
