package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.Sample;

final class DifferenceTest {
  /** Student's own: hours of sleep won by two drugs, for ten patients (Biometrika 6, 1908). */
  private static final double[] ONE = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

  private static final double[] OTHER = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

  private static double[] differences() {
    double[] d = new double[ONE.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = OTHER[i] - ONE[i];
    }
    return d;
  }

  @Test
  void pairsGiveTheTestThatStudentPublished() {
    Difference d = Difference.paired(differences(), "patients").orElseThrow();
    assertEquals(1.58, d.value(), 1e-12);
    assertEquals(4.0621, d.value() / d.standardError(), 5e-5); // t.test(paired = TRUE) of R
    assertEquals(0.002833, d.p(), 5e-7);
    assertEquals("paired t over 10 patients", d.test());
  }

  @Test
  void standardErrorsAloneGiveWelchs() {
    Difference d = Difference.fromErrors(measured(OTHER), measured(ONE)).orElseThrow();
    assertEquals(1.8608, d.value() / d.standardError(), 5e-5); // t.test of R
    assertEquals(0.07939, d.p(), 5e-6);
  }

  private static Measurement measured(double[] x) {
    Sample s = Sample.of(x);
    return Measurement.student("m", "hours", "", s.mean(), s.standardError(), s.n());
  }

  @Test
  void aBaselineThatIsFixedHasNoErrorOfItsOwn() {
    Measurement fifty = Measurement.fixed("sft", "win rate", "%", 50, 100, "baseline");
    Measurement wins = Measurement.student("ppo", "win rate", "%", 56, 3, 100);
    Difference d = Difference.fromErrors(wins, fifty).orElseThrow();
    assertEquals(6, d.value());
    assertEquals(3, d.standardError());
    assertEquals(0.0482, d.p(), 5e-4); // t = 2 with 99 degrees of freedom
  }

  @Test
  void boundsAreNotTested() {
    Measurement bound = Measurement.upperBound("bon", "KL", "nats", 1.8);
    Measurement estimate = Measurement.student("ppo", "KL", "nats", 2, 0.1, 50);
    assertTrue(Difference.fromErrors(bound, estimate).isEmpty());
    assertTrue(Difference.fromErrors(estimate, bound).isEmpty());
  }

  @Test
  void onlyPromptsThatBothHaveArePaired() {
    Difference d =
        Difference.paired(
                Map.of("a", 1.0, "b", 3.0, "c", 9.0), Map.of("a", 0.0, "b", 1.0, "x", 7.0))
            .orElseThrow();
    assertEquals(1.5, d.value());
    assertEquals(2, d.n());
  }

  @Test
  void holmCorrectsInOrderAndNeverBelow() {
    // Holm 1979: 3 x 0.01; 2 x 0.03; max(0.06, 1 x 0.04)
    List<Difference> all = Difference.holm(List.of(of(0.01), of(0.04), of(Double.NaN), of(0.03)));
    assertEquals(0.03, all.get(0).adjusted(), 1e-15);
    assertEquals(0.06, all.get(1).adjusted(), 1e-15);
    assertTrue(Double.isNaN(all.get(2).adjusted()));
    assertEquals(0.06, all.get(3).adjusted(), 1e-15);
    assertEquals("*", all.get(0).stars());
    assertEquals("", all.get(3).stars());
  }

  private static Difference of(double p) {
    return new Difference(1, 1, p, p, 10, "");
  }

  @Test
  void equalAnswersDifferByNothing() {
    Difference same = Difference.paired(new double[] {0, 0, 0}, "prompts").orElseThrow();
    assertEquals(1, same.p());
    Difference constant = Difference.paired(new double[] {2, 2, 2}, "prompts").orElseThrow();
    assertTrue(Double.isNaN(constant.p()));
    assertEquals("", constant.stars());
  }
}
