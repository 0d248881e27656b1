package org.rlhf4j.policies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rlhf4j.api.Message;
import org.rlhf4j.api.UserException;
import org.rlhf4j.policies.chat.ChatTemplate;

/**
 * Conversations to token ids. The template writes the whole text, so the tokenizer adds nothing to
 * it, no beginning-of-sequence either, as in {@code apply_chat_template} of transformers.
 *
 * <p>Where an answer begins and ends is found by writing the conversation with an answer and
 * looking what stands around it. What ends a turn is the first special token behind the answer; it
 * is appended by id, and what the template writes behind it is left out, because generation ends
 * there too. A template without one leaves the end to the model's end-of-sequence id.
 */
final class ChatCodec {

  /** Stands for an answer; private letters, which no conversation has. */
  private static final String ANSWER = "\uE0A7\uE0A8\uE0A9";

  private static final int REMEMBERED = 4096;

  private final ChatTemplate template;
  private final TextCodec codec;
  private final Map<List<Message>, Frame> frames =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Message>, Frame> eldest) {
          return size() > REMEMBERED;
        }
      };

  ChatCodec(ChatTemplate template, TextCodec codec) {
    this.template = template;
    this.codec = codec;
  }

  /** The same template for a codec with more tokens. */
  ChatCodec with(TextCodec other) {
    return new ChatCodec(template, other);
  }

  /**
   * What the template writes around an answer.
   *
   * @param prompt up to where the model goes on
   * @param lead what stands between that and the answer
   * @param tail what follows the answer up to the end of the turn
   * @param whole all that follows the answer
   * @param end id that ends the turn
   */
  private record Frame(String prompt, String lead, String tail, String whole, int end) {}

  /** Ids of a conversation and of what begins the next answer. */
  int[] prompt(List<Message> conversation) {
    return codec.plain(template.render(conversation, /* generationPrompt= */ true));
  }

  /**
   * Ids of an answer after a conversation.
   *
   * @param promptIds what {@link #prompt} gives for the conversation
   * @param whole whether the answer ended, and so has what the template writes behind it and the id
   *     that ends the turn
   * @throws UserException if the template does not write the answer where it asks for one, or
   *     writes another
   */
  int[] completion(List<Message> conversation, int[] promptIds, String answer, boolean whole) {
    Frame frame = frames.computeIfAbsent(conversation, this::frame);
    String before = frame.prompt + frame.lead;
    String written = template.render(answered(conversation, answer), false);
    int end = written.length() - frame.whole.length();
    if (end < before.length() || !written.startsWith(before) || !written.endsWith(frame.whole)) {
      throw refused("writes this answer in a way of its own");
    }
    String body = written.substring(before.length(), end);
    if (!body.strip().equals(answer.strip())) {
      throw refused(
          "changes the answer \""
              + shortened(answer)
              + "\" to \""
              + shortened(body)
              + "\"; give answers as the template keeps them");
    }
    if (!whole) {
      return codec.continuation(frame.prompt, promptIds, frame.lead + body, false);
    }
    return codec.completion(
        frame.prompt, promptIds, frame.lead + body + frame.tail, frame.end, false);
  }

  /** The id that ends an answer; -1 where the template knows none or refuses a simple question. */
  int endOfTurn() {
    try {
      return frame(List.of(new Message(Message.Role.USER, "a"))).end;
    } catch (UserException e) {
      return -1; // said again when it is used
    }
  }

  private Frame frame(List<Message> conversation) {
    String prompt = template.render(conversation, true);
    String written = template.render(answered(conversation, ANSWER), false);
    int at = written.indexOf(ANSWER);
    if (at < 0) {
      throw refused("does not write an answer at the end");
    }
    if (at < prompt.length() || !written.startsWith(prompt)) {
      throw refused(
          "asks for an answer with \""
              + ending(prompt)
              + "\", but writes \""
              + ending(written.substring(0, at))
              + "\" before a given one, so that given answers cannot be trained on; edit the"
              + " template so that both are the same");
    }
    String tail = written.substring(at + ANSWER.length());
    TextCodec.Special first = codec.firstSpecial(tail);
    return new Frame(
        prompt,
        written.substring(prompt.length(), at),
        first == null ? "" : tail.substring(0, first.at()),
        tail,
        first == null ? codec.stop() : first.id());
  }

  private UserException refused(String what) {
    return new UserException(template.place() + ": the model's chat template " + what);
  }

  private static List<Message> answered(List<Message> conversation, String answer) {
    List<Message> longer = new ArrayList<>(conversation);
    longer.add(new Message(Message.Role.ASSISTANT, answer));
    return longer;
  }

  private static String ending(String text) {
    return text.substring(Math.max(0, text.length() - 40)).replace("\n", "\\n");
  }

  private static String shortened(String text) {
    String line = text.replace("\n", "\\n");
    return line.length() <= 60 ? line : line.substring(0, 60) + "...";
  }

  /** The ids that end a sequence, with that which ends an answer. */
  Set<Integer> stops(Set<Integer> stops) {
    int end = endOfTurn();
    if (end < 0 || stops.contains(end)) {
      return stops;
    }
    Set<Integer> more = new LinkedHashSet<>(stops);
    more.add(end);
    return more;
  }
}
