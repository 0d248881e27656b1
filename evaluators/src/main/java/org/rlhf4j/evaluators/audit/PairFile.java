package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.inputs.RightAnswer;

/**
 * Pairs read from a file.
 *
 * @param pairs all of them
 * @param basis the file and its hash
 */
record PairFile(List<AuditPair> pairs, Basis basis) {

  /**
   * Reads a file.
   *
   * @throws UserException for rows that do not serve, labels that are none, and pairs that are
   *     there twice
   */
  static PairFile read(PairsOptions options, PluginContext context) {
    if (options.path().isEmpty()) {
      throw new UserException(
          "judge-audit: pairs: path is missing; give a file, such as {\"path\": \"pairs.jsonl\","
              + " \"labels\": [\"human\"]}");
    }
    if (!options.verdict().isEmpty() && !options.preference().isEmpty()) {
      throw new UserException(
          "judge-audit: pairs: verdict and preference are two ways to say the same; give one");
    }
    List<PairRow> rows =
        context.rows(options.path(), row -> PairRow.of(parse(row, options), row, options));
    if (options.hasTexts()) {
      refuseTwice(options.path(), rows);
    }
    boolean subsetsJudge =
        options.isRecorded()
            && options.judge().isEmpty()
            && PairRow.subsetsShareItems(rows, options.knowsItems());
    List<AuditPair> pairs =
        rows.stream()
            .map(PairRow::pair)
            .map(pair -> subsetsJudge ? pair.judgedBySubset() : pair)
            .toList();
    return new PairFile(
        pairs, FileBasis.of(context.resolve(options.path()), pairs.size() + " pairs"));
  }

  private static AuditPair parse(DataRow row, PairsOptions options) {
    String id = "row " + row.line();
    String prompt = text(row, options.prompt());
    String input =
        options.input().isEmpty() || !row.has(options.input()) ? "" : row.text(options.input());
    Comparison comparison =
        new Comparison(
            id,
            new Prompt(id, input.isBlank() ? prompt : prompt + "\n\n" + input, RightAnswer.of(row)),
            Answer.ofText(text(row, options.first())),
            Answer.ofText(text(row, options.second())));
    return new AuditPair(
        comparison,
        joined(row, options.subset()),
        joined(row, options.judge()),
        item(row, comparison, options),
        people(row, options),
        recorded(row, options),
        options.swapped().isEmpty() ? null : verdict(row, options.swapped(), options),
        null);
  }

  private static String joined(DataRow row, List<String> columns) {
    return String.join(" / ", columns.stream().map(row::text).toList());
  }

  /** Its columns, or else its texts, or else the row itself. */
  private static String item(DataRow row, Comparison pair, PairsOptions options) {
    if (!options.item().isEmpty()) {
      return joined(row, options.item());
    }
    return options.hasTexts()
        ? String.join("\u0000", pair.prompt().text(), pair.first().text(), pair.second().text())
        : pair.id();
  }

  private static String text(DataRow row, String column) {
    // an empty answer is an answer
    return column.isEmpty() || (row.columns().contains(column) && !row.has(column))
        ? ""
        : row.text(column);
  }

  private static @Nullable Label people(DataRow row, PairsOptions options) {
    Map<Label, Integer> counts = new EnumMap<>(Label.class);
    for (String column : options.labels()) {
      if (!row.columns().contains(column)) {
        row.text(column); // says what there is
      }
      if (row.has(column)) {
        Label label = label(row.text(column).strip(), options);
        if (label == null) {
          throw new UserException(
              "the label \""
                  + row.text(column)
                  + "\" in \""
                  + column
                  + "\" is not one of "
                  + options.firstLabel()
                  + ", "
                  + options.secondLabel()
                  + (options.tieLabel().isEmpty() ? "" : ", " + options.tieLabel()));
        }
        counts.merge(label, 1, Integer::sum);
      }
    }
    int most = counts.values().stream().mapToInt(c -> c).max().orElse(0);
    List<Label> first =
        counts.entrySet().stream()
            .filter(e -> e.getValue() == most)
            .map(Map.Entry::getKey)
            .toList();
    return first.isEmpty() ? null : first.size() == 1 ? first.get(0) : Label.UNPARSED;
  }

  private static @Nullable Verdict recorded(DataRow row, PairsOptions options) {
    if (!options.verdict().isEmpty()) {
      return verdict(row, options.verdict(), options);
    }
    if (options.preference().isEmpty()) {
      return null;
    }
    if (row.columns().contains(options.preference()) && !row.has(options.preference())) {
      return new Verdict(0.5, Label.UNPARSED, "");
    }
    double preference = row.number(options.preference());
    if (!(preference >= 1 && preference <= 2)) {
      throw new UserException(
          "\""
              + options.preference()
              + "\" lies in [1, 2], from the first answer to the second; got "
              + preference);
    }
    return Verdict.of(2 - preference);
  }

  /** What a judge said; anything that is no label is an unusable verdict. */
  private static Verdict verdict(DataRow row, String column, PairsOptions options) {
    if (!row.columns().contains(column)) {
      row.text(column); // says what there is
    }
    String said = row.has(column) ? row.text(column).strip() : "";
    Label label = label(said, options);
    return label == null
        ? new Verdict(0.5, Label.UNPARSED, "")
        : Verdict.of(label == Label.FIRST ? 1 : label == Label.SECOND ? 0 : 0.5);
  }

  private static @Nullable Label label(String text, PairsOptions options) {
    if (text.isEmpty()) {
      return null;
    }
    return text.equals(options.firstLabel())
        ? Label.FIRST
        : text.equals(options.secondLabel())
            ? Label.SECOND
            : text.equals(options.tieLabel()) ? Label.TIE : null;
  }

  private static void refuseTwice(String path, List<PairRow> rows) {
    Map<List<String>, String> known = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    for (PairRow row : rows) {
      String id = row.pair().comparison().id();
      String before = known.putIfAbsent(row.once(), id);
      if (before != null) {
        twice.add(id + " is " + before + " once more");
      }
    }
    if (!twice.isEmpty()) {
      throw new UserException(
          path + " has pairs more than once:\n" + Excerpt.lines(twice) + "\nremove the doubles");
    }
  }
}
