package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.evaluators.judging.FileProblems;

/**
 * Answers of several models to the same instructions, from files in AlpacaEval's form: objects with
 * {@code instruction}, {@code output} and {@code generator}.
 *
 * @param prompts one for each instruction, which is its id too
 * @param answers of each generator, in the order of the prompts
 */
record AlpacaEvalOutputs(List<Prompt> prompts, Map<String, List<Answer>> answers) {

  /** A row. */
  private record Output(String place, String generator, String instruction, String output) {}

  /**
   * Reads them.
   *
   * @throws UserException if a model answers an instruction twice, or not all models answer the
   *     same ones, or the baseline is not there
   */
  static AlpacaEvalOutputs read(List<String> files, String baseline, PluginContext context) {
    Map<String, Map<String, Output>> byGenerator = new LinkedHashMap<>();
    Set<String> instructions = new LinkedHashSet<>();
    List<String> problems = new ArrayList<>();
    for (String file : files) {
      for (Output row : context.rows(file, r -> output(file, r))) {
        instructions.add(row.instruction);
        Output before =
            byGenerator
                .computeIfAbsent(row.generator, g -> new LinkedHashMap<>())
                .putIfAbsent(row.instruction, row);
        if (before != null) {
          problems.add(
              row.place
                  + ": "
                  + row.generator
                  + " answers "
                  + shown(row.instruction)
                  + " again, as in "
                  + before.place);
        }
      }
    }
    byGenerator.forEach(
        (generator, rows) -> {
          Set<String> lacking = new LinkedHashSet<>(instructions);
          lacking.removeAll(rows.keySet());
          if (!lacking.isEmpty()) {
            problems.add(
                generator
                    + " answers "
                    + rows.size()
                    + " of "
                    + instructions.size()
                    + " instructions; not "
                    + shown(lacking.iterator().next()));
          }
        });
    if (!byGenerator.containsKey(baseline)) {
      problems.add(
          "baseline: no model is named \""
              + baseline
              + "\"; "
              + Suggestion.among(baseline, byGenerator.keySet())
              + "the files have "
              + Excerpt.names(byGenerator.keySet()));
    }
    FileProblems.refuse("win-rate: outputs", problems);
    Map<String, List<Answer>> answers = new LinkedHashMap<>();
    byGenerator.forEach(
        (generator, rows) ->
            answers.put(
                generator,
                instructions.stream()
                    .map(i -> Answer.ofText(Objects.requireNonNull(rows.get(i)).output))
                    .toList()));
    return new AlpacaEvalOutputs(
        instructions.stream().map(i -> new Prompt(i, i)).toList(), answers);
  }

  private static Output output(String file, DataRow row) {
    Set<String> lacking = new HashSet<>(Set.of("instruction", "output", "generator"));
    lacking.removeIf(row.columns()::contains);
    if (!lacking.isEmpty()) {
      throw new UserException(
          "an output has instruction, output and generator; there are "
              + Excerpt.names(row.columns()));
    }
    // an empty answer is an answer
    return new Output(
        FileProblems.place(file, row),
        row.text("generator"),
        row.text("instruction"),
        row.has("output") ? row.text("output") : "");
  }

  private static String shown(String instruction) {
    return "\""
        + (instruction.length() > 60 ? instruction.substring(0, 60) + "..." : instruction)
        + "\"";
  }
}
