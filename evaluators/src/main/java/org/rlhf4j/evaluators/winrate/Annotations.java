package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.judging.Annotation;
import org.rlhf4j.evaluators.judging.FileProblems;

/**
 * Judged pairs from files.
 *
 * @param panel all of them
 */
record Annotations(Panel panel) implements PanelSource {

  /** A model with less than one prompt in so many is of another set of instructions. */
  private static final int HALF = 2;

  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public Panel panel(EvaluationTask task) {
    return panel;
  }

  /**
   * Reads files.
   *
   * @param annotator the one to take; null if there is but one
   * @param baseline the one to take; null if there is but one
   * @throws UserException if there are several annotators or baselines, a pair is there twice, a
   *     model lacks most of the prompts, or the baseline's answers differ between models
   */
  static Annotations read(
      List<String> files,
      @Nullable String annotator,
      @Nullable String baseline,
      PluginContext context) {
    List<Annotation> all = new ArrayList<>();
    for (String file : files) {
      all.addAll(context.rows(file, row -> Annotation.of(file, row)));
    }
    List<Annotation> chosen =
        all.stream()
            .filter(a -> annotator == null || a.annotator().equals(annotator))
            .filter(a -> baseline == null || a.baseline().equals(baseline))
            .toList();
    requireOneVersion(all, chosen);
    requireNoContradiction(chosen);
    return new Annotations(panel(chosen, all.size() - chosen.size()));
  }

  /** One annotator and one baseline, or it says which ones there are. */
  private static void requireOneVersion(List<Annotation> all, List<Annotation> chosen) {
    long versions = chosen.stream().map(Annotations::version).distinct().count();
    if (versions != 1) {
      Map<String, Integer> counts = new TreeMap<>();
      all.forEach(a -> counts.merge(version(a), 1, Integer::sum));
      throw new UserException(
          "win-rate: annotations: "
              + (versions == 0
                  ? "there are no rows of the annotator and baseline that were chosen"
                  : "preferences of different annotators or baselines are not put into one table")
              + "; choose by annotator and baseline among\n"
              + String.join(
                  "\n",
                  counts.entrySet().stream()
                      .map(e -> e.getKey() + ": " + e.getValue() + " rows")
                      .toList()));
    }
  }

  private static String version(Annotation a) {
    return "annotator " + a.annotator() + ", baseline " + a.baseline();
  }

  private static void requireNoContradiction(List<Annotation> rows) {
    List<String> problems = new ArrayList<>();
    Map<List<String>, Annotation> pairs = new LinkedHashMap<>();
    Map<String, Annotation> prompts = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Annotation row : rows) {
      Annotation same = pairs.putIfAbsent(List.of(row.model(), row.prompt()), row);
      if (same != null) {
        problems.add(
            row.place() + ": " + row.model() + " has this prompt already in " + same.place());
      }
      Annotation other = prompts.putIfAbsent(row.prompt(), row);
      if (other != null && other.baselineLength() != row.baselineLength()) {
        problems.add(
            String.format(
                Locale.ROOT,
                "%s: the baseline's answer has %.0f code points here and %.0f in %s: files of"
                    + " different versions",
                row.place(),
                row.baselineLength(),
                other.baselineLength(),
                other.place()));
      }
      counts.merge(row.model(), 1, Integer::sum);
    }
    counts.forEach(
        (model, n) -> {
          if (HALF * n < prompts.size()) {
            problems.add(
                model
                    + " has "
                    + n
                    + " of "
                    + prompts.size()
                    + " prompts: instruction sets do not match");
          }
        });
    FileProblems.refuse("win-rate: annotations", problems);
  }

  private static Panel panel(List<Annotation> rows, int others) {
    List<String> prompts = order(rows);
    Map<String, Integer> places = new LinkedHashMap<>();
    prompts.forEach(prompt -> places.put(prompt, places.size()));
    Map<String, Match> matches = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    long draws = 0;
    for (Annotation row : rows) {
      Match match = matches.computeIfAbsent(row.model(), m -> empty(m, prompts.size()));
      int i = places.getOrDefault(row.prompt(), -1);
      match.preferences()[i] = row.preference();
      match.lengths()[i] = row.length();
      match.baselineLengths()[i] = row.baselineLength();
      counts.merge(row.model(), 1, Integer::sum);
      draws += row.oldDraw() ? 1 : 0;
    }
    List<String> remarks = new ArrayList<>();
    if (others > 0) {
      remarks.add(others + " rows are of other annotators or baselines");
    }
    if (draws > 0) {
      remarks.add(draws + " preferences written as 0 were read as draws");
    }
    counts.forEach(
        (model, n) -> {
          if (n < prompts.size()) {
            remarks.add(model + " has " + n + " of " + prompts.size() + " prompts");
          }
        });
    return new Panel(
        rows.get(0).annotator(),
        rows.get(0).baseline(),
        prompts.stream().map(p -> new Prompt(p, p)).toList(),
        List.copyOf(matches.values()),
        remarks);
  }

  /** By index where they are numbers, else as they come. */
  private static List<String> order(List<Annotation> rows) {
    Set<String> prompts = new LinkedHashSet<>();
    rows.forEach(row -> prompts.add(row.prompt()));
    boolean numbers = prompts.stream().allMatch(p -> p.matches("\\d{1,9}"));
    return numbers
        ? prompts.stream().sorted(Comparator.comparingInt(Integer::parseInt)).toList()
        : List.copyOf(prompts);
  }

  private static Match empty(String model, int prompts) {
    double[][] nothing = new double[3][prompts];
    for (double[] column : nothing) {
      Arrays.fill(column, Double.NaN);
    }
    return new Match(model, nothing[0], nothing[1], nothing[2], 0, Cost.NONE);
  }
}
