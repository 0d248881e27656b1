package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.runner.data.ChatRows;

/** Answers as rows of a file. */
public final class Samples {
  private Samples() {}

  /** One answer with its prompt: {@code id, prompt, completion, tokens, finish}. */
  public static JsonObject row(Prompt prompt, Completion completion) {
    JsonObject row = new JsonObject();
    row.addProperty("id", prompt.id());
    ChatRows.write(prompt, row);
    row.addProperty("completion", completion.text());
    row.add("tokens", numbers(completion.tokens()));
    row.addProperty("finish", completion.finish().name().toLowerCase(Locale.ROOT));
    return row;
  }

  /** Token ids. */
  public static JsonArray numbers(int[] ids) {
    JsonArray array = new JsonArray();
    for (int id : ids) {
      array.add(id);
    }
    return array;
  }

  /** Log-probabilities, such as a policy gives them. */
  public static JsonArray numbers(float[] values) {
    JsonArray array = new JsonArray();
    for (float value : values) {
      array.add(Float.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
    }
    return array;
  }

  /** A number; JSON has no NaN and no infinity, so that they become null. */
  public static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  /** All answers, one a prompt. */
  static List<JsonObject> rows(List<Prompt> prompts, List<Completion> completions) {
    List<JsonObject> rows = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      rows.add(row(prompts.get(i), completions.get(i)));
    }
    return rows;
  }
}
