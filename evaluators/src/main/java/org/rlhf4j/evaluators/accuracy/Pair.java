package org.rlhf4j.evaluators.accuracy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.evaluators.inputs.Items;
import org.rlhf4j.evaluators.inputs.RightAnswer;

/**
 * Two answers of which one is the right one.
 *
 * @param subset what it belongs to
 * @param preference the texts; null where only scores are known
 * @param margin score of the chosen answer less that of the rejected one; NaN where not known yet
 * @param scorer who scored it; empty where nobody did yet
 * @param about which row it is, and what it is about
 */
record Pair(
    String subset,
    @Nullable Preference preference,
    double margin,
    String scorer,
    Items.Item about) {

  static final String ALL = "all";

  static Pair of(DataRow row) {
    boolean scored = row.has("chosenScore") || row.has("rejectedScore");
    boolean texts = row.has("chosen") || row.has("rejected");
    if (!scored && !texts) {
      throw new UserException(
          "a pair needs prompt, chosen and rejected, or chosenScore and rejectedScore; the row has "
              + Excerpt.names(row.columns()));
    }
    String id = row.has("id") ? row.text("id") : Integer.toString(row.line());
    // a scored pair may leave the prompt out: only lengths are taken from its texts
    String prompt = scored && !row.has("prompt") ? "" : texts ? row.text("prompt") : "";
    String subset = row.has("subset") ? row.text("subset") : ALL;
    String scorer = scored ? (row.has("scorer") ? row.text("scorer") : "file") : "";
    // ids need only be unique within a subset, as in RewardBench
    String own = Items.id(row, "prompt", "chosen", "rejected");
    List<Object> content = new ArrayList<>(List.of(subset));
    if (scored) {
      content.addAll(List.of(row.number("chosenScore"), row.number("rejectedScore")));
    }
    return new Pair(
        subset,
        texts
            ? new Preference(
                new Prompt(id, prompt, RightAnswer.of(row)),
                Answer.ofText(row.has("chosen") ? row.text("chosen") : ""),
                Answer.ofText(row.has("rejected") ? row.text("rejected") : ""))
            : null,
        scored ? row.number("chosenScore") - row.number("rejectedScore") : Double.NaN,
        scorer,
        new Items.Item(
            row.line(), scorer, own == null ? null : own + " of subset " + subset, content));
  }

  /** A pair of a data source, which was read already. */
  static Pair of(Preference preference, int line) {
    List<String> content =
        List.of(
            preference.prompt().text(), preference.chosen().text(), preference.rejected().text());
    return new Pair(ALL, preference, Double.NaN, "", new Items.Item(line, "", null, content));
  }

  Pair scored(double margin, String scorer) {
    return new Pair(subset, preference, margin, scorer, about);
  }

  /** The same as one sees it who only likes length; of two that are as long it is a tie. */
  Pair byLength() {
    return new Pair(subset, preference, lengthDifference(), scorer, about);
  }

  /** Whether both answers are the same text, so that nobody could tell them apart. */
  boolean identical() {
    return preference != null && preference.chosen().text().equals(preference.rejected().text());
  }

  /** Length of the chosen answer less that of the rejected one, in code points; NaN if unknown. */
  double lengthDifference() {
    return preference == null
        ? Double.NaN
        : (double) length(preference.chosen().text()) - length(preference.rejected().text());
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
