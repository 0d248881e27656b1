package org.rlhf4j.evaluators.overoptimisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;

final class PeakTestTest {

  private static PeakTest test(Curve curve, int resamples) {
    return PeakTest.of(curve, resamples, RandomStream.ofSeed(9));
  }

  @Test
  void aDeclineIsFound() {
    // from 0.5 at d = 1 to 0 at d = 2, with noise 0.3 on 60 prompts
    Curve down = Synthetic.curve(10, 60, 2, Synthetic.quadratic(1, 0.5), 0.3, 1);
    assertTrue(test(down, 500).p() < 0.01);
    assertTrue(test(down, 500).z() > 5);
  }

  @Test
  void aRiseIsNone() {
    Curve up = Synthetic.curve(10, 60, 1, Synthetic.quadratic(1, 0.2), 0.3, 1);
    assertTrue(test(up, 500).p() > 0.5);
  }

  @Test
  void nothingThatDiffersIsNoDecline() {
    Curve flat = Synthetic.curve(4, 10, 1, d -> 0, 0, 1);
    assertEquals(new PeakTest(Double.NEGATIVE_INFINITY, 1), test(flat, 100));
  }

  /** One-sided at 5 %: of 200 flat curves 10 by chance, and 21 in one of a thousand times. */
  @Test
  void chanceRarelyLooksLikeADecline() {
    int alarms = 0;
    int naive = 0;
    for (int seed = 0; seed < 200; seed++) {
      Curve flat = Synthetic.curve(12, 50, 2, d -> 0, 0.5, 1000 + seed);
      alarms += test(flat, 200).p() <= 0.05 ? 1 : 0;
      naive += test(flat, 200).z() > 1.645 ? 1 : 0;
    }
    assertTrue(alarms <= 21, alarms + " of 200");
    assertTrue(naive > 40, "a test of the best point alone: " + naive + " of 200");
  }
}
