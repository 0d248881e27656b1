package org.rlhf4j.evaluators.verifiable;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;

/**
 * A right answer.
 *
 * @param id of its prompt, or null
 * @param prompt its text, or null
 * @param answer the right answer
 */
record Reference(@Nullable String id, @Nullable String prompt, String answer) {

  static Reference of(DataRow row) {
    String column = row.has("prompt") || !row.has("question") ? "prompt" : "question";
    if (!row.has("id") && !row.has(column)) {
      throw new UserException("a reference needs the id or the text of its prompt");
    }
    return new Reference(
        row.has("id") ? row.text("id") : null,
        row.has(column) ? row.text(column) : null,
        row.text(row.has("reference") ? "reference" : "answer"));
  }

  /**
   * What it is found by: the text where there is one, for ids of different files may mean different
   * prompts.
   */
  String key() {
    return prompt != null ? "text " + prompt : "id " + id;
  }
}
