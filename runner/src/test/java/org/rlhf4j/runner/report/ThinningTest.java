package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.evaluation.Chart.Point;

final class ThinningTest {
  private static List<Point> flatButAt(int n, int spike) {
    return IntStream.range(0, n).mapToObj(i -> Point.of(i, i == spike ? 1 : 0)).toList();
  }

  @Test
  void keepsEndsAndWhatStandsOut() {
    List<Point> all = flatButAt(10_000, 4321);
    List<Point> few = Thinning.line(all, 50);
    assertEquals(50, few.size());
    assertSame(all.get(0), few.get(0));
    assertSame(all.get(9_999), few.get(49));
    assertTrue(few.contains(all.get(4321)));
  }

  @Test
  void everyPointWasThereInItsOrder() {
    List<Point> all =
        IntStream.range(0, 997).mapToObj(i -> Point.of(i, Math.sin(i * 0.37) * i)).toList();
    List<Point> few = Thinning.line(all, 100);
    assertEquals(100, new HashSet<>(few).size());
    assertTrue(all.containsAll(few));
    for (int i = 1; i < few.size(); i++) {
      assertTrue(few.get(i).x() > few.get(i - 1).x());
    }
  }

  @Test
  void shortLinesStayAsTheyAre() {
    List<Point> all = flatButAt(50, 3);
    assertSame(all, Thinning.line(all, 50));
  }
}
