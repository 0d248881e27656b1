package org.rlhf4j.evaluators.winrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.evaluators.judging.TestFiles;

final class AnnotationsTest {

  private static final String HEADER =
      "annotator\tmodel\tindex\tbaseline\tlen_baseline\tlen_model\tpreference\n";

  @TempDir private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Panel read(@Nullable String annotator, String... files) {
    return Annotations.read(List.of(files), annotator, null, new TestFiles()).panel();
  }

  private String refusal(String rows) throws IOException {
    String file = file("bad.tsv", HEADER + rows);
    return assertThrows(UserException.class, () -> read(null, file)).getMessage();
  }

  @Test
  void readsTheTable() throws IOException {
    Panel panel =
        read(
            null,
            file(
                "a.tsv",
                HEADER
                    + "j\tm\t10\tb\t5\t7\t2\n"
                    + "j\tm\t9\tb\t4\t6\t0\n"
                    + "j\tm\t11\tb\t3\t3\t1.25\n"
                    + "j\tn\t9\tb\t4\t1\t\n"
                    + "j\tn\t10\tb\t5\t2\t1\n"));
    assertEquals("j", panel.judge());
    assertEquals("b", panel.baseline());
    assertEquals(List.of("9", "10", "11"), panel.prompts().stream().map(p -> p.id()).toList());
    Match m = panel.matches().get(0);
    assertArrayEquals(new double[] {0.5, 1, 0.25}, m.preferences());
    assertEquals(1 / 3.0 * (6 + 7 + 3), m.meanLength(), 1e-12);
    Match n = panel.matches().get(1);
    assertEquals(2, n.missing());
    assertEquals(
        List.of("1 preferences written as 0 were read as draws", "n has 2 of 3 prompts"),
        panel.remarks());
  }

  @Test
  void duplicatesAreRefusedWithTheirPlaces() throws IOException {
    String refusal = refusal("j\tm\t1\tb\t5\t7\t2\nj\tm\t1\tb\t5\t7\t1\n");
    assertTrue(refusal.contains("bad.tsv line 3: m has this prompt already in"), refusal);
    assertTrue(refusal.endsWith("bad.tsv line 2"), refusal);
  }

  @Test
  void preferencesOutsideTheScaleAreRefused() throws IOException {
    assertTrue(refusal("j\tm\t1\tb\t5\t7\tNaN\n").contains("not a finite number"));
    assertTrue(refusal("j\tm\t1\tb\t5\t7\t0.7\n").contains("it lies in [1, 2]"));
    assertTrue(refusal("j\tm\t1\tb\t5\t7\t2.5\n").contains("it lies in [1, 2]"));
  }

  @Test
  void differentBaselinesAndAnnotatorsAreNotMixed() throws IOException {
    String rows = "j\tm\t1\tb\t5\t7\t2\nj\tm\t2\tc\t5\t7\t2\nk\tm\t1\tb\t5\t7\t1\n";
    String refusal = refusal(rows);
    assertTrue(refusal.contains("annotator j, baseline b: 1 rows"), refusal);
    assertTrue(refusal.contains("annotator j, baseline c: 1 rows"), refusal);
    Panel chosen = read("k", file("c.tsv", HEADER + rows));
    assertEquals(List.of("2 rows are of other annotators or baselines"), chosen.remarks());
    String file = file("d.tsv", HEADER + rows);
    assertThrows(UserException.class, () -> read("nobody", file));
  }

  @Test
  void otherInstructionSetsAreRefused() throws IOException {
    String refusal =
        refusal(
            "j\tm\t1\tb\t5\t7\t2\nj\tm\t2\tb\t5\t7\t2\nj\tm\t3\tb\t5\t7\t2\nj\tn\t4\tb\t5\t7\t1\n");
    assertTrue(refusal.contains("n has 1 of 4 prompts: instruction sets do not match"), refusal);
  }

  @Test
  void anotherVersionOfTheBaselinesAnswersIsRefused() throws IOException {
    String refusal = refusal("j\tm\t1\tb\t5\t7\t2\nj\tn\t1\tb\t6\t7\t2\n");
    assertTrue(refusal.contains("has 6 code points here and 5 in"), refusal);
  }

