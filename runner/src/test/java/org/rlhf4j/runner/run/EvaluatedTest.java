package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;

final class EvaluatedTest {
  private static Evaluation of(double value, double error) {
    return Evaluation.of(
        Basis.of("100 prompts"),
        List.of(Measurement.student("dpo", "gold", "", value, error, 100)));
  }

  @ParameterizedTest
  @CsvSource({"Infinity, 1", "-Infinity, NaN", "1, Infinity"})
  void anOverflowIsNoResult(double value, double error) {
    String message =
        assertThrows(FailedException.class, () -> Evaluated.checked("gauge", of(value, error)))
            .getMessage();
    assertTrue(message.startsWith("gauge gave dpo the gold " + value), message);
  }

  @Test
  void aNumberWithoutAnErrorIsOne() {
    Evaluation found = of(1, Double.NaN);
    assertEquals(found, Evaluated.checked("gauge", found));
  }
}
