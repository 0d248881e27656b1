package org.rlhf4j.evaluators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.testkit.FunctionReward;

final class MeanRewardTest {

  private record NoOptions() {}

  private static final RewardModel LENGTH = new FunctionReward(r -> r.answer().text().length());

  private static EvaluationTask task(RewardModel proxy) {
    return Fixtures.task(
        proxy,
        Fixtures.subject("sft", "a", "bb", "ccc"),
        Fixtures.subject("dpo", "aaaa", "aaaa", "aaaa"));
  }

  /** An evaluator whose option names this reward under the id "gold-rule". */
  private static Evaluator evaluator(String name, RewardModel reward) {
    @SuppressWarnings("unchecked") // a mock of a generic interface
    RewardModelPlugin<NoOptions> plugin = mock(RewardModelPlugin.class);
    when(plugin.id()).thenReturn("gold-rule");
    Part<RewardModel> part = new Part<>(plugin, new NoOptions());
    PluginContext context = mock(PluginContext.class);
    when(context.create(part)).thenReturn(reward);
    return new MeanRewardPlugin().create(new MeanRewardOptions(name, part), context);
  }

  @Test
  void meanAndStandardErrorOverPrompts() {
    List<Measurement> measurements =
        evaluator("gold", LENGTH).evaluate(task(mock(RewardModel.class))).measurements();
    assertEquals(
        List.of(
            Measurement.student("sft", "gold", "", 2, 1 / Math.sqrt(3), 3),
            Measurement.student("dpo", "gold", "", 4, 0, 3)),
        measurements);
  }

  @Test
  void withoutARewardItMeasuresTheRunsOwn() {
    MeanRewardPlugin plugin = new MeanRewardPlugin();
    Evaluator evaluator = plugin.create(plugin.defaults(), mock(PluginContext.class));
    Measurement sft = evaluator.evaluate(task(LENGTH)).measurements().get(0);
    assertEquals("proxy", sft.metric());
    assertEquals(2, sft.value(), 1e-12);
  }

  @Test
  void anUnnamedColumnHasTheIdOfItsReward() {
    assertEquals(
        "gold-rule", evaluator(null, LENGTH).evaluate(task(LENGTH)).measurements().get(0).metric());
  }

  @Test
  void aRunWithoutAnyRewardIsRefused() {
    MeanRewardPlugin plugin = new MeanRewardPlugin();
    Evaluator evaluator = plugin.create(plugin.defaults(), mock(PluginContext.class));
    EvaluationTask task = Fixtures.task(null, Fixtures.subject("sft", "a"));
    assertThrows(UserException.class, () -> evaluator.evaluate(task).measurements());
  }

  @Test
  void aRewardThatMustBeFittedIsRefusedAndClosed() {
    TrainableRewardModel unfitted = mock(TrainableRewardModel.class);
    UserException e = assertThrows(UserException.class, () -> evaluator("gold", unfitted));
    assertTrue(e.getMessage().contains("\"gold-rule\" must be fitted"), e.getMessage());
    verify(unfitted).close();
  }

  @Test
  void closesItsOwnRewardAndNotTheRuns() {
    RewardModel own = mock(RewardModel.class);
    evaluator("gold", own).close();
    verify(own).close();
    new MeanRewardPlugin()
        .create(new MeanRewardOptions(null, null), mock(PluginContext.class))
        .close();
  }
}
