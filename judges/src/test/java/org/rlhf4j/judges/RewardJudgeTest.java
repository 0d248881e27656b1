package org.rlhf4j.judges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.util.List;
import org.junit.jupiter.api.Test;
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

final class RewardJudgeTest {

  private static final RewardModel NUMBER =
      new FunctionReward(r -> Double.parseDouble(r.answer().text()));

  private static Judge judge(double scale) {
    return new RewardJudgePlugin()
        .create(new RewardJudgeOptions(Rewards.part(NUMBER), scale), Rewards.context(1));
  }

  private static Comparison comparison(String first, String second) {
    return new Comparison("c", new Prompt("p", "?"), Answer.ofText(first), Answer.ofText(second));
  }

  @Test
  void hardDecisionsWithTies() {
    List<Verdict> verdicts =
        judge(0).judge(List.of(comparison("2", "1"), comparison("1", "2"), comparison("1", "1")));
    assertEquals(List.of(Verdict.of(1), Verdict.of(0), Verdict.of(0.5)), verdicts);
    assertEquals(Verdict.Label.TIE, verdicts.get(2).label());
  }

  @Test
  void softDecisionsAreTheSigmoidOfTheScaledDifference() {
    List<Comparison> comparisons =
        List.of(
            comparison("0", "0"),
            comparison(Double.toString(2 * Math.log(3)), "0"),
            comparison("0", Double.toString(2 * Math.log(3))),
            comparison("1e9", "-1e9"),
            comparison("-1e9", "1e9"));
    double[] expected = {0.5, 0.75, 0.25, 1, 0};
    List<Verdict> verdicts = judge(2).judge(comparisons);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], verdicts.get(i).preferFirst(), 1e-12);
    }
  }

  @Test
  void theOrderOfPresentationDoesNotMatter() {
    Comparison c = comparison("0.3", "0.9");
    for (double scale : new double[] {0, 0.5}) {
      Verdict there = judge(scale).judge(List.of(c)).get(0);
      Verdict back = judge(scale).judge(List.of(c.swapped())).get(0).swapped();
      assertEquals(there.preferFirst(), back.preferFirst(), 1e-12);
      assertEquals(there.label(), back.label());
    }
  }

  @Test
  void noComparisonsNoVerdicts() {
    assertEquals(List.of(), judge(0).judge(List.of()));
  }

  @Test
  void aRewardIsRequired() {
    RewardJudgePlugin plugin = new RewardJudgePlugin();
    PluginContext context = Rewards.context(1);
    UserException e =
        assertThrows(UserException.class, () -> plugin.create(plugin.defaults(), context));
    assertTrue(e.getMessage().startsWith("reward-judge: reward is missing"), e.getMessage());
  }

  @Test
  void aRewardThatMustBeFittedIsRefusedAndClosed() {
    TrainableRewardModel unfitted = mock(TrainableRewardModel.class);
    RewardJudgeOptions options = new RewardJudgeOptions(Rewards.part(unfitted), 0);
    RewardJudgePlugin plugin = new RewardJudgePlugin();
    PluginContext context = Rewards.context(1);
    UserException e = assertThrows(UserException.class, () -> plugin.create(options, context));
    assertTrue(e.getMessage().contains("\"given\" must be fitted"), e.getMessage());
    verify(unfitted).close();
  }

  @Test
  void closesItsReward() {
    RewardModel reward = mock(RewardModel.class);
    new RewardJudgePlugin()
        .create(new RewardJudgeOptions(Rewards.part(reward), 0), Rewards.context(1))
        .close();
    verify(reward).close();
  }

  @Test
  void aNegativeScaleIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RewardJudgeOptions(null, -1));
  }
}
