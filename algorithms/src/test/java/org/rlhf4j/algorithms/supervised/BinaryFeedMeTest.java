package org.rlhf4j.algorithms.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

final class BinaryFeedMeTest {

  private static final List<Preference> DATA =
      List.of(
          Tasks.preference("a", "b", "c"),
          Tasks.preference("a", "b", "a"),
          Tasks.preference("a", "b", "a a"),
          Tasks.preference("a", "c b", "b"),
          Tasks.preference("a", "", "b"));

  @Test
  void convergesToTheDistributionOfChosenAnswers() {
    TabularPolicy policy = Tasks.policy();
    Optimizer feedMe =
        new BinaryFeedMePlugin()
            .create(new BinaryFeedMeOptions(Tasks.training(5, 1, 400, 0.05)), null);
    RecordingLog log = new RecordingLog();
    assertSame(policy, feedMe.optimize(Tasks.prefer(policy, DATA, log)));
    Map<String, Double> chosen = Map.of("b", 3 / 5.0, "c b", 1 / 5.0, "", 1 / 5.0);
    List<int[]> answers = Tasks.LANGUAGE.completions(3);
    double[] learned = Exact.distribution(policy, Tasks.prompt("a"), 3);
    double found = 0;
    for (int y = 0; y < learned.length; y++) {
      int[] answer = answers.get(y);
      if (answer[answer.length - 1] == 0 && chosen.containsKey(policy.decode(answer))) {
        assertEquals(chosen.get(policy.decode(answer)), learned[y], 0.01, policy.decode(answer));
        found += learned[y];
      }
    }
    assertEquals(1, found, 0.02, "nothing else is left, of rejected answers either");
    assertEquals(5 * 3, log.steps(SftStep.class).get(0).tokens(), "prompts 5, words 5, ends 5");
  }
}
