package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Measurement;

final class ResultsTableTest {
  private static final Basis BASIS =
      new Basis(null, null, "100 prompts", null, Decoding.sampling(1, 64));

  private static Finding finding(
      int evaluator, String subject, String metric, String unit, double value, double error) {
    return new Finding(
        evaluator, "e", Measurement.student(subject, metric, unit, value, error, 100), BASIS);
  }

  @Test
  void alignsNumbersErrorsAndNotes() {
    String table =
        new ResultsTable(
                List.of("base", "sft", "best-of-16"),
                List.of(
                    finding(0, "base", "win rate", "%", 12.345, 1.234),
                    new Finding(
                        0,
                        "e",
                        Measurement.fixed("sft", "win rate", "%", 50, 100, "the baseline"),
                        BASIS),
                    finding(0, "best-of-16", "win rate", "%", 71.2, 10.9),
                    finding(1, "sft", "KL", "nats", 0.0123, 0.00101),
                    new Finding(
                        1, "e", Measurement.upperBound("best-of-16", "KL", "nats", 1.8351), BASIS)))
            .text(120);
    assertEquals(
        """
        method             win rate                 KL
                                (%)             (nats)
                              n 100              n 100
        ----------------------------------------------
        base        12.3 ±  1.2             -
        sft         50.0        [1]    0.0123 ± 0.0010
        best-of-16  71.2 ± 10.9      ≤ 1.8351
        [1] the baseline
        all numbers: on 100 prompts, answers drawn with temperature 1.0, topK 0, topP 1.0, \
        maxNewTokens 64\
        """,
        table);
  }

