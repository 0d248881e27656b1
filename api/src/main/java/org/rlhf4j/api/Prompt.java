package org.rlhf4j.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is asked: a text, or a conversation that ends where the model is to answer.
 *
 * <p>A conversation keeps its messages, because each model has its own way of writing them; whoever
 * makes tokens of a prompt asks for {@link #messages} first. Its text is for readers: rewards,
 * judges and people.
 *
 * @param id identifies the prompt within its data set; results of different methods are paired by
 *     it
 * @param text the text exactly as the model shall see it; of a conversation, a transcript
 * @param reference a right answer that the data knows, for rewards and evaluators that compare with
 *     it; no policy sees it. Null where there is none
 * @param messages the conversation, which ends with the user's turn; empty for a text
 */
public record Prompt(String id, String text, @Nullable String reference, List<Message> messages) {

  public Prompt {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    messages = List.copyOf(messages);
    if (!messages.isEmpty() && messages.get(messages.size() - 1).role() != Message.Role.USER) {
      throw new IllegalArgumentException("a conversation must end with the user's turn");
    }
  }

  /** A text that somebody knows a right answer to, or nobody. */
  public Prompt(String id, String text, @Nullable String reference) {
    this(id, text, reference, List.of());
  }

  /** A text whose right answer nobody knows. */
  public Prompt(String id, String text) {
    this(id, text, null, List.of());
  }

  /**
   * A conversation, with a transcript as its text.
   *
   * @param messages at least one, the last the user's
   */
  public static Prompt ofMessages(String id, List<Message> messages, @Nullable String reference) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a conversation needs a message");
    }
    return new Prompt(id, transcript(messages), reference, messages);
  }

  /** The user's words alone where there are no others, else every turn behind its speaker. */
  private static String transcript(List<Message> messages) {
    if (messages.size() == 1) {
      return messages.get(0).content();
    }
    return messages.stream()
        .map(m -> speaker(m.role()) + ": " + m.content())
        .collect(Collectors.joining("\n\n"));
  }

  private static String speaker(Message.Role role) {
    return switch (role) {
      case SYSTEM -> "System";
      case USER -> "User";
      case ASSISTANT -> "Assistant";
    };
  }

  /** Whether it is a conversation. */
  public boolean isConversation() {
    return !messages.isEmpty();
  }

  /** The same under another id. */
  public Prompt withId(String other) {
    return new Prompt(other, text, reference, messages);
  }
}
