package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Measurement;

final class ResultsTableTest {
  private static Finding finding(
      int evaluator, String subject, String metric, String unit, double value, double error) {
    return new Finding(
        evaluator, "e", new Measurement(subject, metric, unit, value, error, 100, ""));
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
                        new Measurement(
                            "sft", "win rate", "%", 50, Double.NaN, 100, "the baseline")),
                    finding(0, "best-of-16", "win rate", "%", 71.2, 10.9),
                    finding(1, "sft", "KL", "nats", 0.0123, 0.00101),
                    new Finding(
                        1,
                        "e",
                        new Measurement(
                            "best-of-16", "KL", "nats", 1.8351, Double.NaN, 0, "upper bound"))))
            .text(120);
    assertEquals(
        """
        method             win rate                 KL
                                (%)             (nats)
        ----------------------------------------------
        base        12.3 ±  1.2             -
        sft         50.0        [1]    0.0123 ± 0.0010
        best-of-16  71.2 ± 10.9      ≤ 1.8351
        [1] the baseline\
        """,
        table);
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
              places[i], "e", new Measurement(m.subject(), m.metric(), "", 1, 0.1, 9, notes[i])));
    }
    String[] blocks = new ResultsTable(List.of("a-method"), findings).text(100).split("\n\n", -1);
    assertEquals(2, blocks.length);
    assertTrue(blocks[0].endsWith("\n[1] in the first"), blocks[0]);
    assertTrue(blocks[1].endsWith("\n[2] in the last"), blocks[1]);
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

  @Test
  void whatIsNoNumberIsSaid() {
    String table =
        new ResultsTable(List.of("a"), List.of(finding(0, "a", "x", "", Double.NaN, Double.NaN)))
            .text(120);
    assertTrue(table.contains("n/a"), table);
  }
}
