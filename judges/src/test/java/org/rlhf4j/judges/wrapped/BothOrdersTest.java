package org.rlhf4j.judges.wrapped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.judges.lm.Judging;
import org.rlhf4j.testkit.RecordingLog;

final class BothOrdersTest {

  private static final Verdict NONE = new Verdict(0.5, Label.UNPARSED, "", "?", Cost.NONE);

  @TempDir Path folder;
  private final RecordingLog log = new RecordingLog();

  private Verdict ask(Verdict there, Verdict back, BothOrdersOptions.Half half) {
    Function<Comparison, Verdict> says = c -> c.first().text().equals("x") ? there : back;
    return ask(new Scripted(says), half, List.of(comparison("c", "x", "y"))).get(0);
  }

  private List<Verdict> ask(
      Scripted judge, BothOrdersOptions.Half half, List<Comparison> comparisons) {
    try (Judge both =
        new BothOrdersPlugin()
            .create(new BothOrdersOptions(judge.part(), half), Judging.context(folder, log))) {
      return both.judge(comparisons);
    }
  }

  private static Comparison comparison(String id, String first, String second) {
    return new Comparison(id, new Prompt("p", "?"), Answer.ofText(first), Answer.ofText(second));
  }

  @Test
  void preferencesAreAveragedByAnswerAndNotByPlace() {
    // first is preferred with 0.9 there; swapped, the answer presented first with 0.3
    Verdict mean = ask(Verdict.of(0.9), Verdict.of(0.3), BothOrdersOptions.Half.COUNTS_ALONE);
    assertEquals((0.9 + 0.7) / 2, mean.preferFirst(), 1e-15);
    assertEquals(Label.FIRST, mean.label());
    assertEquals(0, log.steps(BothOrdersStep.class).get(0).flips());
  }

  @Test
  void aJudgeThatLooksAtPlacesAloneGivesTiesAndFlips() {
    Verdict mean = ask(Verdict.of(1), Verdict.of(1), BothOrdersOptions.Half.COUNTS_ALONE);
    assertEquals(0.5, mean.preferFirst());
    assertEquals(Label.TIE, mean.label());
    BothOrdersStep step = log.steps(BothOrdersStep.class).get(0);
    assertEquals(1, step.flips());
    assertEquals(1.0, step.flipRate());
    assertEquals(1.0, step.firstRate());
    assertTrue(log.notes().get(0).startsWith("1 pairs in both orders: 1 flips (100.0%"));
  }

  @Test
  void anUnusableHalfIsNoDraw() {
    Verdict alone = ask(NONE, Verdict.of(1), BothOrdersOptions.Half.COUNTS_ALONE);
    assertEquals(0, alone.preferFirst());
    assertEquals(Label.SECOND, alone.label());
    assertTrue(alone.reason().startsWith("as presented: no usable verdict"), alone::reason);
    BothOrdersStep step = log.steps(BothOrdersStep.class).get(0);
    assertEquals(1, step.halves());
    assertEquals(0, step.flips());
    assertTrue(Double.isNaN(step.flipRate()));
  }

  @Test
  void anUnusableHalfMayTakeTheOtherWithIt() {
    assertEquals(
        Label.UNPARSED, ask(Verdict.of(1), NONE, BothOrdersOptions.Half.IS_UNPARSED).label());
  }

  @Test
  void twoUnusableHalvesAreUnparsed() {
    Verdict none = ask(NONE, NONE, BothOrdersOptions.Half.COUNTS_ALONE);
    assertEquals(Label.UNPARSED, none.label());
    assertEquals("as presented: ?\n\nswapped: ?", none.raw());
    assertEquals(1, log.steps(BothOrdersStep.class).get(0).unparsed());
  }

  @Test
  void aTieInOneOrderIsNoFlip() {
    Verdict mean = ask(Verdict.of(0.5), Verdict.of(0), BothOrdersOptions.Half.COUNTS_ALONE);
    assertEquals(0.75, mean.preferFirst());
    assertEquals(0, log.steps(BothOrdersStep.class).get(0).flips());
  }

  @Test
  void answersOfTheSameTextAreATieAndNobodyIsAsked() {
    Scripted judge = new Scripted(c -> Verdict.of(1));
    List<Verdict> verdicts =
        ask(
            judge,
            BothOrdersOptions.Half.COUNTS_ALONE,
            List.of(comparison("a", "x", "x"), comparison("b", "x", "y")));
    assertEquals(Label.TIE, verdicts.get(0).label());
    assertEquals("the answers are the same; nobody was asked", verdicts.get(0).reason());
    assertEquals(2, judge.asked().size());
    assertEquals(1, log.steps(BothOrdersStep.class).get(0).comparisons());
  }

  @Test
  void everyPairIsAskedInBothOrdersInOneBatchAndCostsAddUp() {
    Cost one = new Cost(1, 10, 2, 0.5, 1);
    Scripted judge = new Scripted(c -> new Verdict(1, Label.FIRST, "r", "raw", one));
    Comparison with =
        new Comparison(
            "b", new Prompt("p", "?"), Answer.ofText("1"), Answer.ofText("2"), "rubric", Map.of());
    List<Comparison> two = List.of(comparison("a", "x", "y"), with);
    List<Verdict> verdicts = ask(judge, BothOrdersOptions.Half.COUNTS_ALONE, two);
    assertEquals(
        List.of(two.get(0), two.get(1), two.get(0).swapped(), two.get(1).swapped()), judge.asked());
    assertEquals(new Cost(2, 20, 4, 1, 2), verdicts.get(0).cost());
    assertTrue(judge.isClosed());
  }

  @Test
  void aJudgeIsRequired() {
    PluginContext context = Judging.context(folder, log);
    BothOrdersPlugin plugin = new BothOrdersPlugin();
    assertThrows(UserException.class, () -> plugin.create(plugin.defaults(), context));
  }
}
