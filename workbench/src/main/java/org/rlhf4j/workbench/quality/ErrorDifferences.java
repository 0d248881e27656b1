package org.rlhf4j.workbench.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Replicates;
import org.rlhf4j.workbench.options.WorkbenchAnnotator.Role;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.task.Label;

/**
 * How much more often the crowd marks an error than experts do on the same answers: of each answer
 * that both looked at, the share of the crowd that marked it less the share of experts. Rates of
 * answers that only one of the groups saw do not enter, so that it makes no difference who got the
 * harder items. Intervals are percentiles of a bootstrap over items, whose answers stand or fall
 * together.
 *
 * <p>Beside all answers there are those that sound assertive, or not, to the experts who looked at
 * them (the lower median of their levels): crowds are known to miss errors where answers sound
 * sure.
 */
public final class ErrorDifferences {
  private static final int RESAMPLES = 1000;
  private static final int FEWEST_ITEMS = 2;

  /**
   * A difference.
   *
   * @param answers which ones
   * @param category of errors
   * @param difference mean of crowd less experts, in [-1, 1]; below 0 where the crowd misses some
   * @param low end of the 95 % interval; NaN for a single item
   * @param high the other end
   * @param n answers that both looked at
   */
  public record Difference(
      String answers, String category, double difference, double low, double high, int n) {}

  /** What was said of an answer. */
  private static final class Looks {
    private final double[] crowd;
    private final double[] expert;
    private final List<Integer> levels = new ArrayList<>();
    private int crowds;
    private int experts;

    Looks(int categories) {
      crowd = new double[categories];
      expert = new double[categories];
    }

    void add(Label.Errors errors, int answer, boolean isExpert) {
      for (int c = 0; c < crowd.length; c++) {
        double marked = errors.errors().get(answer).contains(errors.categories().get(c)) ? 1 : 0;
        (isExpert ? expert : crowd)[c] += marked;
      }
      if (isExpert) {
        experts++;
        if (!errors.assertive().isEmpty()) {
          levels.add(errors.assertive().get(answer));
        }
      } else {
        crowds++;
      }
    }

    boolean isPaired() {
      return crowds > 0 && experts > 0;
    }

    double difference(int category) {
      return crowd[category] / crowds - expert[category] / experts;
    }

    /** The lower median; -1 where nobody said. */
    int level() {
      List<Integer> sorted = levels.stream().sorted().toList();
      return sorted.isEmpty() ? -1 : sorted.get((sorted.size() - 1) / 2);
    }
  }

  private final List<String> categories = new ArrayList<>();
  private final Map<Long, Map<Integer, Looks>> items = new TreeMap<>();
  private final RandomStream random;

  private ErrorDifferences(RandomStream random) {
    this.random = random;
  }

  /**
   * Compares those who are not retired; nothing for tasks without errors, or without both groups.
   *
   * @param levels of assertiveness, in words
   * @param seed of the bootstrap
   */
  public static List<Difference> of(List<Given> given, List<String> levels, long seed) {
    ErrorDifferences differences =
        new ErrorDifferences(RandomStream.ofSeed(seed).child("error-bootstrap"));
    given.stream().filter(ErrorRates::counts).forEach(differences::add);
    List<Difference> all = new ArrayList<>(differences.of(ErrorRates.ALL, looks -> true));
    for (int level = 0; level < levels.size(); level++) {
      int wanted = level;
      String answers = ErrorRates.sounding(levels.get(level));
      all.addAll(differences.of(answers, looks -> looks.level() == wanted));
    }
    return all;
  }

  private void add(Given given) {
    Label.Errors errors = (Label.Errors) given.judgement().label();
    if (categories.isEmpty()) {
      categories.addAll(errors.categories());
    }
    for (int a = 0; a < errors.errors().size(); a++) {
      items
          .computeIfAbsent(given.itemId(), i -> new TreeMap<>())
          .computeIfAbsent(a, i -> new Looks(categories.size()))
          .add(errors, a, given.annotator().role() == Role.EXPERT);
    }
  }

  private List<Difference> of(String answers, Predicate<Looks> which) {
    List<List<Looks>> paired =
        items.values().stream()
            .map(i -> i.values().stream().filter(Looks::isPaired).filter(which).toList())
            .filter(i -> !i.isEmpty())
            .toList();
    if (paired.isEmpty()) {
      return List.of();
    }
    List<Difference> found = new ArrayList<>();
    for (int c = 0; c < categories.size(); c++) {
      found.add(of(answers, c, paired));
    }
    return found;
  }

  private Difference of(String answers, int category, List<List<Looks>> paired) {
    double[] sums = new double[paired.size()];
    int[] counts = new int[paired.size()];
    for (int i = 0; i < sums.length; i++) {
      counts[i] = paired.get(i).size();
      sums[i] = paired.get(i).stream().mapToDouble(looks -> looks.difference(category)).sum();
    }
    int n = Arrays.stream(counts).sum();
    Interval interval = interval(sums, counts, random.child(answers).child(category).generator());
    return new Difference(
        answers,
        categories.get(category),
        Arrays.stream(sums).sum() / n,
        interval.low(),
        interval.high(),
        n);
  }

  private static Interval interval(double[] sums, int[] counts, RandomGenerator generator) {
    if (sums.length < FEWEST_ITEMS) {
      return Interval.NONE;
    }
    double[] means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double sum = 0;
      double n = 0;
      for (int k = 0; k < sums.length; k++) {
        int i = generator.nextInt(sums.length);
        sum += sums[i];
        n += counts[i];
      }
      means[r] = sum / n;
    }
    return Replicates.of(means).interval(0.95);
  }
}
