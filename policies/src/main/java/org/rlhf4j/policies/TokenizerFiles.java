package org.rlhf4j.policies;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;

/**
 * What policies and scalar models of one tokenizer share: the codec, the stop ids, and the text
 * files of the model folder. Copies of a model share it; the last one to be closed closes it.
 */
final class TokenizerFiles {

  private final TextCodec codec;
  private final Set<Integer> stops;
  private final Companions companions;
  private final @Nullable ChatCodec chat;
  private final @Nullable Path folder;
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * @param chat for conversations, or null where the model has no chat template
   * @param folder of the model, or null where it was made from scratch
   */
  TokenizerFiles(
      TextCodec codec,
      Set<Integer> stops,
      Companions companions,
      @Nullable ChatCodec chat,
      @Nullable Path folder) {
    this.codec = codec;
    this.stops = chat == null ? stops : chat.stops(stops);
    this.companions = companions;
    this.chat = chat;
    this.folder = folder;
  }

  /** The same with more tokens; this one stays as it is. */
  TokenizerFiles with(List<String> names) {
    TextCodec larger = codec.with(names);
    return new TokenizerFiles(
        larger, stops, companions, chat == null ? null : chat.with(larger), folder);
  }

  /** Ids of a prompt. */
  int[] encode(Prompt prompt) {
    return prompt.isConversation() ? chat().prompt(prompt.messages()) : codec.prompt(prompt.text());
  }

  /**
   * Ids of an answer to a prompt, given the prompt's, with that of its end unless it was cut off.
   */
  int[] encode(Prompt prompt, int[] promptIds, Answer answer) {
    boolean whole = !answer.cutOff();
    return prompt.isConversation()
        ? chat().completion(prompt.messages(), promptIds, answer.text(), whole)
        : codec.completion(prompt.text(), promptIds, answer.text(), whole);
  }

  private ChatCodec chat() {
    if (chat == null) {
      throw new UserException(
          "a conversation (messages) needs a chat template, and the model has none: neither"
              + " chat_template.jinja nor a chat_template in tokenizer_config.json is in "
              + (folder == null ? "the model made from scratch" : folder)
              + "; put one there, or give rows with prompt and completion as texts");
    }
    return chat;
  }

  TextCodec codec() {
    return codec;
  }

  Set<Integer> stops() {
    return stops;
  }

  Companions companions() {
    return companions;
  }

  /** The folder of the model, or null where it was made from scratch. */
  @Nullable Path folder() {
    return folder;
  }

  TokenizerFiles share() {
    users.incrementAndGet();
    return this;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      codec.close();
    }
  }
}
