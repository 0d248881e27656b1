package org.rlhf4j.evaluators.length;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Completion.Finish;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.setting.Setting;

final class LengthTest {

  @Test
  void countsTokensWithoutTheEndAndTheShareThatEnded() {
    Subject subject =
        new Subject(
            "sft",
            List.of(
                Setting.completion("two", 3, Finish.STOP),
                Setting.completion("three", 3, Finish.LENGTH),
                Setting.completion("", 1, Finish.STOP),
                Setting.completion("seven", 8, Finish.STOP)),
            null);
    LengthPlugin plugin = new LengthPlugin();
    List<Measurement> found =
        plugin
            .create(plugin.defaults(), mock(PluginContext.class))
            .evaluate(Setting.task(subject))
            .measurements();
    double sd = Sample.of(new double[] {2, 3, 0, 7}).standardDeviation();
    assertEquals(
        List.of(
            Measurement.student("sft", "length", "tokens", 3, sd / 2, 4),
            Measurement.rate("sft", "finished", new double[] {100, 100, 100, 0}, "")),
        found);
  }
}
