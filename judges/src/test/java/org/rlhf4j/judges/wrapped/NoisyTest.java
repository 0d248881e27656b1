package org.rlhf4j.judges.wrapped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.judges.lm.Judging;
import org.rlhf4j.testkit.RecordingLog;

final class NoisyTest {

  private static final int MANY = 20_000;

  @TempDir Path folder;

  private List<Verdict> ask(Verdict said, double flip, long seed, List<Comparison> comparisons) {
    PluginContext context = Judging.context(folder, new RecordingLog());
    Mockito.when(context.random()).thenReturn(RandomStream.ofSeed(seed));
    Scripted judge = new Scripted(c -> said);
    try (Judge noisy = new NoisyPlugin().create(new NoisyOptions(judge.part(), flip), context)) {
      return noisy.judge(comparisons);
    }
  }

  @Test
  void labelsFlipAsOftenAsAsked() {
    List<Comparison> comparisons = Judging.comparisons(MANY);
    for (double flip : new double[] {0, 0.1, 0.25, 1}) {
      List<Verdict> verdicts = ask(Verdict.of(0.8), flip, 1, comparisons);
      long flipped = verdicts.stream().filter(v -> v.label() == Label.SECOND).count();
      double error = Math.sqrt(flip * (1 - flip) / MANY);
      assertEquals(flip, flipped / (double) MANY, 4 * error);
      verdicts.forEach(
          v -> assertEquals(v.label() == Label.SECOND ? 0.2 : 0.8, v.preferFirst(), 1e-12));
    }
  }

  @Test
  void tiesAndUnusableVerdictsStay() {
    List<Comparison> comparisons = Judging.comparisons(100);
    Verdict none = new Verdict(0.5, Label.UNPARSED, "why");
    assertEquals(List.of(none), ask(none, 1, 1, comparisons).stream().distinct().toList());
    assertEquals(
        List.of(Verdict.of(0.5)),
        ask(Verdict.of(0.5), 1, 1, comparisons).stream().distinct().toList());
  }

  @Test
  void flipsDependOnSeedAndIdAlone() {
    List<Comparison> comparisons = Judging.comparisons(500);
    List<Verdict> whole = ask(Verdict.of(1), 0.3, 1, comparisons);
    assertEquals(
        whole.subList(250, 500), ask(Verdict.of(1), 0.3, 1, comparisons.subList(250, 500)));
    assertNotEquals(whole, ask(Verdict.of(1), 0.3, 2, comparisons));
    List<Verdict> swapped =
        ask(Verdict.of(0), 0.3, 1, comparisons.stream().map(Comparison::swapped).toList());
    IntStream.range(0, 500)
        .forEach(i -> assertEquals(whole.get(i).label(), swapped.get(i).swapped().label()));
  }

  @Test
  void aFlipBeyondOneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new NoisyOptions(null, 1.01));
  }
}
