package org.rlhf4j.workbench.task;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that people are asked about.
 *
 * @param key its id in its file
 * @param line where it stands there
 * @param prompt what the answers answer
 * @param reference a right answer that the file knows; people do not see it
 * @param answers in the order of the file
 * @param gold what is known to be right, for gold questions
 */
public record Item(
    String key,
    int line,
    String prompt,
    @Nullable String reference,
    List<Candidate> answers,
    @Nullable Label gold) {

  /** What must not change once there are labels. */
  public String content() {
    JsonObject json = new JsonObject();
    json.addProperty("prompt", prompt);
    JsonArray list = new JsonArray();
    answers.forEach(a -> list.add(a.json()));
    json.add("answers", list);
    json.addProperty("gold", gold == null ? "" : gold.toString());
    return json.toString();
  }
}
