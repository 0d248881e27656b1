package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.agreement.Rating;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;

/**
 * Labels read from a file.
 *
 * @param ratings the labels as numbers: of categories their places in {@code categories}
 * @param categories the words of nominal labels; empty for numbers
 * @param missing how many fields had no label
 * @param basis the file and its hash
 */
record LabelFile(Ratings ratings, List<String> categories, int missing, Basis basis) {

  /** A row's labels; a field without one is empty. */
  private record Labelled(int line, String item, List<String> raters, List<String> labels) {}

  /**
   * Reads a file.
   *
   * @param place of the options, for messages
   * @throws UserException for rows that do not serve, labels that are not legal, and items or
   *     labels that are there twice
   */
  static LabelFile read(String place, LabelsOptions options, Level level, PluginContext context) {
    if (options.path().isEmpty() || options.labels().isEmpty()) {
      throw new UserException(
          place
              + ": "
              + (options.path().isEmpty() ? "path" : "labels")
              + " is missing; give the file and its columns of labels, such as {\"path\":"
              + " \"labels.jsonl\", \"item\": \"item\", \"rater\": \"rater\", \"labels\":"
              + " [\"label\"]}");
    }
    if (!options.rater().isEmpty() && options.labels().size() > 1) {
      throw new UserException(
          place
              + ": with rater each row has one label, and labels names "
              + options.labels().size()
              + " columns; leave one of the two out");
    }
    List<Labelled> rows =
        context.rows(options.path(), options.columns(), row -> parse(row, options, level));
    if (options.rater().isEmpty()) {
      refuseTwice(options.path(), rows);
    }
    List<String> categories = level == Level.NOMINAL ? categories(rows, options) : List.of();
    List<Rating> ratings = new ArrayList<>();
    int missing = 0;
    for (Labelled row : rows) {
      for (int j = 0; j < row.labels().size(); j++) {
        String label = row.labels().get(j);
        if (label.isEmpty()) {
          missing++;
        } else {
          double value =
              level == Level.NOMINAL ? categories.indexOf(label) : Double.parseDouble(label);
          ratings.add(new Rating(row.item(), row.raters().get(j), value));
        }
      }
    }
    if (ratings.isEmpty()) {
      throw new UserException(options.path() + " has no label in " + options.labels());
    }
    Ratings made = Ratings.of(ratings);
    String what = made.labels() + " labels of " + made.items() + " items";
    return new LabelFile(
        made, categories, missing, FileBasis.of(context.resolve(options.path()), what));
  }

  private static Labelled parse(DataRow row, LabelsOptions options, Level level) {
    String item = options.item().isEmpty() ? "row " + row.line() : row.text(options.item());
    List<String> raters = options.labels();
    List<String> labels = new ArrayList<>();
    for (String column : options.labels()) {
      if (!row.columns().contains(column)) {
        row.text(column); // says what there is
      }
      labels.add(row.has(column) ? scalar(row, column) : "");
    }
    if (!options.rater().isEmpty()) {
      raters = List.of(row.text(options.rater()));
    } else if (labels.size() == 1 && labels.get(0).startsWith("[")) {
      labels = list(labels.get(0));
      raters = new ArrayList<>();
      for (int j = 1; j <= labels.size(); j++) {
        raters.add("label " + j);
      }
    }
    for (String label : labels) {
      check(label, options, level);
    }
    return new Labelled(row.line(), item, raters, labels);
  }

  /** A field as text; a JSON list as it is written. */
  private static String scalar(DataRow row, String column) {
    String json = row.json(column).strip();
    return json.startsWith("[") ? json : row.text(column).strip();
  }

  private static List<String> list(String json) {
    if (!json.endsWith("]")) {
      throw new UserException("the list of labels has no end: " + json);
    }
    String inside = json.substring(1, json.length() - 1).strip();
    return inside.isEmpty()
        ? List.of()
        : Arrays.stream(inside.split(",", -1))
            .map(s -> s.strip().replaceFirst("^\"(.*)\"$", "$1"))
            .map(s -> s.equals("null") ? "" : s)
            .toList();
  }

  private static void check(String label, LabelsOptions options, Level level) {
    if (label.isEmpty()) {
      return;
    }
    if (!options.legal().isEmpty() && !options.legal().contains(label)) {
      throw new UserException(
          "the label \""
              + Excerpt.value(label)
              + "\" is not one of "
              + Excerpt.names(options.legal()));
    }
    if (level != Level.NOMINAL && !isNumber(label)) {
      throw new UserException("the label \"" + label + "\" is not a finite number");
    }
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static void refuseTwice(String path, List<Labelled> rows) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    for (Labelled row : rows) {
      Integer before = lines.putIfAbsent(row.item(), row.line());
      if (before != null) {
        twice.add("\"" + row.item() + "\" in lines " + before + " and " + row.line());
      }
    }
    if (!twice.isEmpty()) {
      throw new UserException(
          path
              + " has items more than once:\n"
              + Excerpt.lines(twice)
              + "\nremove the doubles, or name the column of the rater");
    }
  }

  /** The legal labels, or those that occur: numbers by size, words in the order of letters. */
  private static List<String> categories(List<Labelled> rows, LabelsOptions options) {
    if (!options.legal().isEmpty()) {
      return options.legal();
    }
    List<String> found =
        rows.stream()
            .flatMap(row -> row.labels().stream())
            .filter(label -> !label.isEmpty())
            .distinct()
            .sorted()
            .toList();
    boolean numbers = found.stream().allMatch(LabelFile::isNumber);
    return numbers
        ? found.stream()
            .sorted((a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b)))
            .toList()
        : found;
  }
}
