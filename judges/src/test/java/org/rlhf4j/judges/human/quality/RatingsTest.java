package org.rlhf4j.judges.human.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Measures of agreement on published tables. */
final class RatingsTest {
  private static double[] ones(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Each row is what one observer said of each unit; 0 for nothing. */
  private static List<List<Map<Long, Integer>>> units(int[][] observers) {
    List<List<Map<Long, Integer>>> units = new ArrayList<>();
    for (int u = 0; u < observers[0].length; u++) {
      Map<Long, Integer> unit = new TreeMap<>();
      for (int o = 0; o < observers.length; o++) {
        if (observers[o][u] > 0) {
          unit.put((long) o, observers[o][u]);
        }
      }
      if (unit.size() >= 2) {
        units.add(List.of(unit));
      }
    }
    return units;
  }

  /** Krippendorff (2011), section C: four observers, twelve units, some missing. */
  @Test
  void krippendorff() {
    int[][] observers = {
      {1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0},
      {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3},
      {0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0},
      {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0}
    };
    List<List<Map<Long, Integer>>> units = units(observers);
    Ratings ratings = new Ratings(units);
    assertEquals(11, units.size());
    assertEquals(0.743, ratings.alpha(ones(11), false), 5e-4);
    assertEquals(0.849, ratings.alpha(ones(11), true), 5e-4);
    assertFalse(ratings.isEven());
  }

  /** The ten subjects and fourteen raters that textbooks show for Fleiss' kappa. */
  @Test
  void fleiss() {
    int[][] counts = {
      {0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
      {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}
    };
    List<List<Map<Long, Integer>>> units = new ArrayList<>();
    for (int[] row : counts) {
      Map<Long, Integer> unit = new TreeMap<>();
      for (int c = 0; c < row.length; c++) {
        for (int k = 0; k < row[c]; k++) {
          unit.put((long) unit.size(), c);
        }
      }
      units.add(List.of(unit));
    }
    Ratings ratings = new Ratings(units);
    assertTrue(ratings.isEven());
    assertEquals(0.378, ratings.raw(ones(10)), 5e-4);
    assertEquals(0.210, ratings.fleiss(ones(10)), 5e-4);
  }

  /** Two people: both yes 20, both no 15, apart 5 and 10: (0.7 - 0.5) / (1 - 0.5). */
  @Test
  void cohenAndWeights() {
    List<List<Map<Long, Integer>>> units = new ArrayList<>();
    int[][] table = {{1, 1, 20}, {1, 0, 5}, {0, 1, 10}, {0, 0, 15}};
    for (int[] cell : table) {
      for (int k = 0; k < cell[2]; k++) {
        units.add(List.of(Map.of(1L, cell[0], 2L, cell[1])));
      }
    }
    Ratings ratings = new Ratings(units);
    assertEquals(0.4, ratings.cohen(ones(50)), 1e-12);
    assertEquals(0.7, ratings.raw(ones(50)), 1e-12);
    double[] twice = ones(50);
    Arrays.fill(twice, 0, 20, 2);
    // now 40, 5, 10, 15 of 70: chance (45 * 50 + 25 * 20) / 70^2
    double chance = (45 * 50 + 25 * 20) / 4900.0;
    assertEquals((55 / 70.0 - chance) / (1 - chance), ratings.cohen(twice), 1e-12);
    double[] agreeing = new double[50];
    Arrays.fill(agreeing, 0, 20, 1);
    assertTrue(Double.isNaN(ratings.cohen(agreeing)), "everybody always says yes");
    assertTrue(Double.isNaN(ratings.alpha(agreeing, false)));
  }
}