  /** Names come from files; one must neither break a row nor speak to the terminal. */
  @Test
  void controlCharactersAreShown() {
    String name = "x\n\u001b[31m";
    String table =
        new ResultsTable(List.of(name), List.of(finding(0, name, "m\r", "\t", 12.3, 1.2)))
            .text(120);
    assertTrue(table.contains("x\\n\\u001b[31m  12.3 ± 1.2"), table);
    assertTrue(table.contains("m\\u000d"), table);
    assertTrue(table.contains("(\\t)"), table);
    assertTrue(table.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)), table);
  }

  @Test
  void aWideTableGoesOnBelow() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      findings.add(finding(i, "a-method", "some metric " + i, "", 100.5, 2.5));
    }
    String table = new ResultsTable(List.of("a-method"), findings).text(100);
    assertTrue(table.lines().allMatch(l -> l.length() <= 100), table);
    assertEquals(2, table.lines().filter(l -> l.startsWith("method")).count());
    assertEquals(9, table.split("some metric", -1).length - 1);
  }

  @Test
  void notesStandBelowTheirBlock() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      findings.add(finding(i, "a-method", "some metric " + i, "", 100.5, 2.5));
    }
    String[] notes = {"in the first", "in the last", "in the first"};
    int[] places = {0, 8, 1};
    for (int i = 0; i < notes.length; i++) {
      Measurement m = findings.get(places[i]).measurement();
      findings.set(
          places[i],
          new Finding(
              places[i],
              "e",
              Measurement.student(m.subject(), m.metric(), "", 1, 0.1, 9).noted(notes[i]),
              BASIS));
    }
    String[] blocks = new ResultsTable(List.of("a-method"), findings).text(100).split("\n\n", -1);
    assertEquals(2, blocks.length);
    assertTrue(blocks[0].endsWith("\n[1] in the first"), blocks[0]);
    assertTrue(blocks[1].contains("\n[2] in the last\n"), blocks[1]);
  }

  @Test
  void whatColumnsRestUponIsSaidByLetters() {
    Basis gold = BASIS.judgedBy("{\"id\":\"rules\",\"options\":{\"length\":5}}");
    Basis fewer = new Basis(gold.judge(), "sft", "64 prompts", null, gold.decoding());
    String table =
        new ResultsTable(
                List.of("a", "b"),
                List.of(
                    new Finding(0, "e", Measurement.student("a", "gold", "", 1, 0.1, 100), gold),
                    new Finding(0, "e", Measurement.student("b", "gold", "", 2, 0.1, 96), gold),
                    new Finding(1, "f", Measurement.student("a", "gain", "", 3, 0.1, 64), fewer)))
            .text(60);
    assertEquals(
        """
        method         gold         gain
                A, n 96-100      B, n 64
        --------------------------------
        a       1.00 ± 0.10  3.00 ± 0.10
        b       2.00 ± 0.10     -
        all numbers: answers drawn with temperature 1.0, topK 0,
           topP 1.0, maxNewTokens 64
        A: judged by rules (length 5), on 100 prompts
        B: judged by rules (length 5), against sft, on 64 prompts\
        """,
        table);
    assertEquals("AB", Identity.letter(27));
  }

  @Test
  void numbersOfOtherBasesHaveColumnsOfTheirOwn() {
    String table =
        new ResultsTable(
                List.of("a"),
                List.of(
                    finding(0, "a", "x", "", 1, 0.1),
                    new Finding(
                        0,
                        "e",
                        Measurement.student("a", "x", "", 2, 0.1, 9),
                        BASIS.judgedBy("other"))))
            .text(120);
    assertTrue(table.contains("A, n 100       B, n 9"), table);
  }

  @Test
  void twoEvaluatorsMayMeasureTheSame() {
    String table =
        new ResultsTable(
                List.of("a"),
                List.of(finding(0, "a", "x", "", 1, 0.1), finding(1, "a", "x", "", 2, 0.1)))
            .text(120);
    assertTrue(table.contains("1.00 ± 0.10  2.00 ± 0.10"), table);
  }

  /** Such as judges that entries of a spec audit one by one, on the same pairs. */
  @Test
  void othersOfAnotherEvaluatorOfOneKindAreRowsOfOneColumn() {
    String table =
        new ResultsTable(
                List.of("a", "b"),
                List.of(finding(0, "a", "x", "", 1, 0.1), finding(1, "b", "x", "", 2, 0.1)))
            .text(120);
    assertEquals(
        """
        method            x
                      n 100
        -------------------
        a       1.00 ± 0.10
        b       2.00 ± 0.10
        all numbers: on 100 prompts, answers drawn with temperature 1.0, topK 0, topP 1.0, \
        maxNewTokens 64\
        """,
        table);
  }

  @Test
  void whatIsCountedIsWhole() {
    Finding counted =
        new Finding(
            0, "judge-audit", Measurement.fixed("a", "unusable", "", 7, 9, "counted"), BASIS);
    String table = new ResultsTable(List.of("a"), List.of(counted)).text(120);
    assertTrue(table.contains("\na         7 [1]\n"), table);
    assertTrue(table.startsWith("judge  unusable"), table);
  }

  /** People who label and judges who are audited have nothing in common but the run. */
  @Test
  void whatHasNoRowInCommonStandsInTablesOfItsOwn() {
    Finding people =
        new Finding(
            0, "agreement", Measurement.student("people", "kappa", "", 0.8, 0.1, 100), BASIS);
    Finding judge =
        new Finding(1, "judge-audit", Measurement.student("lm", "flips", "%", 9, 1, 100), BASIS);
    assertEquals(
        """
        labels        kappa
                      n 100
        -------------------
        people  0.80 ± 0.10

        judge      flips
                     (%)
                   n 100
        ----------------
        lm     9.0 ± 1.0
        all numbers: on 100 prompts, answers drawn with temperature 1.0, topK 0, topP 1.0, \
        maxNewTokens 64\
        """,
        new ResultsTable(List.of("people", "lm"), List.of(people, judge)).text(120));
  }

  @Test
  void whatIsNoNumberIsSaid() {
    String table =
        new ResultsTable(List.of("a"), List.of(finding(0, "a", "x", "", Double.NaN, Double.NaN)))
            .text(120);
    assertTrue(table.contains("n/a"), table);
  }
}
