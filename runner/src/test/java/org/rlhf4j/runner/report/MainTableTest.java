package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.runner.report.RunFiles.BASIS;
import static org.rlhf4j.runner.report.RunFiles.number;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.runner.report.MainTable.Cell;

final class MainTableTest {
  @TempDir Path folder;

  private static Evaluation gold(Basis basis, double sft, double ppo) {
    return Evaluation.of(
        basis, List.of(number("sft", "gold", sft, 0.1), number("ppo", "gold", ppo, 0.1)));
  }

  private RunFiles run(String place, String name, long seed) {
    return new RunFiles(folder.resolve(place), name, seed, "sft", "ppo");
  }

  private static List<Group> groups(RunFiles... runs) {
    List<RunData> all = new ArrayList<>();
    for (RunFiles run : runs) {
      all.addAll(RunData.read(run.folder()));
    }
    return Group.of(all);
  }

  private static Cell cell(MainTable table, int row, int column) {
    return Objects.requireNonNull(table.rows().get(row).cells().get(column));
  }

  @Test
  void promptsArePairedWhereObservationsStandBehindTheNumbers() {
    RunFiles run =
        run("a", "a", 1)
            .results(gold(BASIS, 2.5, 3.5))
            .scores(
                "0-mean-reward",
                "gold",
                Map.of("sft", List.of(1.0, 2.0, 3.0, 4.0), "ppo", List.of(2.0, 3.1, 3.9, 5.0)));
    Cell ppo = cell(MainTable.of(groups(run), null), 1, 0);
    Difference d = Objects.requireNonNull(ppo.difference());
    assertEquals("paired t over 4 prompts", d.test());
    assertEquals(1.0, d.value(), 1e-12);
    assertEquals("***", d.stars());
  }

  @Test
  void elseStandardErrorsDecide() {
    RunFiles run = run("a", "a", 1).results(gold(BASIS, 2.5, 3.5));
    MainTable table = MainTable.of(groups(run), null);
    assertTrue(table.rows().get(0).baseline());
    assertNull(cell(table, 0, 0).difference());
    assertTrue(
        Objects.requireNonNull(cell(table, 1, 0).difference()).test().startsWith("Welch's t"));
  }

  @Test
  void numbersOfOtherBasesHaveColumnsOfTheirOwn() {
    Basis other = new Basis(null, null, "5 prompts", "temperature 1");
    RunFiles a = run("a", "a", 1).spec("x").results(gold(BASIS, 1, 2));
    RunFiles b = run("b", "b", 1).spec("y").results(gold(other, 1, 2));
    MainTable table = MainTable.of(groups(a, b), null);
    assertEquals(2, table.columns().size());
    assertEquals(4, table.rows().size());
    assertNull(table.rows().get(0).cells().get(1));
    assertNull(table.rows().get(2).cells().get(0));
    assertNotNull(table.rows().get(2).cells().get(1));
    assertEquals(
        1,
        MainTable.of(groups(a, run("c", "c", 1).spec("z").results(gold(BASIS, 1, 2))), null)
            .columns()
            .size());
  }

  @Test
  void aBaselineOfOneNameIsTheSameOnlyIfItGaveTheSameAnswers() {
    Basis against = BASIS.against("sft");
    RunFiles a = run("a", "a", 1).spec("x").results(gold(against, 1, 2));
    RunFiles b = run("b", "b", 1).spec("y").results(gold(against, 1, 2));
    a.samples("sft", "why", List.of("so"));
    b.samples("sft", "why", List.of("so"));
    assertEquals(1, MainTable.of(groups(a, b), null).columns().size());
    b.samples("sft", "why", List.of("because"));
    MainTable table = MainTable.of(groups(a, b), null);
    assertEquals(
        List.of("sft of a", "sft of b"),
        table.columns().stream().map(c -> c.basis().baseline()).toList());
  }

  private RunFiles rewarded(String place, String reward) {
    RunFiles run = run(place, place, 1);
    Basis own = BASIS.judgedBy(Basis.REWARD_OF_THE_RUN);
    return run.write(
            "spec.json",
            """
            {"name": "%s", "seed": [1], "reward": %s, "methods": []}
            """
                .formatted(place, reward))
        .results(gold(own, 1, 2));
  }

