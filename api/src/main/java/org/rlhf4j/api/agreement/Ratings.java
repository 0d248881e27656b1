package org.rlhf4j.api.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;

/** Labels of several raters for several items, some of which may be missing. */
public final class Ratings {

  private static final int MISSING = -1;

  private final List<String> raters;
  private final double[] scale;
  private final int[][] codes;
  private final Tally[] tallies;

  /**
   * How often one item got which label.
   *
   * @param codes the places on the scale of the labels that it got, ascending
   * @param counts how often it got each of them
   * @param total how many labels it got
   */
  record Tally(int[] codes, int[] counts, int total) {

    static Tally of(int[] row, int categories) {
      int[] counted = new int[categories];
      for (int code : row) {
        if (code != MISSING) {
          counted[code]++;
        }
      }
      int[] codes = IntStream.range(0, categories).filter(k -> counted[k] > 0).toArray();
      int[] counts = Arrays.stream(codes).map(k -> counted[k]).toArray();
      return new Tally(codes, counts, Arrays.stream(counts).sum());
    }
  }

  private Ratings(List<String> raters, double[] scale, int[][] codes, Tally[] tallies) {
    this.raters = raters;
    this.scale = scale;
    this.codes = codes;
    this.tallies = tallies;
  }

  private static Ratings coded(List<String> raters, double[] scale, int[][] codes) {
    return new Ratings(
        List.copyOf(raters),
        scale,
        codes,
        Arrays.stream(codes).map(row -> Tally.of(row, scale.length)).toArray(Tally[]::new));
  }

  /**
   * From single labels. Items and raters are in the order in which they first appear.
   *
   * @throws UserException if a rater labelled an item twice; the message names them
   */
  public static Ratings of(List<Rating> ratings) {
    Map<String, Integer> raters = new LinkedHashMap<>();
    Map<String, Map<Integer, Double>> items = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    for (Rating rating : ratings) {
      Integer known = raters.putIfAbsent(rating.rater(), raters.size());
      int rater = known == null ? raters.size() - 1 : known;
      Map<Integer, Double> row = items.computeIfAbsent(rating.item(), i -> new LinkedHashMap<>());
      if (row.putIfAbsent(rater, rating.value()) != null) {
        twice.add(rating.rater() + " labelled " + rating.item() + " more than once");
      }
    }
    if (!twice.isEmpty()) {
      throw new UserException(
          Excerpt.lines(twice)
              + "\nan item has one label of each rater at most; remove the others");
    }
    double[][] values = new double[items.size()][raters.size()];
    int i = 0;
    for (Map<Integer, Double> row : items.values()) {
      Arrays.fill(values[i], Double.NaN);
      for (Map.Entry<Integer, Double> label : row.entrySet()) {
        values[i][label.getKey()] = label.getValue();
      }
      i++;
    }
    return of(List.copyOf(raters.keySet()), values);
  }

  /**
   * From a table.
   *
   * @param raters names of the columns
   * @param values a row for each item, a column for each rater; NaN where a label is missing
   */
  public static Ratings of(List<String> raters, double[][] values) {
    double[] scale =
        Arrays.stream(values)
            .flatMapToDouble(Arrays::stream)
            .filter(v -> !Double.isNaN(v))
            .map(v -> v + 0.0) // minus zero is zero
            .sorted()
            .distinct()
            .toArray();
    int[][] codes = new int[values.length][];
    for (int i = 0; i < codes.length; i++) {
      if (values[i].length != raters.size()) {
        throw new IllegalArgumentException(
            "item " + i + " has " + values[i].length + " columns for " + raters.size() + " raters");
      }
      codes[i] = new int[raters.size()];
      for (int j = 0; j < raters.size(); j++) {
        double value = values[i][j] + 0.0;
        if (Double.isInfinite(value)) {
          throw new IllegalArgumentException("item " + i + " has an infinite label");
        }
        codes[i][j] = Double.isNaN(value) ? MISSING : Arrays.binarySearch(scale, value);
      }
    }
    return coded(raters, scale, codes);
  }

  /** Who labelled, in order. */
  public List<String> raters() {
    return raters;
  }

  /** How many items there are. */
  public int items() {
    return codes.length;
  }

  /** The different labels that occur, ascending. */
  public double[] scale() {
    return scale.clone();
  }

  /** How many labels there are in all. */
  public int labels() {
    return Arrays.stream(tallies).mapToInt(Tally::total).sum();
  }

  /** How many labels an item has. */
  public int labels(int item) {
    return tallies[item].total();
  }

  /**
   * How often an item has a label.
   *
   * @param place of the label on the {@link #scale}
   */
  public int count(int item, int place) {
    int k = Arrays.binarySearch(tallies[item].codes(), place);
    return k < 0 ? 0 : tallies[item].counts()[k];
  }

  /** A label, or NaN where it is missing. */
  public double value(int item, int rater) {
    int code = codes[item][rater];
    return code == MISSING ? Double.NaN : scale[code];
  }

  /**
   * The label that more raters gave to an item than any other, or NaN where two share the first
   * place or there is none.
   */
  public double majority(int item) {
    Tally tally = tallies[item];
    int most = Arrays.stream(tally.counts()).max().orElse(0);
    int[] first =
        IntStream.range(0, tally.counts().length).filter(k -> tally.counts()[k] == most).toArray();
    return first.length == 1 ? scale[tally.codes()[first[0]]] : Double.NaN;
  }

  /** The items with two labels or more: all that agreement can be seen in. */
  public Ratings pairable() {
    return pick(IntStream.range(0, items()).filter(i -> labels(i) > 1).toArray());
  }

  /** Two raters alone, on the items that both labelled. */
  public Ratings between(int first, int second) {
    int[][] both =
        Arrays.stream(codes)
            .filter(row -> row[first] != MISSING && row[second] != MISSING)
            .map(row -> new int[] {row[first], row[second]})
            .toArray(int[][]::new);
    return coded(List.of(raters.get(first), raters.get(second)), scale, both);
  }

  /** These items alone, in this order; one may come several times. */
  public Ratings pick(int[] items) {
    int[][] rows = new int[items.length][];
    Tally[] picked = new Tally[items.length];
    for (int i = 0; i < items.length; i++) {
      rows[i] = codes[items[i]];
      picked[i] = tallies[items[i]];
    }
    return new Ratings(raters, scale, rows, picked);
  }

  Tally tally(int item) {
    return tallies[item];
  }

  int code(int item, int rater) {
    return codes[item][rater];
  }

  /** How many different labels the scale has, whether they occur here or not. */
  int categories() {
    return scale.length;
  }
}
