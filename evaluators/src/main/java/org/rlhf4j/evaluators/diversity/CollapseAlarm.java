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

/**
 * Says when a method's answers are much less varied than the reference's, and shows which.
 *
 * @param reference what is compared with
 * @param thresholds how much is much
 * @param prompts of the answers, in their order
 */
record CollapseAlarm(
    Diversity reference, ModeCollapseOptions.Thresholds thresholds, List<Prompt> prompts) {

  /** The quantile of the normal distribution that leaves 2.5 % above. */
  private static final double Z = 1.959963984540054;

  private static final int ROWS = 8;
  private static final int LETTERS = 160;

  /** The alarm about a method, if there is cause. */
  Optional<Alarm> of(Diversity method) {
    List<String> causes = new ArrayList<>();
    below(
            Diversity.TOKEN_ENTROPY,
            "nats/token",
            method.entropies().get(Diversity.TOKEN_ENTROPY),
            reference.entropies().get(Diversity.TOKEN_ENTROPY),
            thresholds.entropyShare())
        .ifPresent(causes::add);
    below(
            SetMeasure.DISTANCE + " per prompt",
            "",
            method.perPrompt().get(SetMeasure.DISTANCE),
            reference.perPrompt().get(SetMeasure.DISTANCE),
            thresholds.distanceShare())
        .ifPresent(causes::add);
    above("within a prompt", method.perPrompt(), reference.perPrompt()).ifPresent(causes::add);
    above("across prompts", method.across(), reference.across()).ifPresent(causes::add);
    if (causes.isEmpty()) {
      return Optional.empty();
    }
    String message = "answers are much less varied: " + String.join("; ", causes);
    return Optional.of(new Alarm(method.subject(), message, evidence(method)));
  }

  private Optional<String> below(
      String name, String unit, @Nullable Estimate own, @Nullable Estimate its, double share) {
    if (own == null
        || its == null
        || !(own.value() < share * its.value())
        || !clear(its.value() - own.value(), own.standardErrorOfDifference(its))) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s %s is below %.3g times that of %s, %s",
            name,
            number(own, unit),
            share,
            reference.subject(),
            number(its, unit)));
  }

  private Optional<String> above(
      String where, Map<String, Estimate> method, Map<String, Estimate> before) {
    Estimate own = method.get(SetMeasure.IDENTICAL);
    Estimate its = before.get(SetMeasure.IDENTICAL);
    if (own == null || its == null || !(own.value() > its.value() + thresholds.identicalRise())) {
      return Optional.empty();
    }
    if (own.deviations().length == its.deviations().length
        && !clear(own.value() - its.value(), own.standardErrorOfDifference(its))) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s of pairs of answers %s are identical, more than %.3g points above %s, %s",
            number(own, "%"),
            where,
            thresholds.identicalRise(),
            reference.subject(),
            number(its, "%")));
  }

  /** Without a standard error the threshold alone decides. */
  private static boolean clear(double difference, double standardError) {
    return Double.isNaN(standardError) || difference > Z * standardError;
  }

  private static String number(Estimate e, String unit) {
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
    List<List<Text>> texts = method.texts();
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
    List<Text> first = texts.stream().map(row -> row.get(0)).toList();
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
    Estimate distance = method.perPrompt().get(SetMeasure.DISTANCE);
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
