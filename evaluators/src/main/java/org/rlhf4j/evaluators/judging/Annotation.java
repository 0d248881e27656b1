package org.rlhf4j.evaluators.judging;

import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;

/**
 * One judged pair of a file in AlpacaEval's form: an object of {@code annotations.json} ({@code
 * instruction}, {@code output_1} and {@code generator_1} of the baseline, {@code output_2} and
 * {@code generator_2} of the model, {@code annotator}, {@code preference}), or a row of a table
 * without the texts ({@code annotator}, {@code model}, {@code index}, {@code baseline}, {@code
 * len_baseline}, {@code len_model}, {@code preference}).
 *
 * @param place its file and line
 * @param annotator who judged
 * @param baseline the name of the model compared with
 * @param model the name of the model
 * @param prompt the instruction, or its index
 * @param length of the model's answer in code points
 * @param baselineLength of the baseline's answer in code points
 * @param preference for the model's answer in [0, 1]; NaN where the file has none
 * @param oldDraw whether it was written as 0, which old versions of AlpacaEval use for a draw
 */
public record Annotation(
    String place,
    String annotator,
    String baseline,
    String model,
    String prompt,
    double length,
    double baselineLength,
    double preference,
    boolean oldDraw) {

  /** Reads a row of either form. */
  public static Annotation of(String file, DataRow row) {
    boolean texts = row.columns().contains("output_2");
    double written = row.has("preference") ? preference(row) : Double.NaN;
    double preference = written == 0 ? 0.5 : written - 1;
    return new Annotation(
        FileProblems.place(file, row),
        row.text("annotator"),
        row.text(texts ? "generator_1" : "baseline"),
        row.text(texts ? "generator_2" : "model"),
        row.text(texts ? "instruction" : "index"),
        texts ? length(row, "output_2") : row.integer("len_model"),
        texts ? length(row, "output_1") : row.integer("len_baseline"),
        preference,
        written == 0);
  }

  private static double preference(DataRow row) {
    double preference = row.number("preference");
    if (preference != 0 && !(preference >= 1 && preference <= 2)) {
      throw new UserException(
          "preference is "
              + preference
              + "; it lies in [1, 2], 2 for the model, or is 0 for a draw, or empty where there is"
              + " none");
    }
    return preference;
  }

  private static double length(DataRow row, String column) {
    return row.has(column) ? codePoints(row.text(column)) : 0;
  }

  /** Length in Unicode code points, as Python counts. */
  public static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }
}
