package org.rlhf4j.runner.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.runner.run.Lines;

/**
 * The answers of a run: {@code samples/}, prompt by prompt.
 *
 * @param prompts texts by id, in the order of the files
 * @param answers by method, then by the prompt's id
 */
record SampleRows(Map<String, String> prompts, Map<String, Map<String, Answer>> answers) {

  /**
   * An answer.
   *
   * @param tokens how many
   * @param finish how it ended
   */
  record Answer(String text, int tokens, String finish) {}

  private static final String ENDING = ".jsonl";

  static SampleRows read(Path folder) {
    Map<String, String> prompts = new LinkedHashMap<>();
    Map<String, Map<String, Answer>> answers = new LinkedHashMap<>();
    for (Path file : Lines.files(folder.resolve("samples"), ENDING)) {
      String name = file.getFileName().toString();
      Map<String, Answer> own = new LinkedHashMap<>();
      Lines.each(
          file,
          row -> {
            String id = row.get("id").getAsString();
            prompts.putIfAbsent(id, row.get("prompt").getAsString());
            own.put(
                id,
                new Answer(
                    row.get("completion").getAsString(),
                    row.has("tokens") ? row.getAsJsonArray("tokens").size() : 0,
                    row.has("finish") ? row.get("finish").getAsString() : ""));
          });
      answers.put(name.substring(0, name.length() - ENDING.length()), own);
    }
    return new SampleRows(prompts, answers);
  }

  /** Who answered. */
  List<String> methods() {
    return new ArrayList<>(answers.keySet());
  }
}
