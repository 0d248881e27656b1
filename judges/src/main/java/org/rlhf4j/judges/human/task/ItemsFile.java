package org.rlhf4j.judges.human.task;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.judges.human.TaskType;
import org.rlhf4j.judges.human.WorkbenchOptions;

/**
 * Items in a file of rows, as {@link PluginContext#rows} reads them. A row has {@code prompt} (or
 * {@code instruction}, with {@code input} below it where it has one), and its answers in one of
 * these forms:
 *
 * <ul>
 *   <li>{@code answers}: a list of texts, or of {@code {"text", "model", "tokens"}};
 *   <li>{@code chosen} and {@code rejected}, with {@code chosenTokens} and {@code rejectedTokens};
 *       among gold questions the chosen one is right;
 *   <li>{@code output_1} and {@code output_2};
 *   <li>{@code completion} or {@code output}: one answer.
 * </ul>
 *
 * <p>{@code id} names it, else the number of its line does. Other names are ignored.
 */
public final class ItemsFile {

  private final WorkbenchOptions options;
  private final TaskType task;
  private final PluginContext context;

  /** A reader for the items of these options. */
  public ItemsFile(WorkbenchOptions options, TaskType task, PluginContext context) {
    this.options = options;
    this.task = task;
    this.context = context;
  }

  /**
   * Reads a file.
   *
   * @param path as a spec names it
   * @param golden whether each row must have a {@code gold}
   * @throws UserException if it has no rows or is not readable, or rows do not serve; the first
   *     twenty are named
   */
  public List<Item> read(String path, boolean golden) {
    Map<String, Integer> lines = new HashMap<>();
    return context.rows(
        path,
        row -> {
          try {
            Item item = item(row, golden);
            Integer earlier = lines.putIfAbsent(item.key(), item.line());
            if (earlier != null) {
              throw new BadLabelException("its id stands in line " + earlier + " too");
            }
            return item;
          } catch (BadLabelException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
          }
        });
  }

  private Item item(DataRow row, boolean golden) {
    String key = row.has("id") ? row.text("id") : Integer.toString(row.line());
    List<Candidate> answers = task == TaskType.DEMONSTRATION ? List.of() : answers(row);
    check(answers.size());
    Label gold = golden ? gold(row, answers.size()) : null;
    return new Item(key, row.line(), prompt(row), optional(row, "reference"), answers, gold);
  }

  private void check(int answers) {
    String needed =
        switch (task) {
          case PAIRWISE -> answers == 2 ? "" : "two";
          case RANKING -> answers >= 2 && answers <= 9 ? "" : "2 to 9";
          case RATING, ERROR_FLAGS -> answers >= 1 && answers <= 9 ? "" : "1 to 9";
          case DEMONSTRATION -> "";
        };
    if (!needed.isEmpty()) {
      throw new BadLabelException(
          "has " + answers + " answers; this task compares " + needed + " of them");
    }
  }

  private static String prompt(DataRow row) {
    if (row.has("prompt") || !row.has("instruction")) {
      return row.text("prompt");
    }
    String input = optional(row, "input");
    String instruction = row.text("instruction");
    return input == null ? instruction : instruction + "\n\n" + input;
  }

  /** Whether there is a column, with an empty text in it or not: an answer may be empty. */
  private static boolean names(DataRow row, String column) {
    return row.columns().contains(column);
  }

  private static List<Candidate> answers(DataRow row) {
    if (names(row, "answers") && json(row, "answers") instanceof JsonArray list) {
      List<Candidate> answers = new ArrayList<>();
      list.forEach(answer -> answers.add(candidate(answer)));
      return answers;
    }
    if (names(row, "chosen")) {
      return List.of(
          new Candidate(row.text("chosen"), null, tokens(row, "chosenTokens")),
          new Candidate(row.text("rejected"), null, tokens(row, "rejectedTokens")));
    }
    if (names(row, "output_1")) {
      return List.of(
          new Candidate(row.text("output_1"), optional(row, "generator_1"), null),
          new Candidate(row.text("output_2"), optional(row, "generator_2"), null));
    }
    String name = names(row, "completion") ? "completion" : "output";
    if (names(row, name)) {
      return List.of(
          new Candidate(row.text(name), optional(row, "generator"), tokens(row, "tokens")));
    }
    throw new BadLabelException(
        "has no answers: give \"answers\", \"chosen\" and \"rejected\", \"output_1\" and"
            + " \"output_2\", or \"completion\"");
  }

  private static Candidate candidate(JsonElement answer) {
    if (answer instanceof JsonPrimitive p && p.isString()) {
      return new Candidate(p.getAsString(), null, null);
    }
    if (answer instanceof JsonObject o && o.get("text") instanceof JsonPrimitive text) {
      String model = o.get("model") instanceof JsonPrimitive m ? m.getAsString() : null;
      return new Candidate(text.getAsString(), model, tokens(o.get("tokens")));
    }
    throw new BadLabelException("\"answers\" holds texts, or objects with a \"text\"");
  }

  private Label gold(DataRow row, int answers) {
    if (!row.has("gold")) {
      if (task == TaskType.PAIRWISE && names(row, "chosen")) {
        return new Label.Pair(2);
      }
      throw new BadLabelException("\"gold\" is missing: what is right?");
    }
    try {
      return GoldForms.read(json(row, "gold"), task, options, answers);
    } catch (BadLabelException e) {
      throw new BadLabelException("\"gold\" is no right answer: " + e.getMessage());
    }
  }

  private static @Nullable String optional(DataRow row, String name) {
    return row.has(name) ? row.text(name) : null;
  }

  private static @Nullable JsonArray tokens(DataRow row, String name) {
    return row.has(name) ? tokens(json(row, name)) : null;
  }

  private static @Nullable JsonArray tokens(@Nullable JsonElement value) {
    return value instanceof JsonArray array && !array.isEmpty() ? array : null;
  }

  private static JsonElement json(DataRow row, String name) {
    return JsonParser.parseString(row.json(name));
  }
}
