package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Measurement;

final class ResultsTest {
  private static Finding finding(int evaluator, String id, String subject, double value) {
    Measurement m = new Measurement(subject, "x", "%", value, Double.NaN, 3, "a note");
    return new Finding(evaluator, id, m);
  }

  /** Of two evaluators of one id, and of one that measures what another did. */
  @Test
  void comeBackFromTheirFile() {
    List<Finding> findings = new ArrayList<>();
    findings.add(finding(0, "kl", "a", 1 / 3.0));
    findings.add(finding(0, "kl", "b", Double.NaN));
    findings.add(finding(1, "kl", "a", 1e-17));
    findings.add(finding(1, "kl", "b", 2));
    findings.add(finding(2, "share", "b", 3));
    Results results = new Results("r", List.of(5L), List.of("a", "b"), null, findings);
    assertEquals(results, Results.read(results.json()));
  }
}
