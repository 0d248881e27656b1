package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Holm;
import org.rlhf4j.api.statistics.SignFlipTest;

/**
 * Says when methods' answers are much less varied than the reference's, and shows which.
 *
 * <p>A number must pass its threshold, and be told from the reference's: a one-sided {@link
 * SignFlipTest} of the differences on the same prompts, adjusted by {@link Holm} for all numbers of
 * all methods. If no method differs from the reference, any alarm at all has the probability
 * {@value #SIGNIFICANCE} at most, however many methods there are.
 *
 * @param reference what is compared with
 * @param thresholds how much is much
 * @param prompts of the answers, in their order
 * @param random a stream of its own
 */
record CollapseAlarm(
    Diversity reference,
    ModeCollapseOptions.Thresholds thresholds,
    List<Prompt> prompts,
    RandomStream random) {

  private static final double SIGNIFICANCE = 0.05;
  private static final int LEAST_DRAWS = 1000;
  private static final int ROWS = 8;
  private static final int LETTERS = 160;

  /**
   * A number of a method beside that of the reference.
   *
   * @param name unique within the method
   * @param worse what the method has more of, or less of, than the reference, one a prompt
   * @param passes whether the number is beyond its threshold
   * @param words that say so
   */
  private record Compared(
      Diversity method, String name, double[] worse, boolean passes, String words) {}

  /** The alarms about methods, if there is cause. */
  List<Alarm> of(List<Diversity> methods) {
    List<List<Compared>> byMethod = methods.stream().map(this::numbers).toList();
    List<Compared> all = byMethod.stream().flatMap(List::stream).toList();
    int draws = SignFlipTest.draws(SIGNIFICANCE / Math.max(1, all.size()), LEAST_DRAWS);
    double[] p =
        Holm.adjust(
            all.stream()
                .mapToDouble(
                    n ->
                        SignFlipTest.of(
                                n.worse, draws, random.child(n.method.subject()).child(n.name))
                            .p())
                .toArray());
    List<Alarm> alarms = new ArrayList<>();
    int next = 0;
    for (int m = 0; m < methods.size(); m++) {
      List<String> causes = new ArrayList<>();
      double largest = 0;
      for (Compared number : byMethod.get(m)) {
        double adjusted = p[next++];
        if (number.passes && adjusted <= SIGNIFICANCE) {
          causes.add(number.words);
          largest = Math.max(largest, adjusted);
        }
      }
      if (!causes.isEmpty()) {
        alarms.add(alarm(methods.get(m), causes, largest, p.length));
      }
    }
    return alarms;
  }

  private Alarm alarm(Diversity method, List<String> causes, double p, int family) {
    String words =
        String.format(
            Locale.ROOT,
            "answers are much less varied: %s (p %s %.2g, %s)",
            String.join("; ", causes),
            causes.size() == 1 ? "=" : "≤",
            p,
            family == 1
                ? "the only number compared"
                : "after Holm's correction for " + family + " numbers of all methods");
    return new Alarm(method.subject(), words, evidence(method));
  }

  private List<Compared> numbers(Diversity method) {
    List<Compared> numbers = new ArrayList<>();
    below(
            method,
            Diversity.TOKEN_ENTROPY,
            "nats/token",
            method.entropies().get(Diversity.TOKEN_ENTROPY),
            reference.entropies().get(Diversity.TOKEN_ENTROPY),
            thresholds.entropyShare())
        .ifPresent(numbers::add);
    below(
            method,
            SetMeasure.DISTANCE + " per prompt",
            "",
            method.perPrompt().get(SetMeasure.DISTANCE),
            reference.perPrompt().get(SetMeasure.DISTANCE),
            thresholds.distanceShare())
        .ifPresent(numbers::add);
    above(
            method,
            "within a prompt",
            method.perPrompt().get(SetMeasure.IDENTICAL),
            reference.perPrompt().get(SetMeasure.IDENTICAL))
        .ifPresent(numbers::add);
    above(method, "across prompts", method.identicalAcross(), reference.identicalAcross())
        .ifPresent(numbers::add);
    return numbers;
  }

  private Optional<Compared> below(
      Diversity method,
      String name,
      String unit,
      @Nullable PromptEstimate own,
      @Nullable PromptEstimate its,
      double share) {
    if (own == null || its == null) {
      return Optional.empty();
    }
    String words =
        String.format(
            Locale.ROOT,
            "%s %s is below %.3g times that of %s, %s",
            name,
            number(own, unit),
            share,
            reference.subject(),
            number(its, unit));
    return Optional.of(
        new Compared(method, name, its.less(own), own.value() < share * its.value(), words));
  }

  private Optional<Compared> above(
      Diversity method, String where, @Nullable PromptEstimate own, @Nullable PromptEstimate its) {
    if (own == null || its == null) {
      return Optional.empty();
    }
    String words =
        String.format(
            Locale.ROOT,
            "%s of pairs of answers %s are identical, more than %.3g points above %s, %s",
            number(own, "%"),
            where,
            thresholds.identicalRise(),
            reference.subject(),
            number(its, "%"));
    boolean passes = own.value() > its.value() + thresholds.identicalRise();
    return Optional.of(new Compared(method, where, own.less(its), passes, words));
  }

  private static String number(PromptEstimate e, String unit) {
    String error =
        Double.isFinite(e.standardError())
            ? String.format(Locale.ROOT, " ± %.2g", e.standardError())
            : "";
    return String.format(
        Locale.ROOT, "%.3g%s%s", e.value(), error, unit.isEmpty() ? "" : " " + unit);
  }

  /**
   * The answers given most often: within a prompt where any is given twice, and across prompts;
   * else the prompts whose answers are nearest to each other.
   */
  private List<String> evidence(Diversity method) {
    List<List<AnswerText>> texts = method.texts();
    List<Map.Entry<Integer, Map.Entry<String, Long>>> most = new ArrayList<>();
    for (int p = 0; p < texts.size(); p++) {
      Map.Entry<String, Long> frequent = Diversity.frequencies(texts.get(p)).get(0);
      if (frequent.getValue() > 1) {
        most.add(Map.entry(p, frequent));
      }
    }
    most.sort(Comparator.comparing(entry -> -entry.getValue().getValue()));
    Stream<String> within =
        most.stream()
            .limit(ROWS)
            .map(
                entry ->
                    prompts.get(entry.getKey()).id()
                        + ": "
                        + entry.getValue().getValue()
                        + " of "
                        + texts.get(entry.getKey()).size()
                        + " answers are "
                        + quoted(entry.getValue().getKey()));
    List<AnswerText> first = texts.stream().map(row -> row.get(0)).toList();
    Stream<String> across =
        Diversity.frequencies(first).stream()
            .filter(entry -> entry.getValue() > 1)
            .limit(ROWS)
            .map(
                entry ->
                    entry.getValue()
                        + " of "
                        + first.size()
                        + " prompts are answered with "
                        + quoted(entry.getKey()));
    List<String> identical = Stream.concat(within, across).toList();
    return identical.isEmpty() ? nearest(method) : identical;
  }

  private List<String> nearest(Diversity method) {
    PromptEstimate distance = method.perPrompt().get(SetMeasure.DISTANCE);
    if (distance == null) {
      return List.of();
    }
    double[] distances = Diversity.observations(distance);
    return IntStream.range(0, distances.length)
        .boxed()
        .filter(p -> !Double.isNaN(distances[p]))
        .sorted(Comparator.comparingDouble(p -> distances[p]))
        .limit(ROWS)
        .map(
            p ->
                String.format(
                    Locale.ROOT,
                    "%s: distance %.3g, such as %s and %s",
                    prompts.get(p).id(),
                    distances[p],
                    quoted(method.texts().get(p).get(0).text()),
                    quoted(method.texts().get(p).get(1).text())))
        .toList();
  }

  private static String quoted(String text) {
    int end = text.offsetByCodePoints(0, Math.min(LETTERS, text.codePointCount(0, text.length())));
    return "\"" + text.substring(0, end) + (end < text.length() ? "..." : "") + "\"";
  }
}
