package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.runner.json.JsonDocument;

final class ResultsTest {
  private static final Basis BASIS =
      new Basis(null, "sft", "3 prompts", "{\"id\":\"d\"}", Decoding.greedy(8));

  private static Measurement number(String subject, double value) {
    return Measurement.fixed(subject, "x", "%", value, 3, "a note");
  }

  /** Of two evaluators of one id, and of one with everything that a report shows. */
  @Test
  void comeBackFromTheirFile() {
    Chart chart =
        new Chart(
            "gold",
            "gold by divergence",
            "how to read it",
            new Chart.Axis("KL", "nats", Chart.Scale.LOGARITHMIC),
            Chart.Axis.of("gold", ""),
            List.of(
                new Chart.Series(
                    "ppo",
                    Chart.Mark.LINE,
                    List.of(
                        Chart.Point.of(0.1, 1 / 3.0, new Interval(0.3, 0.4)).labelled("step 1"),
                        Chart.Point.of(Double.POSITIVE_INFINITY, -0.0)))));
    DataTable table =
        new DataTable(
            "t", "t", "", List.of("a", "b"), List.of(List.of(Cell.of("x"), Cell.of(1, 0.1))));
    Evaluation third =
        Evaluation.of(BASIS, List.of(number("b", 3)))
            .withCharts(List.of(chart))
            .withTables(List.of(table))
            .withAlarms(List.of(new Alarm("b", "collapsed", List.of("the same", "the same"))));
    List<Evaluated> evaluated =
        List.of(
            new Evaluated(
                0,
                "kl",
                Evaluation.of(BASIS, List.of(number("a", 1 / 3.0), number("b", Double.NaN)))),
            new Evaluated(
                1,
                "kl",
                Evaluation.of(BASIS.judgedBy("j"), List.of(number("a", 1e-17), number("b", 2)))),
            new Evaluated(2, "share", third));
    Results results = new Results("r", List.of(5L), List.of("a", "b"), null, evaluated);
    assertEquals(results, Results.read(results.json()));
  }

  /** What runs wrote before kinds and decodings were data. */
  @Test
  void earlierFilesAreReadToo() {
    String row =
        """
        {"place": 0, "evaluator": "kl", "subject": "%s", "metric": "KL", "unit": "nats",
         "value": %s, "standardError": %s, "n": %d, "note": "%s"}\
        """;
    Evaluation found =
        Results.read(
                JsonDocument.parse(
                        "results.json",
                        """
                        {"name": "r", "seeds": [5], "subjects": ["a", "b", "c"], "measurements": [
                        %s, %s, %s], "evaluations": [{"place": 0, "evaluator": "kl", "basis":
                          {"judge": null, "baseline": "a", "prompts": "3 prompts", "decoding":
                           "Decoding[temperature=0.7, topK=5, topP=0.9, maxNewTokens=64]"},
                         "charts": [], "tables": [], "alarms": []}]}
                        """
                            .formatted(
                                row.formatted("a", "0.0", "null", 3, "reference"),
                                row.formatted("b", "1.8", "null", 0, "upper bound"),
                                row.formatted("c", "2.0", "0.1", 3, "")))
                    .root()
                    .getAsJsonObject())
            .evaluated()
            .get(0)
            .evaluation();
    assertEquals(
        List.of(
            Measurement.fixed("a", "KL", "nats", 0, 3, "reference"),
            Measurement.upperBound("b", "KL", "nats", 1.8),
            Measurement.student("c", "KL", "nats", 2, 0.1, 3)),
        found.measurements());
    assertEquals(new Decoding(0.7, 5, 0.9, 64), found.basis().decoding());
  }
}
