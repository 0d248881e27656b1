package org.rlhf4j.evaluators.accuracy;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;

/**
 * Two answers of which one is the right one.
 *
 * @param subset what it belongs to
 * @param preference the texts; null where only scores are known
 * @param margin score of the chosen answer less that of the rejected one; NaN where not known yet
 * @param scorer who scored it; empty where nobody did yet
 */
record Pair(String subset, @Nullable Preference preference, double margin, String scorer) {

  static final String ALL = "all";

  static Pair of(DataRow row) {
    boolean scored = row.has("chosenScore") || row.has("rejectedScore");
    boolean texts = row.has("chosen") || row.has("rejected");
    if (!scored && !texts) {
      throw new UserException(
          "a pair needs prompt, chosen and rejected, or chosenScore and rejectedScore; the row has "
              + String.join(", ", row.columns()));
    }
    String id = row.has("id") ? row.text("id") : Integer.toString(row.line());
    // a scored pair may leave the prompt out: only lengths are taken from its texts
    String prompt = scored && !row.has("prompt") ? "" : texts ? row.text("prompt") : "";
    return new Pair(
        row.has("subset") ? row.text("subset") : ALL,
        texts
            ? new Preference(
                new Prompt(id, prompt),
                Answer.ofText(row.has("chosen") ? row.text("chosen") : ""),
                Answer.ofText(row.has("rejected") ? row.text("rejected") : ""))
            : null,
        scored ? row.number("chosenScore") - row.number("rejectedScore") : Double.NaN,
        scored ? (row.has("scorer") ? row.text("scorer") : "file") : "");
  }

  Pair scored(double margin, String scorer) {
    return new Pair(subset, preference, margin, scorer);
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
