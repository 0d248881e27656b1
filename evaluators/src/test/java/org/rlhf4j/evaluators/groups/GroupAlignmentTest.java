package org.rlhf4j.evaluators.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.evaluators.choices.ChoiceScore;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

final class GroupAlignmentTest {

  private static final double[] FOUR = {1, 2, 3, 4};

  @TempDir Path folder;
  private FileContext context;

  @BeforeEach
  void makeContext() {
    context = new FileContext(folder);
  }

  @Test
  void likenessByHand() {
    double[] first = {1, 0, 0, 0};
    double[] last = {0, 0, 0, 1};
    double[] even = {0.25, 0.25, 0.25, 0.25};
    assertEquals(1, Wasserstein.similarity(even, even, FOUR));
    assertEquals(0, Wasserstein.similarity(first, last, FOUR), 1e-12);
    // (3/4 + 2/4 + 1/4) / 3
    assertEquals(0.5, Wasserstein.similarity(first, even, FOUR), 1e-12);
    // one place of ten instead of one of three
    assertEquals(
        1 - 1 / 10.0,
        Wasserstein.similarity(first, new double[] {0, 1, 0, 0}, new double[] {0, 1, 5, 10}),
        1e-12);
  }

  /** The distance is the mean difference of sorted samples of equal size. */
  @Test
  void likenessEqualsThatOfSortedSamples() {
    RandomGenerator random = RandomStream.ofSeed(2).generator();
    for (int trial = 0; trial < 50; trial++) {
      int[] x = random.ints(12, 0, 4).sorted().toArray();
      int[] y = random.ints(12, 0, 4).sorted().toArray();
      double[] p = new double[4];
      double[] q = new double[4];
      double distance = 0;
      for (int i = 0; i < 12; i++) {
        p[x[i]] += 1 / 12.0;
        q[y[i]] += 1 / 12.0;
        distance += Math.abs(x[i] - y[i]) / 12.0;
      }
      assertEquals(1 - distance / 3, Wasserstein.similarity(p, q, FOUR), 1e-12);
      assertEquals(Wasserstein.similarity(p, q, FOUR), Wasserstein.similarity(q, p, FOUR), 1e-12);
    }
  }

  private Evaluation evaluate(String file, String reference, TabularPolicy... policies) {
    GroupAlignmentOptions options =
        new GroupAlignmentOptions("", file, ChoiceScore.TEXT, List.of("north"), reference);
    var subjects =
        java.util.stream.IntStream.range(0, policies.length)
            .mapToObj(i -> Setting.subject("policy" + i, policies[i], "a"))
            .toArray(org.rlhf4j.api.evaluation.Subject[]::new);
    GroupAlignment evaluator = (GroupAlignment) new GroupAlignmentPlugin().create(options, context);
    evaluator.check(Arrays.stream(subjects).map(s -> s.name()).toList());
    return evaluator.evaluate(Setting.task(subjects));
  }

  @Test
  void policiesAndModelsOfAFile() {
    TabularLanguage language = TabularLanguage.ofWords(6, "q", "a", "b");
    TabularPolicy first = new TabularPolicy(language, RandomStream.ofSeed(1), 0);
    TabularPolicy second = new TabularPolicy(language, RandomStream.ofSeed(1), 0);
    // first: a 3/4; second: both alike
    first.setLogits(first.encode(new Prompt("", "q")), 0, 0, Math.log(3), 0);
    String file =
        context.file(
            "opinions.jsonl",
            "{\"prompt\": \"q\", \"options\": [\"a\", \"b\"], \"groups\":"
                + " {\"north\": [1, 0], \"south\": [10, 30]}, \"models\": {\"other\": [0, 1]}}",
            "{\"question\": \"q\", \"options\": [\"b\", \"a\"], \"groups\": {\"north\": [0.5,"
                + " 0.5]}}");
    Evaluation found = evaluate(file, "policy1", first, second);
    // question 1: 3/4 alike; question 2: 1/4 against 1/2
    assertEquals(75, Setting.measurement(found, "policy0", "alignment north").value(), 1e-4);
    assertEquals(2, Setting.measurement(found, "policy0", "alignment north").n());
    DataTable table = Setting.table(found, "group-alignment");
    assertEquals(50, Setting.cell(table, "south", "policy0").value(), 1e-4);
    assertEquals(75, Setting.cell(table, "south", "policy1").value(), 1e-4);
    assertEquals("north", Setting.cell(table, "most like", "policy0").text());
    assertEquals(0, Setting.cell(table, "north", "other").value(), 1e-9);
    assertEquals(75, Setting.cell(table, "south", "other").value(), 1e-9);
    // over groups, then over questions: ((75 + 50) / 2 + 75) / 2
    assertEquals(68.75, Setting.measurement(found, "policy0", "group alignment").value(), 1e-4);
    assertEquals(1, Setting.measurement(found, "other", "group alignment").n());
    // 75, 75 against 50, 100
    DataTable change = Setting.table(found, "group-alignment-change");
    assertEquals(0, Setting.cell(change, "north", "policy0").value(), 1e-4);
    assertEquals(25, Setting.cell(change, "north", "policy0").standardError(), 1e-4);
    assertEquals(25, Setting.cell(Setting.table(found, "groups"), "south", "north").value(), 1e-9);
  }

  @Test
  void badRowsAreRefused() {
    String options = "{\"prompt\": \"q\", \"options\": [\"a\", \"b\"], ";
    String file =
        context.file(
            "bad.jsonl",
            options + "\"groups\": {\"north\": [1, 0, 0]}}",
            options + "\"groups\": {\"north\": [-1, 2]}}",
            options + "\"groups\": {\"north\": [0, 0]}}",
            options + "\"groups\": {\"north\": [0, \"1\"]}}",
            options + "\"groups\": {}}",
            options + "\"groups\": [1]}",
            options + "\"places\": [2, 1], \"groups\": {\"north\": [0, 1]}}");
    UserException e = assertThrows(UserException.class, () -> evaluate(file, null));
    assertEquals(7, e.getMessage().lines().count(), e.getMessage());
    String good = context.file("good.jsonl", options + "\"groups\": {\"south\": [0, 1]}}");
    UserException column = assertThrows(UserException.class, () -> evaluate(good, null));
    assertTrue(column.getMessage().contains("no group is named \"north\""));
    assertThrows(
        UserException.class,
        () -> new GroupAlignmentPlugin().create(new GroupAlignmentPlugin().defaults(), context));
  }
}
