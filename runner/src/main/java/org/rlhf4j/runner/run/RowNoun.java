package org.rlhf4j.runner.run;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rlhf4j.runner.spec.Spec;

/**
 * What the rows of a table are. A run that makes policies compares methods; a spec that only
 * evaluates files has in its rows what the files are about.
 *
 * @param one a row
 * @param many several
 */
public record RowNoun(String one, String many) {
  private static final RowNoun METHOD = new RowNoun("method", "methods");

  private static final RowNoun ROW = new RowNoun("row", "rows");

  private static final RowNoun MODEL = new RowNoun("model", "models");

  private static final RowNoun PEOPLE = new RowNoun("group of labels", "groups of labels");

  /** By the evaluators that measure files. */
  private static final Map<String, RowNoun> OF_FILES =
      Map.of(
          "judge-audit", new RowNoun("judge", "judges"),
          "agreement", PEOPLE,
          "fit-annotators", PEOPLE,
          "reward-accuracy", new RowNoun("reward", "rewards"),
          "calibration", new RowNoun("forecaster", "forecasters"),
          "win-rate", MODEL,
          "leaderboard", MODEL,
          "group-alignment", MODEL,
          "verifiable", MODEL);

  /** What the rows of these results are. */
  public static RowNoun of(List<String> subjects, List<Evaluated> evaluated) {
    if (subjects.contains(Spec.BASE)) {
      return METHOD;
    }
    Set<RowNoun> nouns =
        evaluated.stream()
            .filter(e -> !e.evaluation().measurements().isEmpty())
            .map(e -> OF_FILES.getOrDefault(e.id(), METHOD))
            .collect(Collectors.toSet());
    return nouns.isEmpty() ? METHOD : nouns.size() == 1 ? nouns.iterator().next() : ROW;
  }

  /** So many of them, such as {@code 1 judge}. */
  public String count(int n) {
    return n + " " + (n == 1 ? one : many);
  }

  /** For the head of a column. */
  public String heading() {
    return Character.toUpperCase(one.charAt(0)) + one.substring(1);
  }
}
