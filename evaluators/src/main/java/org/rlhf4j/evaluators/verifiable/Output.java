package org.rlhf4j.evaluators.verifiable;

import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;

/**
 * An answer that somebody gave.
 *
 * @param generator who
 * @param prompt to what: its id where there is one, else its text
 * @param right whether it is right
 * @param unread whether nothing could be read in it
 * @param expected the right answer, as text; empty where the file only says whether it is right
 * @param line of the file, from 1
 */
record Output(
    String generator, String prompt, boolean right, boolean unread, String expected, int line) {

  static Output of(DataRow row, AnswerForm form) {
    String generator = row.has("generator") ? row.text("generator") : "file";
    String prompt =
        row.has("id")
            ? row.text("id")
            : row.text(row.has("prompt") || !row.has("question") ? "prompt" : "question");
    if (row.has("correct")) {
      String text = row.text("correct");
      boolean right =
          switch (text) {
            case "1", "1.0", "true" -> true;
            case "0", "0.0", "false" -> false;
            default ->
                throw new UserException(
                    "\"correct\" must be true or false, 1 or 0, but is " + text);
          };
      return new Output(generator, prompt, right, false, "", row.line());
    }
    String reference = row.text(row.has("reference") ? "reference" : "answer");
    Object expected = form.read(reference);
    if (expected == null) {
      throw new UserException("the right answer cannot be read: " + reference);
    }
    // an empty output is an answer, though a wrong one
    Object read =
        row.columns().contains("output") && !row.has("output")
            ? null
            : form.read(row.text("output"));
    return new Output(
        generator,
        prompt,
        expected.equals(read),
        read == null,
        String.valueOf(expected),
        row.line());
  }
}
