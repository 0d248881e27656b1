package org.rlhf4j.runner.run;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rlhf4j.runner.spec.Spec;

/**
 * What the rows of a table are: methods, or what else its evaluators measure. Those that measure
 * files have in their rows what the files are about.
 *
 * @param one a row
 * @param many several
 */
public record RowNoun(String one, String many) {
  /** Where methods are compared. */
  public static final RowNoun METHOD = new RowNoun("method", "methods");

  private static final RowNoun MODEL = new RowNoun("model", "models");
  private static final RowNoun LABELS = new RowNoun("labels", "sets of labels");
  private static final RowNoun ROW = new RowNoun("row", "rows");

  /** Evaluators that never measure a policy. */
  private static final Map<String, RowNoun> OF_FILES =
      Map.of(
          "judge-audit",
          new RowNoun("judge", "judges"),
          "agreement",
          LABELS,
          "fit-annotators",
          LABELS,
          "reward-accuracy",
          new RowNoun("reward", "rewards"));

  /** Evaluators that measure the run's policies, or models of a file where there are none. */
  private static final Set<String> OF_EITHER =
      Set.of("win-rate", "leaderboard", "group-alignment", "verifiable", "calibration");

  /**
   * What the rows are of a table with numbers of these evaluators.
   *
   * @param subjects of all tables of the run
   * @param evaluators ids
   */
  public static RowNoun of(List<String> subjects, Collection<String> evaluators) {
    boolean policies = subjects.contains(Spec.BASE);
    Set<RowNoun> nouns =
        evaluators.stream()
            .map(
                id ->
                    OF_FILES.getOrDefault(id, OF_EITHER.contains(id) && !policies ? MODEL : METHOD))
            .collect(Collectors.toCollection(HashSet::new));
    if (nouns.size() > 1) {
      nouns.remove(MODEL); // whatever else they are, such as rewards, they are more exactly
    }
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
