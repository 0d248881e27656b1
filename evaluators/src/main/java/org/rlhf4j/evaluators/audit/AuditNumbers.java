package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.agreement.CohenKappa;
import org.rlhf4j.api.agreement.Ratings;

/**
 * What an audit finds on some pairs: observations, one for each pair that has one, and counts.
 *
 * @param pairs how many pairs there are
 * @param labelled on how many of them people decided, ties included
 * @param undecided on how many people gave labels, but none more often than the others
 * @param accuracy credit in [0, 1] where people prefer an answer
 * @param together 1 where people prefer an answer and more verdicts of the two orders are right
 *     than wrong, else 0; none where one order was judged
 * @param bothOrders whether pairs were judged in both orders
 * @param flips 1 where the orders name different answers, 0 where they name one; pairs on which
 *     both orders decide
 * @param undecidedOnce pairs on which one order decides and the other finds a tie
 * @param first preference for the answer shown first, mean of the orders
 * @param longer preference for the longer answer, mean of the orders
 * @param peopleLonger the same of people
 * @param lists preference for the answer with a list, mean of the orders
 * @param self 1 where the judge said the same once more, else 0
 * @param right verdicts in the order of the rows that are exactly what people say
 * @param rightSwapped those of the other order
 * @param rightBoth pairs on which both are
 * @param same pairs with one verdict in both orders, both of them usable
 * @param unusableBoth pairs without a usable verdict in either order, where both were asked
 * @param kappa Cohen's between the orders; NaN where it is not defined
 * @param verdicts how many there are, in all orders
 * @param unusable how many of them are unusable
 * @param cost of all of them
 */
