package org.rlhf4j.runner.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.Message.Role;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;

/**
 * Rows whose texts are conversations, that is lists of {@code {"role": ..., "content": ...}}:
 *
 * <ul>
 *   <li>{@code messages}: the last one, the assistant's, is the completion of those before; where
 *       the user's is the last, the completion or the pair of answers stand beside it as texts;
 *   <li>{@code prompt}, with {@code completion} or with {@code chosen} and {@code rejected}, each
 *       of these a text or a list with the assistant's message;
 *   <li>{@code chosen} and {@code rejected}, whole conversations that differ in the last message.
 * </ul>
 */
public final class ChatRows {
  private static final String MESSAGES = "messages";
  private static final String PROMPT = "prompt";
  private static final String COMPLETION = "completion";
  private static final String CHOSEN = "chosen";
  private static final String REJECTED = "rejected";

  private ChatRows() {}

  /** Whether a row is of such a form. */
  static boolean isChat(Row row) {
    return row.has(MESSAGES)
        || Stream.of(PROMPT, COMPLETION, CHOSEN, REJECTED).anyMatch(name -> isList(row, name));
  }

  private static boolean isList(Row row, String name) {
    return row.json().get(name) instanceof JsonArray;
  }

  /** Whether there is a completion. */
  static boolean isDemonstration(Row row) {
    return row.has(COMPLETION)
        || (row.json().get(MESSAGES) instanceof JsonArray list
            && !list.isEmpty()
            && list.get(list.size() - 1) instanceof JsonObject last
            && last.get("role") instanceof JsonPrimitive role
            && role.getAsString().equals(Role.ASSISTANT.word()));
  }

  static Demonstration demonstration(Row row) throws BadRow {
    if (row.has(MESSAGES)) {
      List<Message> all = messages(row, MESSAGES);
      if (last(all).role() == Role.ASSISTANT) {
        return new Demonstration(
            prompt(row, before(all), MESSAGES), Answer.ofText(last(all).content()));
      }
      if (!row.has(COMPLETION)) {
        throw new BadRow(
            "the last of its \"messages\" is the "
                + last(all).role().word()
                + "'s, so that there is no answer to imitate");
      }
    } else if (!row.has(COMPLETION) && RowForms.isPreference(row)) {
      throw new BadRow("is a preference (chosen and rejected), not a demonstration");
    }
    return new Demonstration(prompt(row), answer(row, COMPLETION, RowForms.TOKENS));
  }

  static Preference preference(Row row) throws BadRow {
    if (row.has(MESSAGES) || isList(row, PROMPT)) {
      return new Preference(
          prompt(row),
          answer(row, CHOSEN, "chosenTokens"),
          answer(row, REJECTED, "rejectedTokens"),
          RowForms.batch(row));
    }
    List<Message> chosen = messages(row, CHOSEN);
    List<Message> rejected = messages(row, REJECTED);
    List<Message> prompt = before(chosen);
    if (!prompt.equals(before(rejected))) {
      throw new BadRow(
          "\"chosen\" and \"rejected\" have different messages before the last one, so that they"
              + " do not answer the same prompt");
    }
    requireAssistant(last(chosen), CHOSEN);
    requireAssistant(last(rejected), REJECTED);
    if (row.has(PROMPT) && prompt.stream().noneMatch(m -> m.content().equals(text(row, PROMPT)))) {
      throw new BadRow("its \"prompt\" is none of the messages of \"chosen\" and \"rejected\"");
    }
    return new Preference(
        prompt(row, prompt, CHOSEN),
        Answer.ofText(last(chosen).content()),
        Answer.ofText(last(rejected).content()),
        RowForms.batch(row));
  }

  private static @Nullable String text(Row row, String name) {
    return row.json().get(name) instanceof JsonPrimitive text ? text.getAsString() : null;
  }

