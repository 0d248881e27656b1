package org.rlhf4j.api.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class LineTest {

  /** Anscombe 1973, "Graphs in Statistical Analysis", first set: y = 3.00 + 0.500 x. */
  @Test
  void anscombe() {
    double[] x = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
    double[] y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
    Line line = Line.fit(x, y);
    assertEquals(3.00, line.intercept(), 0.005);
    assertEquals(0.500, line.slope(), 0.0005);
    assertEquals(line.intercept() + 9 * line.slope(), line.at(9), 1e-12);
  }

  @Test
  void aPointDrawnTwiceCountsTwice() {
    double[] x = {0, 1, 2};
    double[] y = {0, 1, 5};
    assertEquals(
        Line.fit(new double[] {0, 1, 1, 2}, new double[] {0, 1, 1, 5}),
        Line.fit(x, y, new int[] {0, 1, 1, 2}));
  }

  @Test
  void withoutSpreadThereIsNoLine() {
    assertEquals(
        new Line(Double.NaN, Double.NaN), Line.fit(new double[] {2, 2}, new double[] {1, 3}));
  }

  @Test
  void equalMass() {
    assertArrayEquals(new int[] {1, 0, 0, 1}, EqualMass.numbers(new double[] {5, -1, 3, 9}, 2));
    assertArrayEquals(new int[] {0, 0, 0, 0}, EqualMass.numbers(new double[] {3, 3, 3, 3}, 4));
    assertArrayEquals(new int[] {0, 2}, EqualMass.numbers(new double[] {1, 2}, 4));
  }
}
