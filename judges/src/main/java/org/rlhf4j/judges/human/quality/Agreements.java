package org.rlhf4j.judges.human.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.judges.human.store.Given;
import org.rlhf4j.judges.human.store.Use;

/**
 * How far people agree, question by question, all of them and those who gave the same answer about
 * themselves. Intervals are percentiles of a bootstrap over items, not over pairs of answers, which
 * within a ranking hang together.
 */
final class Agreements {
  private static final int RESAMPLES = 500;

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
    Map<String, Map<Long, Map<String, Map<Long, Integer>>>> kinds = new LinkedHashMap<>();
    for (Given g : given) {
      for (Cell cell : Cell.of(g.judgement().label())) {
        kinds
            .computeIfAbsent(cell.kind(), k -> new TreeMap<>())
            .computeIfAbsent(g.itemId(), i -> new TreeMap<>())
            .computeIfAbsent(cell.unit(), u -> new TreeMap<>())
            .put(g.annotator().id(), cell.value());
      }
    }
    List<AgreementRow> rows = new ArrayList<>();
    kinds.forEach(
        (kind, items) -> {
          List<List<Map<Long, Integer>>> clusters = new ArrayList<>();
          int units = 0;
          for (Map<String, Map<Long, Integer>> item : items.values()) {
            List<Map<Long, Integer>> said =
                item.values().stream().filter(u -> u.size() >= 2).toList();
            if (!said.isEmpty()) {
              clusters.add(said);
              units += said.size();
            }
          }
          if (units > 0) {
            rows.add(new AgreementRow(kind, group, units, coefficients(kind, group, clusters)));
          }
        });
    return rows;
  }

  private List<Coefficient> coefficients(
      String kind, String group, List<List<Map<Long, Integer>>> clusters) {
    Ratings ratings = new Ratings(clusters);
    int n = clusters.size();
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    RandomGenerator generator = random.child(kind).child(group).generator();
    double[][] weights = new double[n < 2 ? 0 : RESAMPLES][n];
    for (double[] resample : weights) {
      for (int i = 0; i < n; i++) {
        resample[generator.nextInt(n)]++;
      }
    }
    List<Coefficient> found = new ArrayList<>();
    add(found, "raw agreement", ratings::raw, ones, weights);
    int pairs = ratings.pairs();
    String cohen = pairs == 1 ? "Cohen's kappa" : "Cohen's kappa, mean of " + pairs + " pairs";
    add(found, cohen, ratings::cohen, ones, weights);
    if (ratings.isEven()) {
      add(found, "Fleiss' kappa", ratings::fleiss, ones, weights);
    }
    boolean ordered = !kind.equals(Cell.PREFERENCE) && ratings.categories() > 2;
    add(
        found,
        "Krippendorff's alpha" + (ordered ? " (interval)" : ""),
        w -> ratings.alpha(w, ordered),
        ones,
        weights);
    return found;
  }

  private static void add(
      List<Coefficient> found,
      String name,
      ToDoubleFunction<double[]> measure,
      double[] ones,
      double[][] weights) {
    double[] resampled =
        Arrays.stream(weights).mapToDouble(measure).filter(Double::isFinite).sorted().toArray();
    boolean enough = resampled.length >= RESAMPLES / 2;
    double low = enough ? resampled[(int) (0.025 * (resampled.length - 1))] : Double.NaN;
    double high = enough ? resampled[(int) Math.ceil(0.975 * (resampled.length - 1))] : Double.NaN;
    found.add(new Coefficient(name, measure.applyAsDouble(ones), low, high));
  }
}