record AuditNumbers(
    int pairs,
    int labelled,
    int undecided,
    Observed accuracy,
    Observed together,
    boolean bothOrders,
    Observed flips,
    int undecidedOnce,
    Observed first,
    Observed longer,
    Observed peopleLonger,
    Observed lists,
    Observed self,
    int right,
    int rightSwapped,
    int rightBoth,
    int same,
    int unusableBoth,
    double kappa,
    int verdicts,
    int unusable,
    Cost cost) {

  private static final Pattern LIST_LINE =
      Pattern.compile("^[ \\t]*(?:[-*+\u2022]|\\d+[.)])[ \\t]+\\S", Pattern.MULTILINE);

  static AuditNumbers of(List<AuditPair> pairs) {
    List<Verdict> all =
        pairs.stream()
            .flatMap(p -> Stream.of(p.there(), p.back(), p.again()))
            .filter(Objects::nonNull)
            .toList();
    return new AuditNumbers(
        pairs.size(),
        count(pairs, AuditPair::isLabelled),
        count(pairs, p -> p.people() == Label.UNPARSED),
        Observed.of(pairs, AuditNumbers::credit),
        Observed.of(pairs, AuditNumbers::together),
        pairs.stream().anyMatch(p -> p.back() != null),
        Observed.of(pairs, AuditNumbers::flip),
        count(
            pairs, p -> bothUsable(p) && isDecided(label(p.there())) != isDecided(label(p.back()))),
        Observed.of(pairs, AuditNumbers::preferenceForFirstShown),
        Observed.of(pairs, p -> toward(longer(p), p)),
        Observed.of(pairs, p -> people(longer(p), p)),
        Observed.of(pairs, p -> toward(withList(p), p)),
        Observed.of(pairs, AuditNumbers::sameAgain),
        count(pairs, p -> isRight(p, p.there())),
        count(pairs, p -> isRight(p, p.back())),
        count(pairs, p -> isRight(p, p.there()) && isRight(p, p.back())),
        count(pairs, p -> bothUsable(p) && label(p.there()) == label(p.back())),
        count(
            pairs,
            p ->
                p.back() != null
                    && label(p.there()) == Label.UNPARSED
                    && label(p.back()) == Label.UNPARSED),
        kappa(pairs),
        all.size(),
        (int) all.stream().filter(v -> v.label() == Label.UNPARSED).count(),
        all.stream().map(Verdict::cost).reduce(Cost.NONE, Cost::plus));
  }

  private static int count(List<AuditPair> pairs, Predicate<AuditPair> is) {
    return (int) pairs.stream().filter(is).count();
  }

  private static @Nullable Label label(@Nullable Verdict verdict) {
    return verdict == null ? null : verdict.label();
  }

  private static boolean bothUsable(AuditPair p) {
    return AuditPair.usable(p.there()) && AuditPair.usable(p.back());
  }

  private static boolean isRight(AuditPair p, @Nullable Verdict verdict) {
    return p.isLabelled() && label(verdict) == p.people();
  }

  private static Stream<Verdict> usable(AuditPair p) {
    return Stream.of(p.there(), p.back()).filter(AuditPair::usable).map(Objects::requireNonNull);
  }

  private static OptionalDouble credit(AuditPair p) {
    Label people = p.people();
    if (people != Label.FIRST && people != Label.SECOND) {
      return OptionalDouble.empty();
    }
    return usable(p)
        .mapToDouble(v -> v.label() == people ? 1 : v.label() == Label.TIE ? 0.5 : 0)
        .average();
  }

  private static OptionalDouble together(AuditPair p) {
    if (p.back() == null || !isDecided(p.people())) {
      return OptionalDouble.empty();
    }
    int surplus = 0;
    for (Label said : Arrays.asList(label(p.there()), label(p.back()))) {
      surplus += said == p.people() ? 1 : isDecided(said) ? -1 : 0;
    }
    return OptionalDouble.of(surplus > 0 ? 1 : 0);
  }

  private static OptionalDouble flip(AuditPair p) {
    return isDecided(label(p.there())) && isDecided(label(p.back()))
        ? OptionalDouble.of(label(p.there()) == label(p.back()) ? 0 : 1)
        : OptionalDouble.empty();
  }

  private static boolean isDecided(@Nullable Label label) {
    return label == Label.FIRST || label == Label.SECOND;
  }

  /** In the other order the answer shown first is the second one of the row. */
  private static OptionalDouble preferenceForFirstShown(AuditPair p) {
    List<Double> preferences = new ArrayList<>();
    if (AuditPair.usable(p.there())) {
      preferences.add(Objects.requireNonNull(p.there()).preferFirst());
    }
    if (AuditPair.usable(p.back())) {
      preferences.add(1 - Objects.requireNonNull(p.back()).preferFirst());
    }
    return preferences.stream().mapToDouble(x -> x).average();
  }

  private static OptionalDouble sameAgain(AuditPair p) {
    return AuditPair.usable(p.there()) && AuditPair.usable(p.again())
        ? OptionalDouble.of(label(p.there()) == label(p.again()) ? 1 : 0)
        : OptionalDouble.empty();
  }

  /** Preference for the answer that a sign points to: above 0 the first, below the second. */
  private static OptionalDouble toward(int sign, AuditPair p) {
    return sign == 0
        ? OptionalDouble.empty()
        : usable(p).mapToDouble(v -> sign > 0 ? v.preferFirst() : 1 - v.preferFirst()).average();
  }

  private static OptionalDouble people(int sign, AuditPair p) {
    if (sign == 0 || !p.isLabelled()) {
      return OptionalDouble.empty();
    }
    boolean named = p.people() == (sign > 0 ? Label.FIRST : Label.SECOND);
    return OptionalDouble.of(p.people() == Label.TIE ? 0.5 : named ? 1 : 0);
  }

  private static int longer(AuditPair p) {
    return Integer.compare(
        letters(p.comparison().first().text()), letters(p.comparison().second().text()));
  }

  private static int letters(String text) {
    return text.codePointCount(0, text.length());
  }

  private static int withList(AuditPair p) {
    return Boolean.compare(
        isList(p.comparison().first().text()), isList(p.comparison().second().text()));
  }

  /** Whether two lines or more begin with a bullet or a number. */
  static boolean isList(String text) {
    return LIST_LINE.matcher(text).results().limit(2).count() == 2;
  }

  private static double code(Label label) {
    return switch (label) {
      case FIRST -> 0;
      case SECOND -> 1;
      case TIE -> 2;
      case UNPARSED -> 3;
    };
  }

  private static double kappa(List<AuditPair> pairs) {
    double[][] labels =
        pairs.stream()
            .filter(AuditNumbers::bothUsable)
            .map(
                p ->
                    new double[] {
                      code(Objects.requireNonNull(label(p.there()))),
                      code(Objects.requireNonNull(label(p.back())))
                    })
            .toArray(double[][]::new);
    return new CohenKappa().of(Ratings.of(List.of("there", "back"), labels));
  }
}
