package org.rlhf4j.evaluators.diversity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.math.RandomStream;

/** Reports of many methods whose truth is known. */
final class CollapseAlarmTest {
  private static final int METHODS = 24;
  private static final int PROMPTS = 40;
  private static final int SAMPLES = 3;
  private static final List<Prompt> ASKED =
      IntStream.range(0, PROMPTS).mapToObj(i -> new Prompt("p" + i, "q")).toList();

  /** A number passes wherever it is worse at all, so that the tests alone decide. */
  private static final ModeCollapseOptions.Thresholds ANY =
      new ModeCollapseOptions.Thresholds(1, 1, 0);

  /**
   * A method whose answers to each prompt are three of ten, and whose distances and entropies are
   * the prompt's own and noise.
   *
   * @param collapse how much less distance each prompt has
   */
  private static Diversity method(String name, double[] levels, double collapse, long seed) {
    RandomGenerator random = RandomStream.ofSeed(seed).generator();
    List<List<AnswerText>> texts = new ArrayList<>();
    double[] entropy = new double[PROMPTS];
    double[] distance = new double[PROMPTS];
    double[] identical = new double[PROMPTS];
    for (int p = 0; p < PROMPTS; p++) {
      List<AnswerText> row = new ArrayList<>();
      for (int s = 0; s < SAMPLES; s++) {
        row.add(new AnswerText("answer " + random.nextInt(10), new int[] {1}));
      }
      texts.add(row);
      entropy[p] = levels[p] + random.nextGaussian();
      distance[p] = levels[p] + random.nextGaussian() - collapse;
      identical[p] = 100 * TextPairs.identical(row);
    }
    return new Diversity(
        name,
        texts,
        Map.of(Diversity.TOKEN_ENTROPY, PromptEstimate.mean(entropy)),
        Map.of(
            SetMeasure.DISTANCE, PromptEstimate.mean(distance),
            SetMeasure.IDENTICAL, PromptEstimate.mean(identical)),
        Map.of(SetMeasure.IDENTICAL, across(texts)));
  }

  private static PromptEstimate across(List<List<AnswerText>> texts) {
    return PromptEstimate.mean(
        IntStream.range(0, SAMPLES)
            .mapToDouble(s -> 100 * TextPairs.identical(texts.stream().map(r -> r.get(s)).toList()))
            .toArray());
  }

  private static List<Alarm> report(double collapse, long seed) {
    double[] levels = new double[PROMPTS];
    RandomGenerator random = RandomStream.ofSeed(seed).child("levels").generator();
    Arrays.setAll(levels, p -> 5 + random.nextGaussian());
    List<Diversity> methods = new ArrayList<>();
    for (int m = 0; m < METHODS; m++) {
      methods.add(method("m" + m, levels, m == 5 ? collapse : 0, 1000 * seed + m));
    }
    Diversity reference = method("sft", levels, 0, 1000 * seed + 999);
    return new CollapseAlarm(reference, ANY, ASKED, RandomStream.ofSeed(seed)).of(methods);
  }

  /** 50 of 1,000 are allowed to; three standard errors of that count are 21. */
  @Test
  void methodsThatAreAsVariedRarelyRaiseAnAlarm() {
    int alarmed = 0;
    for (int seed = 0; seed < 1000; seed++) {
      alarmed += report(0, seed).isEmpty() ? 0 : 1;
    }
    assertTrue(alarmed <= 71, alarmed + " of 1000 reports");
  }

  /** 1.25 standard deviations on 40 prompts: 5.6 standard errors of the difference. */
  @Test
  void aCollapseAmongThemIsFound() {
    int found = 0;
    for (int seed = 0; seed < 100; seed++) {
      found += report(1.25, seed).stream().anyMatch(a -> a.subject().equals("m5")) ? 1 : 0;
    }
    assertTrue(found >= 85, found + " of 100");
  }
}
