package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.inputs.InputFile;
import org.rlhf4j.evaluators.judging.FileProblems;

/**
 * How hard each prompt is, fixed before any model is measured, such as AlpacaEval's {@code
 * instruction_difficulty.csv}: log-odds that are above 0 where models do better than elsewhere
 * against the baseline.
 *
 * @param identity what they are and where they come from, in words
 * @param gamma by prompt: its id, or else its text; null where none are given
 */
record Difficulties(String identity, @Nullable Map<String, Double> gamma) {

  /** None are given. */
  static final Difficulties NONE = new Difficulties("without instruction difficulty", null);

  private static final int SHOWN = 3;

  private record Row(String place, String prompt, double difficulty) {}

  /**
   * Reads a file of {@code index}, or else {@code instruction}, and {@code instruction_difficulty}.
   *
   * @throws UserException if a prompt stands there twice, or a difficulty is no number
   */
  static Difficulties read(String file, PluginContext context) {
    InputFile<Row> rows =
        InputFile.read(
            context,
            file,
            row -> {
              double difficulty = row.number("instruction_difficulty");
              if (!Double.isFinite(difficulty)) {
                throw new UserException(
                    "instruction_difficulty is " + difficulty + "; it is a finite number");
              }
              return new Row(
                  FileProblems.place(file, row),
                  row.text(row.columns().contains("instruction") ? "instruction" : "index"),
                  difficulty);
            });
    Map<String, Row> seen = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Row row : rows.rows()) {
      Row before = seen.putIfAbsent(row.prompt, row);
      if (before != null) {
        problems.add(
            row.place + ": prompt " + row.prompt + " has a difficulty already in " + before.place);
      }
    }
    FileProblems.refuse("win-rate: difficulties", problems);
    Map<String, Double> gamma = new LinkedHashMap<>();
    seen.forEach((prompt, row) -> gamma.put(prompt, row.difficulty));
    return new Difficulties("difficulties of " + rows.basis().prompts(), gamma);
  }

  /** Whether there are any. */
  boolean given() {
    return gamma != null;
  }

  /**
   * One for each prompt; all 0 where none are given.
   *
   * @throws UserException if a prompt has none
   */
  double[] of(List<Prompt> prompts) {
    double[] all = new double[prompts.size()];
    if (gamma == null) {
      return all;
    }
    List<String> without = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      Prompt prompt = prompts.get(i);
      Double known = gamma.get(prompt.id());
      if (known == null) {
        known = gamma.get(prompt.text());
      }
      if (known == null) {
        without.add("\"" + prompt.id() + "\"");
      } else {
        all[i] = known;
      }
    }
    if (!without.isEmpty()) {
      throw new UserException(
          "win-rate: "
              + identity
              + ": "
              + without.size()
              + " of "
              + all.length
              + " prompts have none, the first "
              + String.join(", ", without.subList(0, Math.min(SHOWN, without.size())))
              + "; give each prompt one, by its index or its text, or leave difficulties out");
    }
    return all;
  }
}