  @Test
  void theRewardOfARunIsThatOfAnotherOnlyIfItIsTheSameReward() {
    String rules = "{\"id\": \"rules\", \"options\": {\"length\": %d}}";
    RunFiles a = rewarded("a", rules.formatted(5));
    assertEquals(
        1, MainTable.of(groups(a, rewarded("b", rules.formatted(5))), null).columns().size());
    MainTable table = MainTable.of(groups(a, rewarded("c", rules.formatted(6))), null);
    assertEquals(
        List.of("the reward of the run of a", "the reward of the run of c"),
        table.columns().stream().map(c -> c.basis().judge()).toList());
  }

  @Test
  void aRewardThatReadAnotherFileIsAnother() {
    String lexicon = "{\"id\": \"lexicon\", \"options\": {\"path\": \"words.txt\"}}";
    String inputs = "{\"inputs\": [{\"path\": \"x/words.txt\", \"sha256\": \"%s\"}]}";
    RunFiles a = rewarded("a", lexicon).write("provenance.json", inputs.formatted("1f"));
    RunFiles b = rewarded("b", lexicon).write("provenance.json", inputs.formatted("1f"));
    RunFiles c = rewarded("c", lexicon).write("provenance.json", inputs.formatted("2e"));
    assertEquals(1, MainTable.of(groups(a, b), null).columns().size());
    assertEquals(2, MainTable.of(groups(a, c), null).columns().size());
  }

  @Test
  void aRewardThatEachRunFittedIsNotTheSame() {
    String pairwise = "{\"id\": \"pairwise\", \"options\": {}}";
    RunFiles a = rewarded("a", pairwise).write("reward-fit.json", "{\"sha256\": \"1f\"}");
    RunFiles b = rewarded("b", pairwise).write("reward-fit.json", "{\"sha256\": \"1f\"}");
    assertEquals(1, MainTable.of(groups(a, b), null).columns().size());
    b.write("reward-fit.json", "{\"sha256\": \"2e\"}");
    assertEquals(2, MainTable.of(groups(a, b), null).columns().size());
  }

  @Test
  void aColumnMayRestUponSomethingElseThanItsNeighbours() {
    Evaluation two =
        Evaluation.of(
                BASIS.judgedBy("gold"),
                List.of(number("ppo", "gold gain", 1, 0.1), number("ppo", "proxy gain", 2, 0.1)))
            .withBasis("proxy gain", BASIS.judgedBy("proxy"));
    RunFiles a = run("a", "a", 1).spec("x").results(two);
    RunFiles b =
        run("b", "b", 1).spec("y").results(two.withBasis("proxy gain", BASIS.judgedBy("other")));
    assertEquals(
        List.of("gold gain gold", "proxy gain proxy", "proxy gain other"),
        MainTable.of(groups(a, b), null).columns().stream()
            .map(c -> c.metric() + " " + c.basis().judge())
            .toList());
    RunFiles seed = run("a2", "a", 2).spec("x").results(two);
    assertEquals(
        List.of("gold gain gold", "proxy gain proxy"),
        MainTable.of(groups(a, seed), null).columns().stream()
            .map(c -> c.metric() + " " + c.basis().judge())
            .toList());
  }

  @Test
  void seedsOfOneSpecAreOneRowEach() {
    RunFiles a = run("s1", "s", 1).results(gold(BASIS, 1.0, 2.0));
    RunFiles b = run("s2", "s", 2).results(gold(BASIS, 3.0, 4.5));
    RunFiles c = run("s3", "s", 3).results(gold(BASIS, 2.0, 3.0));
    List<Group> groups = groups(a, b, c);
    assertEquals(1, groups.size());
    MainTable table = MainTable.of(groups, null);
    assertEquals(2, table.rows().size());
    Cell ppo = cell(table, 1, 0);
    assertEquals(9.5 / 3, ppo.measurement().value(), 1e-12);
    assertEquals(3, ppo.measurement().n());
    Difference d = Objects.requireNonNull(ppo.difference());
    assertEquals("paired t over 3 seeds", d.test());
    assertEquals(3.5 / 3, d.value(), 1e-12);
  }

  @Test
  void aRunThatIsGivenTwiceIsNoFurtherEvidence() {
    RunFiles a = run("a", "a", 1).results(gold(BASIS, 1, 2));
    assertEquals(1, groups(a, a).size());
    assertEquals(1, groups(a, a).get(0).runs().size());
    RunFiles copy = run("b", "a", 1).results(gold(BASIS, 1, 2));
    List<Group> groups = groups(a, copy);
    assertEquals(List.of("a", "b"), groups.stream().map(Group::label).toList());
  }
}
