package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.judging.Annotation;
import org.rlhf4j.evaluators.judging.FileProblems;

/**
 * Reads games from files of pairwise labels: in Chatbot Arena's form ({@code model_a}, {@code
 * model_b}, {@code winner}, which is {@code model_a}, {@code model_b} or begins with {@code tie}; a
 * column {@code question_id}, {@code index}, {@code prompt} or {@code instruction} says what was
 * asked, and {@code annotator} or {@code judge} who judged), or in AlpacaEval's, see {@link
 * Annotation}. Without a column of prompts every row is one of its own.
 */
final class ArenaLabels {

  private static final List<String> PROMPTS =
      List.of("question_id", "index", "prompt", "instruction");
  private static final List<String> JUDGES = List.of("annotator", "judge");

  /** Chatbot Arena's form has no lengths. */
  private static final double UNKNOWN = -1;

  private ArenaLabels() {}

  /**
   * A row of either form; the score is the first's, NaN where there is none. Lengths of the answers
   * are -1 where the form has none.
   */
  private record Label(
      String place,
      String judge,
      String first,
      String second,
      String prompt,
      double score,
      double firstLength,
      double secondLength) {}

  /**
   * The games.
   *
   * @param what the option that names the files, for messages
   * @param annotator the one to take; null if there is but one
   * @throws UserException if there are several annotators, a comparison is there twice, or a
   *     model's answers to a prompt have different lengths
   */
  static Games read(
      String what, List<String> files, @Nullable String annotator, PluginContext context) {
    List<Label> all = new ArrayList<>();
    for (String file : files) {
      all.addAll(context.rows(file, row -> label(file, row)));
    }
    List<Label> chosen =
        all.stream().filter(l -> annotator == null || l.judge.equals(annotator)).toList();
    long judges = chosen.stream().map(Label::judge).distinct().count();
    if (judges != 1) {
      Map<String, Integer> counts = new TreeMap<>();
      all.forEach(l -> counts.merge(l.judge, 1, Integer::sum));
      throw new UserException(
          what
              + (judges == 0
                  ? " has no rows of the annotator that was chosen"
                  : " has labels of several annotators, which are not put into one leaderboard")
              + "; choose one of "
              + counts);
    }
    List<String> problems = new ArrayList<>();
    Map<List<String>, Label> seen = new LinkedHashMap<>();
    Map<List<String>, Version> versions = new LinkedHashMap<>();
    Games.Collector collector = new Games.Collector();
    for (Label label : chosen) {
      Label same = seen.putIfAbsent(List.of(label.first, label.second, label.prompt), label);
      if (same != null) {
        problems.add(
            label.place
                + ": "
                + label.first
                + " and "
                + label.second
                + " were compared on this prompt in "
                + same.place
                + " already");
      }
      version(label, label.first, label.firstLength, versions).ifPresent(problems::add);
      version(label, label.second, label.secondLength, versions).ifPresent(problems::add);
      collector.add(label.first, label.second, new Prompt(label.prompt, label.prompt), label.score);
    }
    FileProblems.refuse(what, problems);
    List<String> remarks =
        all.size() > chosen.size()
            ? List.of((all.size() - chosen.size()) + " rows are of other annotators")
            : List.of();
    return collector.games(chosen.get(0).judge, remarks, 0, Cost.NONE);
  }

  /** How long a player's answer to a prompt is, and where that stands. */
  private record Version(double length, String place) {}

  /** A player has one answer to a prompt; another length tells of another answer. */
  private static Optional<String> version(
      Label label, String player, double length, Map<List<String>, Version> versions) {
    if (length < 0) {
      return Optional.empty();
    }
    Version before =
        versions.putIfAbsent(List.of(player, label.prompt), new Version(length, label.place));
    if (before == null || before.length == length) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: the answer of %s has %.0f code points here and %.0f in %s: files of different"
                + " versions",
            label.place,
            player,
            length,
            before.length,
            before.place));
  }

  private static Label label(String file, DataRow row) {
    Label label = row.columns().contains("winner") ? arena(file, row) : alpacaEval(file, row);
    if (label.first.equals(label.second)) {
      throw new UserException(label.first + " is compared with itself");
    }
    return label;
  }

  private static Label alpacaEval(String file, DataRow row) {
    Annotation a = Annotation.of(file, row);
    return new Label(
        a.place(),
        a.annotator(),
        a.model(),
        a.baseline(),
        a.prompt(),
        a.preference(),
        a.length(),
        a.baselineLength());
  }

  private static Label arena(String file, DataRow row) {
    String place = FileProblems.place(file, row);
    double score = Double.NaN;
    if (row.has("winner")) {
      String winner = row.text("winner");
      if (winner.equals("model_a")) {
        score = 1;
      } else if (winner.equals("model_b")) {
        score = 0;
      } else if (winner.startsWith("tie")) {
        score = 0.5;
      } else {
        throw new UserException(
            "winner is \"" + winner + "\"; it is model_a, model_b or tie, or empty for none");
      }
    }
    return new Label(
        place,
        first(row, JUDGES, "unnamed"),
        row.text("model_a"),
        row.text("model_b"),
        first(row, PROMPTS, place),
        score,
        UNKNOWN,
        UNKNOWN);
  }

  private static String first(DataRow row, List<String> columns, String otherwise) {
    return columns.stream().filter(row::has).findFirst().map(row::text).orElse(otherwise);
  }
}
