package org.rlhf4j.workbench.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rlhf4j.api.agreement.Agreement;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.CohenKappa;
import org.rlhf4j.api.agreement.FleissKappa;
import org.rlhf4j.api.agreement.KrippendorffAlpha;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.agreement.Rating;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.agreement.RawAgreement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.store.Use;

/**
 * How far people agree, question by question, all of them and those who gave the same answer about
 * themselves. Intervals are those of {@link Agreement}, whose bootstrap draws items here, and not
 * pairs of answers, which within a ranking hang together.
 */
final class Agreements {
  /** Stands between an item and what is asked about it. */
  private static final String UNIT = "#";

  private final RandomStream random;

  private Agreements(RandomStream random) {
    this.random = random;
  }

  /**
   * All rows for labels of items by people who are not retired.
   *
   * @param questions that people may have answered about themselves
   */
  static List<AgreementRow> of(List<Given> given, Collection<String> questions, long seed) {
    List<Given> counted =
        given.stream().filter(g -> g.use() == Use.WORK && !g.annotator().retired()).toList();
    Agreements agreements = new Agreements(RandomStream.ofSeed(seed).child("agreement-bootstrap"));
    List<AgreementRow> rows = new ArrayList<>(agreements.rows(counted, ""));
    for (String question : questions) {
      Map<String, List<Given>> byAnswer = new TreeMap<>();
      for (Given g : counted) {
        String answer = g.annotator().groups().get(question);
        if (answer != null) {
          byAnswer.computeIfAbsent(answer, a -> new ArrayList<>()).add(g);
        }
      }
      byAnswer.forEach(
          (answer, some) -> rows.addAll(agreements.rows(some, question + " " + answer)));
    }
    return rows;
  }

  private List<AgreementRow> rows(List<Given> given, String group) {
    Map<String, List<Rating>> kinds = new LinkedHashMap<>();
    for (Given g : given) {
      for (LabelCategory cell : LabelCategory.of(g.judgement().label())) {
        String thing = g.itemId() + UNIT + cell.unit();
        kinds
            .computeIfAbsent(cell.kind(), k -> new ArrayList<>())
            .add(new Rating(thing, g.annotator().alias(), cell.value()));
      }
    }
    List<AgreementRow> rows = new ArrayList<>();
    kinds.forEach(
        (kind, labels) -> {
          Map<String, Integer> count = new HashMap<>();
          labels.forEach(label -> count.merge(label.item(), 1, Integer::sum));
          List<Rating> pairable =
              labels.stream().filter(label -> count.getOrDefault(label.item(), 0) > 1).toList();
          if (!pairable.isEmpty()) {
            rows.add(row(kind, group, pairable));
          }
        });
    return rows;
  }

  private AgreementRow row(String kind, String group, List<Rating> labels) {
    Ratings ratings = Ratings.of(labels);
    int[][] items = items(labels);
    RandomStream own = random.child(kind).child(group);
    boolean ordered = !kind.equals(LabelCategory.PREFERENCE) && ratings.scale().length > 2;
    List<Coefficient> found = new ArrayList<>();
    for (AgreementCoefficient coefficient :
        List.of(
            new RawAgreement(),
            new CohenKappa(),
            new FleissKappa(),
            new KrippendorffAlpha(ordered ? Level.ORDINAL : Level.NOMINAL))) {
      if (coefficient.unfit(ratings).isEmpty()) {
        Agreement agreement =
            Agreement.estimate(coefficient, ratings, items, Agreement.RESAMPLES, own);
        found.add(
            new Coefficient(
                coefficient.label(), agreement.value(), agreement.low(), agreement.high()));
      } else if (coefficient instanceof CohenKappa) {
        found.add(cohenOfPairs(ratings));
      }
    }
    return new AgreementRow(kind, group, ratings.items(), List.copyOf(found));
  }

  /** The numbers of the things of each item, which hang together. */
  private static int[][] items(List<Rating> labels) {
    Map<String, Integer> places = new LinkedHashMap<>();
    labels.forEach(label -> places.putIfAbsent(label.item(), places.size()));
    Map<String, List<Integer>> byItem = new LinkedHashMap<>();
    places.forEach(
        (thing, place) ->
            byItem
                .computeIfAbsent(thing.substring(0, thing.indexOf(UNIT)), i -> new ArrayList<>())
                .add(place));
    return byItem.values().stream()
        .map(own -> own.stream().mapToInt(i -> i).toArray())
        .toArray(int[][]::new);
  }

  /**
   * The mean over pairs of people who labelled something in common, as Light, "Measures of response
   * agreement for qualitative data", Psychological Bulletin 76 (1971), has it; without an interval.
   */
  private static Coefficient cohenOfPairs(Ratings ratings) {
    CohenKappa kappa = new CohenKappa();
    List<Double> values = new ArrayList<>();
    int people = ratings.raters().size();
    for (int i = 0; i < people; i++) {
      for (int j = i + 1; j < people; j++) {
        Ratings both = ratings.between(i, j);
        double value = both.items() == 0 ? Double.NaN : kappa.of(both);
        if (Double.isFinite(value)) {
          values.add(value);
        }
      }
    }
    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    String name = kappa.label() + ", mean of " + values.size() + " pairs";
    return new Coefficient(name, mean, Double.NaN, Double.NaN);
  }
}
