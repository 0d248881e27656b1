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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.report.MainTable.Measured;

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

  private static Measured cell(MainTable table, int row, int column) {
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
    Measured ppo = cell(MainTable.of(groups(run), null), 1, 0);
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
    Basis other = new Basis(null, null, "5 prompts", null, Decoding.sampling(1, 64));
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
    Measured ppo = cell(table, 1, 0);
    assertEquals(9.5 / 3, ppo.measurement().value(), 1e-12);
    assertEquals(3, ppo.measurement().n());
    Difference d = Objects.requireNonNull(ppo.difference());
    assertEquals("paired over 3 seeds, 4 prompts by their standard errors", d.test());
    assertEquals(3.5 / 3, d.value(), 1e-12);
  }

  private static Evaluation measured(List<Double> sft, List<Double> ppo) {
    return Evaluation.of(
        BASIS,
        List.of(
            Measurement.mean("sft", "gold", "", array(sft)),
            Measurement.mean("ppo", "gold", "", array(ppo))));
  }

  private static double[] array(List<Double> x) {
    return x.stream().mapToDouble(v -> v).toArray();
  }

  private static List<Double> plus(List<Double> x, double... more) {
    return IntStream.range(0, more.length).mapToObj(i -> x.get(i) + more[i]).toList();
  }

  private RunFiles seed(String spec, long seed, List<Double> sft, List<Double> ppo) {
    return run(spec + seed, spec, seed)
        .spec(spec)
        .results(measured(sft, ppo))
        .scores("0-mean-reward", "gold", Map.of("sft", sft, "ppo", ppo));
  }

  private static final List<Double> SFT = List.of(1.0, 2.0, 3.0, 4.0);

  /**
   * ppo gains 8, -6, 7 and -5 on the prompts with every seed, and 0.1 more or less from seed to
   * seed. By hand: prompts' means of variance 56 2/3, of 4 prompts; the seeds' of 0.01, of 3; and
   * nothing is left over.
   */
  @Test
  void theErrorOverSeedsIsThatOfThePromptsToo() {
    List<RunFiles> runs = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      double off = 0.1 * (seed - 2);
      runs.add(seed("s", seed, SFT, plus(SFT, 8 + off, -6 + off, 7 + off, -5 + off)));
    }
    MainTable table = MainTable.of(groups(runs.toArray(RunFiles[]::new)), null);
    Difference d = Objects.requireNonNull(cell(table, 1, 0).difference());
    assertEquals(1, d.value(), 1e-12);
    double gains = (49 + 49 + 36 + 36) / 3.0 / 4;
    assertEquals(Math.sqrt(gains + 0.01 / 3), d.standardError(), 1e-9);
    assertEquals("", d.stars(), "0.1 from seed to seed says nothing about other prompts");
    Measurement sft = cell(table, 0, 0).measurement();
    assertEquals(Math.sqrt(5 / 3.0 / 4), sft.standardError(), 1e-9, "no seed changes it");
    assertEquals(3, sft.n());
  }

  /** Seeds and prompts differ by units, and every setting from the other by 1 to within 0.01. */
  @Test
  void settingsArePairedBySeedAndPrompt() {
    List<RunFiles> runs = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      double off = 0.01 * (seed - 2);
      List<Double> ppo = plus(SFT, 5 * seed, seed, 9, -seed);
      runs.add(seed("x", seed, SFT, ppo));
      runs.add(seed("y", seed, SFT, plus(ppo, 1 + off, 1 + off, 1.01 - off, 0.99)));
    }
    List<Group> groups = groups(runs.toArray(RunFiles[]::new));
    assertEquals(2, groups.size());
    MainTable table = MainTable.of(groups, null);
    Measured x = cell(table, 1, 0);
    Measured y = cell(table, 3, 0);
    Difference d = MainTable.between(groups.get(1), y, groups.get(0), x).orElseThrow();
    assertEquals(1, d.value(), 0.01);
    assertTrue(d.standardError() < 0.01, d.toString());
    assertTrue(d.p() < 0.001, d.toString());
    assertTrue(d.test().startsWith("paired over 3 seeds, 4 prompts"), d.test());
  }

  /** The runs' own errors of 4.2 on the same prompts remain, however near the seeds are. */
  @Test
  void withoutObservationsThePromptsErrorsRemain() {
    List<RunFiles> runs = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      runs.add(
          run("s" + seed, "s", seed)
              .results(
                  Evaluation.of(
                      BASIS,
                      List.of(
                          number("sft", "gold", 50 + 0.3 * seed, 4.2),
                          number("ppo", "gold", 58 + 0.2 * seed, 4.2)))));
    }
    MainTable table = MainTable.of(groups(runs.toArray(RunFiles[]::new)), null);
    assertTrue(cell(table, 1, 0).measurement().standardError() >= 4.2);
    Difference d = Objects.requireNonNull(cell(table, 1, 0).difference());
    assertTrue(d.standardError() >= 4.2 * Math.sqrt(2), d.toString());
    assertEquals("", d.stars());
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
