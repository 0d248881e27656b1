package org.rlhf4j.runner.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.plugin.Suggestion;

/**
 * The forms of rows that are understood:
 *
 * <ul>
 *   <li>{@code prompt} and {@code completion};
 *   <li>{@code prompt}, {@code chosen} and {@code rejected};
 *   <li>{@code prompt} alone;
 *   <li>{@code instruction} and {@code output} (AlpacaEval), taken as prompt and completion;
 *   <li>{@code question} and {@code answer} (GSM8K), taken as prompt and completion;
 *   <li>{@code chosen} and {@code rejected} dialogs (Anthropic HH). What both have in common up to
 *       the last {@code Assistant:} is the prompt, what follows are the answers. In nearly all rows
 *       these are the last turns; in the few whose dialogs part earlier, they are all turns from
 *       there on;
 *   <li>conversations, see {@link ChatRows}.
 * </ul>
 *
 * <p>The prompt's reference answer is the row's {@code reference}, or else its {@code answer}, as
 * text or number. The token ids that {@code generate} and feedback write beside an answer are taken
 * with it ({@code tokens}, {@code chosenTokens}, {@code rejectedTokens}); so is its {@code finish},
 * {@code length} for an answer that was cut off and has no end of sequence. Pairs of one prompt and
 * one {@code batch} come from one ranking and are seen in one step. Other names in a row are
 * ignored.
 */
public final class RowForms {
  /** Ends the prompts of Anthropic HH. */
  private static final String ASSISTANT = "\n\nAssistant:";

  /** Names of the texts that are a prompt, and of those that answer them. */
  private record Names(String prompt, String completion) {}

  private static final List<Names> PROMPTS =
      List.of(
          new Names("prompt", "completion"),
          new Names("instruction", "output"),
          new Names("question", "answer"));

  /** The token ids of an answer that is no pair's. */
  static final String TOKENS = "tokens";

  private static final List<String> REFERENCES = List.of("reference", "answer");

  private RowForms() {}

  /** Whether a row is a pair of answers. */
  public static boolean isPreference(Row row) {
    return row.has("chosen") || row.has("rejected");
  }

  /** Whether a row that is no pair has an answer. */
  public static boolean isDemonstration(Row row) {
    return ChatRows.isChat(row)
        ? ChatRows.isDemonstration(row)
        : PROMPTS.stream().anyMatch(names -> row.has(names.completion));
  }

  /** A prompt with an answer to imitate. */
  public static Demonstration demonstration(Row row) throws BadRow {
    if (ChatRows.isChat(row)) {
      return ChatRows.demonstration(row);
    }
    Names names = names(row);
    String completion = names == null ? "completion" : names.completion;
    if (isPreference(row) && !row.has(completion)) {
      throw new BadRow("is a preference (chosen and rejected), not a demonstration");
    }
    return new Demonstration(prompt(row), answer(row, completion, TOKENS));
  }

  /** A prompt with a preferred and a rejected answer. */
  public static Preference preference(Row row) throws BadRow {
    if (ChatRows.isChat(row)) {
      return ChatRows.preference(row);
    }
    String chosen = row.text("chosen");
    String rejected = row.text("rejected");
    if (names(row) != null) {
      return new Preference(
          prompt(row),
          answer(row, "chosen", "chosenTokens"),
          answer(row, "rejected", "rejectedTokens"),
          batch(row));
    }
    if (!Suggestion.among("prompt", row.json().keySet()).isEmpty()) {
      throw new BadRow(row.missing("prompt"));
    }
    int cut = commonPrompt(chosen, rejected);
    return new Preference(
        new Prompt(row.id(), chosen.substring(0, cut), reference(row)),
        Answer.ofText(chosen.substring(cut)),
        Answer.ofText(rejected.substring(cut)));
  }

  /** The prompt of a row of any form. */
  public static Prompt prompt(Row row) throws BadRow {
    if (ChatRows.isChat(row)) {
      return ChatRows.prompt(row);
    }
    Names names = names(row);
    if (names != null) {
      String text = row.text(names.prompt);
      if (names.prompt.equals("instruction") && row.has("input") && !row.text("input").isEmpty()) {
        throw new BadRow(
            "has an \"input\" beside its \"instruction\"; give both as one \"prompt\", as the"
                + " model shall see it");
      }
      return new Prompt(row.id(), text, reference(row));
    }
    if (isPreference(row)) {
      return preference(row).prompt();
    }
    throw new BadRow(row.missing("prompt"));
  }

  private static @Nullable Names names(Row row) {
    return PROMPTS.stream().filter(n -> row.has(n.prompt)).findFirst().orElse(null);
  }

  static @Nullable String reference(Row row) throws BadRow {
    for (String name : REFERENCES) {
      if (row.has(name)) {
        return row.textOrNumber(name);
      }
    }
    return null;
  }

  /** What pairs come from together; null for anything else that a column of this name may hold. */
  static @Nullable String batch(Row row) {
    return row.json().get("batch") instanceof JsonPrimitive value && !value.isBoolean()
        ? value.getAsString()
        : null;
  }

  static Answer answer(Row row, String text, String tokens) throws BadRow {
    int[] ids = tokens(row.json().get(tokens));
    boolean cutOff = tokens.equals(TOKENS) && cutOff(row);
    return ids == null
        ? Answer.ofText(row.text(text), cutOff)
        : new Answer(row.text(text), ids, cutOff);
  }

  /** Whether {@code generate} wrote that the answer of a row reached its limit before it ended. */
  private static boolean cutOff(Row row) {
    return row.json().get("finish") instanceof JsonPrimitive finish
        && finish.getAsString().equals("length");
  }

  /** Token ids; null for anything else that a column of this name may hold. */
  private static int @Nullable [] tokens(@Nullable JsonElement json) {
    if (!(json instanceof JsonArray array) || array.isEmpty()) {
      return null;
    }
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      if (!(array.get(i) instanceof JsonPrimitive number && number.isNumber())) {
        return null;
      }
      double id = number.getAsDouble();
      if (id != Math.rint(id) || id < 0 || id > Integer.MAX_VALUE) {
        return null;
      }
      ids[i] = (int) id;
    }
    return ids;
  }

  /** The length of the prompt that two dialogs have in common. */
  private static int commonPrompt(String chosen, String rejected) throws BadRow {
    int same = 0;
    int shorter = Math.min(chosen.length(), rejected.length());
    while (same < shorter && chosen.charAt(same) == rejected.charAt(same)) {
      same++;
    }
    int turn = chosen.lastIndexOf(ASSISTANT, same - ASSISTANT.length());
    if (turn < 0) {
      throw new BadRow(
          "\"prompt\" is missing, and \"chosen\" and \"rejected\" are not dialogs with a common"
              + " beginning up to \"\\n\\nAssistant:\"");
    }
    return turn + ASSISTANT.length();
  }
}