  static Prompt prompt(Row row) throws BadRow {
    if (row.has(MESSAGES)) {
      List<Message> all = messages(row, MESSAGES);
      return prompt(row, last(all).role() == Role.ASSISTANT ? before(all) : all, MESSAGES);
    }
    if (isList(row, PROMPT)) {
      return prompt(row, messages(row, PROMPT), PROMPT);
    }
    if (RowForms.isPreference(row)) {
      return preference(row).prompt();
    }
    throw new BadRow(
        "its \"completion\" is a list of messages and its \"prompt\" is not; give both as lists, or"
            + " both as texts");
  }

  private static Prompt prompt(Row row, List<Message> messages, String name) throws BadRow {
    if (messages.isEmpty()) {
      throw new BadRow("\"" + name + "\" has nothing before the answer");
    }
    if (last(messages).role() != Role.USER) {
      throw new BadRow(
          "\""
              + name
              + "\" asks nothing: the last message before the answer is the "
              + last(messages).role().word()
              + "'s, and must be the user's");
    }
    return Prompt.ofMessages(row.id(), messages, RowForms.reference(row));
  }

  /** An answer that is a text, or a list that holds it behind nothing or behind the prompt. */
  private static Answer answer(Row row, String name, String tokens) throws BadRow {
    if (!isList(row, name)) {
      return RowForms.answer(row, name, tokens);
    }
    List<Message> messages = messages(row, name);
    requireAssistant(last(messages), name);
    if (messages.size() > 1 && !before(messages).equals(prompt(row).messages())) {
      throw new BadRow(
          "\"" + name + "\" has messages before its last one that are not those of the prompt");
    }
    return Answer.ofText(last(messages).content());
  }

  private static void requireAssistant(Message last, String name) throws BadRow {
    if (last.role() != Role.ASSISTANT) {
      throw new BadRow(
          "the last message of \"" + name + "\" is the " + last.role().word() + "'s, no answer");
    }
  }

  private static Message last(List<Message> messages) {
    return messages.get(messages.size() - 1);
  }

  private static List<Message> before(List<Message> messages) {
    return messages.subList(0, messages.size() - 1);
  }

  private static List<Message> messages(Row row, String name) throws BadRow {
    JsonElement json = row.json().get(name);
    if (!(json instanceof JsonArray list)) {
      throw new BadRow(
          json == null || json.isJsonNull()
              ? row.missing(name)
              : "\"" + name + "\" is not a list of messages");
    }
    if (list.isEmpty()) {
      throw new BadRow("\"" + name + "\" is empty");
    }
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String place = "message " + (i + 1) + " of \"" + name + "\"";
      Message message = message(list.get(i), place);
      if (message.role() == Role.SYSTEM && i > 0) {
        throw new BadRow(place + " is the system's, which can only be the first");
      }
      messages.add(message);
    }
    return messages;
  }

  private static Message message(JsonElement json, String place) throws BadRow {
    if (!(json instanceof JsonObject message)) {
      throw new BadRow(place + " is not an object with \"role\" and \"content\"");
    }
    String word =
        message.get("role") instanceof JsonPrimitive role && role.isString()
            ? role.getAsString()
            : null;
    Optional<Role> role = Stream.of(Role.values()).filter(r -> r.word().equals(word)).findFirst();
    if (role.isEmpty()) {
      throw new BadRow(
          place
              + (word == null ? " has no role" : " has the role \"" + word + "\"")
              + "; it can be system, user or assistant");
    }
    if (!(message.get("content") instanceof JsonPrimitive content && content.isString())) {
      throw new BadRow(place + " has no text as its \"content\"");
    }
    if (content.getAsString().isEmpty()) {
      throw new BadRow(place + " is empty");
    }
    return new Message(role.get(), content.getAsString());
  }

  /**
   * Writes a prompt into a row: its text as {@code prompt}, and of a conversation its {@code
   * messages} too, so that the row can be read again.
   */
  public static void write(Prompt prompt, JsonObject row) {
    row.addProperty(PROMPT, prompt.text());
    if (!prompt.isConversation()) {
      return;
    }
    JsonArray messages = new JsonArray();
    for (Message message : prompt.messages()) {
      JsonObject one = new JsonObject();
      one.addProperty("role", message.role().word());
      one.addProperty("content", message.content());
      messages.add(one);
    }
    row.add(MESSAGES, messages);
  }
}
