package org.rlhf4j.judges.human.task;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.human.TaskType;
import org.rlhf4j.judges.human.WorkbenchOptions;

/**
 * Items in JSON Lines, gzip accepted. A row has {@code prompt} (or {@code instruction}, with {@code
 * input} below it where it has one), and its answers in one of these forms:
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

  /** A reader for the items of these options. */
  public ItemsFile(WorkbenchOptions options, TaskType task) {
    this.options = options;
    this.task = task;
  }

  /**
   * Reads a file.
   *
   * @param golden whether each row must have a {@code gold}
   * @throws UserException if it is empty or not readable, or rows do not serve; the first twenty
   *     are named
   */
  public List<Item> read(Path file, boolean golden) {
    List<Item> items = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    int number = 0;
    try (BufferedReader in = open(file)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        try {
          Item item = item(object(line), number, golden);
          Integer earlier = lines.putIfAbsent(item.key(), number);
          if (earlier != null) {
            throw new BadLabelException("its id stands in line " + earlier + " too");
          }
          items.add(item);
        } catch (BadLabelException e) {
          bad.add("line " + number + ": " + e.getMessage());
        }
      }
    } catch (CharacterCodingException e) {
      throw new UserException(file + " is not UTF-8 text, near line " + (number + 1), e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + UserException.reason(e), e);
    }
    if (!bad.isEmpty()) {
      throw new UserException(
          file
              + " has "
              + bad.size()
              + (bad.size() == 1 ? " bad row:\n" : " bad rows:\n")
              + Excerpt.lines(bad));
    }
    if (items.isEmpty()) {
      throw new UserException(file + " is empty");
    }
    return items;
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      InputStream text = gzip ? new GZIPInputStream(in) : in;
      // a decoder, unlike a charset, refuses what is not UTF-8
      return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()));
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static JsonObject object(String line) {
    try {
      return Json.object(line);
    } catch (JsonParseException e) {
      throw new BadLabelException("is not a JSON object: " + e.getMessage());
    }
  }

  private Item item(JsonObject row, int line, boolean golden) {
    String key =
        row.get("id") instanceof JsonPrimitive id && !id.isBoolean()
            ? id.getAsString()
            : Integer.toString(line);
    List<Candidate> answers = task == TaskType.DEMONSTRATION ? List.of() : answers(row);
    check(answers.size());
    Label gold = golden ? gold(row, answers.size()) : null;
    String reference = optional(row, "reference");
    return new Item(key, line, prompt(row), reference, answers, gold);
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

  private static String prompt(JsonObject row) {
    if (row.has("prompt")) {
      return text(row, "prompt");
    }
    if (!row.has("instruction")) {
      throw new BadLabelException(
          "\"prompt\" is missing; the row has " + Excerpt.names(row.keySet()));
    }
    String input = optional(row, "input");
    String instruction = text(row, "instruction");
    return input == null || input.isEmpty() ? instruction : instruction + "\n\n" + input;
  }

  private static List<Candidate> answers(JsonObject row) {
    if (row.get("answers") instanceof JsonArray list) {
      List<Candidate> answers = new ArrayList<>();
      for (JsonElement answer : list) {
        if (answer instanceof JsonObject object) {
          answers.add(
              new Candidate(
                  text(object, "text"), optional(object, "model"), tokens(object, "tokens")));
        } else if (answer instanceof JsonPrimitive p && p.isString()) {
          answers.add(new Candidate(p.getAsString(), null, null));
        } else {
          throw new BadLabelException("\"answers\" holds texts, or objects with a \"text\"");
        }
      }
      return answers;
    }
    if (row.has("chosen")) {
      return List.of(
          new Candidate(text(row, "chosen"), null, tokens(row, "chosenTokens")),
          new Candidate(text(row, "rejected"), null, tokens(row, "rejectedTokens")));
    }
    if (row.has("output_1")) {
      return List.of(
          new Candidate(text(row, "output_1"), optional(row, "generator_1"), null),
          new Candidate(text(row, "output_2"), optional(row, "generator_2"), null));
    }
    String name = row.has("completion") ? "completion" : "output";
    if (row.has(name)) {
      return List.of(
          new Candidate(text(row, name), optional(row, "generator"), tokens(row, "tokens")));
    }
    throw new BadLabelException(
        "has no answers: give \"answers\", \"chosen\" and \"rejected\", \"output_1\" and"
            + " \"output_2\", or \"completion\"");
  }

  private Label gold(JsonObject row, int answers) {
    JsonElement gold = row.get("gold");
    boolean chosen = gold == null && task == TaskType.PAIRWISE && row.has("chosen");
    if (chosen) {
      return new Label.Pair(2);
    }
    if (gold == null) {
      throw new BadLabelException("\"gold\" is missing: what is right?");
    }
    try {
      return GoldForms.read(gold, task, options, answers);
    } catch (BadLabelException e) {
      throw new BadLabelException("\"gold\" is no right answer: " + e.getMessage());
    }
  }

  private static @Nullable String optional(JsonObject row, String name) {
    return row.get(name) instanceof JsonPrimitive p && p.isString() ? p.getAsString() : null;
  }

  private static @Nullable JsonArray tokens(JsonObject row, String name) {
    return row.get(name) instanceof JsonArray array && !array.isEmpty() ? array : null;
  }

  private static String text(JsonObject row, String name) {
    if (row.get(name) instanceof JsonPrimitive p && p.isString()) {
      return p.getAsString();
    }
    throw new BadLabelException(
        "\"" + name + "\" " + (row.has(name) ? "is not a text" : "is missing"));
  }
}