  private static final String RAW =
      """
      [{"instruction": "i", "output_1": "ab", "generator_1": "b", "output_2": "\uD83D\uDE00",
        "generator_2": "m", "annotator": "j", "preference": 2.0},
       {"instruction": "k", "output_1": "", "generator_1": "b", "output_2": "abc",
        "generator_2": "m", "annotator": "j", "preference": null}]
      """;

  @Test
  void readsRawAnnotationsAndCountsCodePoints() throws IOException {
    Match m = read(null, file("raw.json", RAW)).matches().get(0);
    assertArrayEquals(new double[] {1, 3}, m.lengths());
    assertArrayEquals(new double[] {2, 0}, m.baselineLengths());
    assertArrayEquals(new double[] {1, Double.NaN}, m.preferences());
  }

  @Test
  void filesAreEvaluatedWithoutAnyMethod() throws IOException {
    WinRateOptions d = new WinRatePlugin().defaults();
    WinRateOptions options =
        new WinRateOptions(
            null,
            null,
            "win rate",
            true,
            0,
            1,
            null,
            20,
            List.of(file("r.json", RAW)),
            null,
            List.of());
    Evaluator evaluator = new WinRatePlugin().create(options, new TestFiles());
    evaluator.check(List.of());
    Evaluation found =
        evaluator.evaluate(
            new EvaluationTask(
                List.of(), List.of(), null, null, RandomStream.ofSeed(1), RunLog.silent()));
    assertEquals("j", found.basis().judge());
    assertEquals("b", found.basis().baseline());
    assertTrue(found.basis().prompts().startsWith("2 prompts"), found.basis().prompts());
    assertEquals(
        List.of("b win rate 50.0", "b LC win rate 50.0", "m win rate 100.0", "m LC win rate 100.0"),
        found.measurements().stream()
            .map(m -> m.subject() + " " + m.metric() + " " + m.value())
            .toList());
    assertTrue(found.measurements().get(3).note().startsWith("raw: too few prompts"));
    assertEquals(List.of(), found.scores());
    assertEquals(List.of(), d.annotations());
  }

  @Test
  void outputsMustAnswerTheSameInstructions() throws IOException {
    String file =
        file(
            "o.json",
            """
            [{"instruction": "i", "output": "x", "generator": "m"},
             {"instruction": "j", "output": "", "generator": "m"},
             {"instruction": "i", "output": "y", "generator": "b"},
             {"instruction": "i", "output": "z", "generator": "b"}]
            """);
    String refusal =
        assertThrows(
                UserException.class,
                () -> AlpacaEvalOutputs.read(List.of(file), "bb", new TestFiles()))
            .getMessage();
    assertTrue(refusal.contains("line 4: b answers \"i\" again, as in"), refusal);
    assertTrue(refusal.contains("b answers 1 of 2 instructions; not \"j\""), refusal);
    assertTrue(refusal.contains("no model is named \"bb\"; did you mean \"b\"?"), refusal);
  }

  @Test
  void outputsAreJudged() throws IOException {
    String file =
        file(
            "p.json",
            """
            [{"instruction": "i", "output": "xx", "generator": "m"},
             {"instruction": "j", "output": "", "generator": "m"},
             {"instruction": "j", "output": "y", "generator": "b"},
             {"instruction": "i", "output": "z", "generator": "b"}]
            """);
    Judge longer =
        comparisons ->
            comparisons.stream()
                .map(
                    c ->
                        org.rlhf4j.api.Verdict.of(
                            c.first().text().length() > c.second().text().length() ? 1 : 0))
                .toList();
    Panel panel =
        new JudgedAnswers(
                longer, "longer", "b", AlpacaEvalOutputs.read(List.of(file), "b", new TestFiles()))
            .panel(
                new EvaluationTask(
                    List.of(), List.of(), null, null, RandomStream.ofSeed(1), RunLog.silent()));
    Match m = panel.matches().get(0);
    assertEquals("m", m.model());
    assertArrayEquals(new double[] {1, 0}, m.preferences());
    assertEquals(4, m.judged());
  }
}
