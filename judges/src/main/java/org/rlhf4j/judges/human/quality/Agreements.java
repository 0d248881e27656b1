package org.rlhf4j.judges.human.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.CohenKappa;
import org.rlhf4j.api.agreement.FleissKappa;
import org.rlhf4j.api.agreement.KrippendorffAlpha;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.agreement.Rating;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.agreement.RawAgreement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.judges.human.store.Given;
import org.rlhf4j.judges.human.store.Use;

/**
 * How far people agree, question by question, all of them and those who gave the same answer about
 * themselves. Intervals are percentiles of a bootstrap over items, not over pairs of answers, which
 * within a ranking hang together.
 */
final class Agreements {
  /** Resamples of few items; of many, whose intervals are narrow, fewer do. */
  private static final int MOST_RESAMPLES = 500;

  private static final int FEWEST_RESAMPLES = 100;
  private static final int LABELS_IN_ALL = 500_000;

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
      for (Cell cell : Cell.of(g.judgement().label())) {
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
    int[][] resamples = resamples(labels, random.child(kind).child(group).generator());
    boolean ordered = !kind.equals(Cell.PREFERENCE) && ratings.scale().length > 2;
    List<Coefficient> found = new ArrayList<>();
    for (AgreementCoefficient coefficient :
        List.of(
            new RawAgreement(),
            new CohenKappa(),
            new FleissKappa(),
            new KrippendorffAlpha(ordered ? Level.ORDINAL : Level.NOMINAL))) {
      if (coefficient.unfit(ratings).isEmpty()) {
        found.add(estimate(coefficient, ratings, resamples));
      } else if (coefficient instanceof CohenKappa) {
        found.add(cohenOfPairs(ratings));
      }
    }
    return new AgreementRow(kind, group, ratings.items(), List.copyOf(found));
  }

  /** Which things stand in each resample: those of items that are drawn with replacement. */
  private static int[][] resamples(List<Rating> labels, RandomGenerator generator) {
    Map<String, Integer> places = new LinkedHashMap<>();
    labels.forEach(label -> places.putIfAbsent(label.item(), places.size()));
    Map<String, List<Integer>> byItem = new LinkedHashMap<>();
    places.forEach(
        (thing, place) ->
            byItem
                .computeIfAbsent(thing.substring(0, thing.indexOf(UNIT)), i -> new ArrayList<>())
                .add(place));
    List<List<Integer>> items = List.copyOf(byItem.values());
    int enough =
        Math.max(FEWEST_RESAMPLES, Math.min(MOST_RESAMPLES, LABELS_IN_ALL / labels.size()));
    int[][] resamples = new int[items.size() < 2 ? 0 : enough][];
    for (int b = 0; b < resamples.length; b++) {
      IntStream.Builder picked = IntStream.builder();
      for (int i = 0; i < items.size(); i++) {
        items.get(generator.nextInt(items.size())).forEach(picked::add);
      }
      resamples[b] = picked.build().toArray();
    }
    return resamples;
  }

  private static Coefficient estimate(
      AgreementCoefficient coefficient, Ratings ratings, int[][] resamples) {
    double[] draws =
        Arrays.stream(resamples)
            .mapToDouble(picked -> coefficient.of(ratings.pick(picked)))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    boolean enough = draws.length > 0 && draws.length >= resamples.length / 2;
    double low = enough ? draws[(int) (0.025 * (draws.length - 1))] : Double.NaN;
    double high = enough ? draws[(int) Math.ceil(0.975 * (draws.length - 1))] : Double.NaN;
    return new Coefficient(coefficient.label(), coefficient.of(ratings), low, high);
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
