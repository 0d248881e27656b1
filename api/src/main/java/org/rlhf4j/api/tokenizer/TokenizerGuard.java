package org.rlhf4j.api.tokenizer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/**
 * What is checked before Hugging Face's tokenizer library opens a {@code tokenizer.json} or reads a
 * text. The library is a native one: it ends the whole process where a file lies about itself, and
 * takes memory outside of the Java heap without a limit.
 *
 * <p>JSON comes as a tree of maps with texts as keys, lists, texts, numbers, booleans and nulls.
 * Messages do not name the file, which the caller adds.
 */
public final class TokenizerGuard {

  private static final int DEEPEST = 100;
  private static final int LARGEST_ID = 10_000_000;
  private static final int SHOWN = 80;
  private static final int CHARACTERS_PER_TOKEN = 64;
  private static final int CHARACTERS_IN_ANY_CASE = 1_000_000;

  private TokenizerGuard() {}

  /**
   * Most characters that a text may have before it is tokenised. A tokenizer needs about a hundred
   * times a text's size outside of the Java heap, so a text of any length could stop the machine
   * before its tokens are counted. {@value #CHARACTERS_PER_TOKEN} characters for each token are
   * more than any text has that fits; texts that are cut to fit may have {@value
   * #CHARACTERS_IN_ANY_CASE} in any case.
   *
   * @param tokens most tokens that a model reads
   */
  public static long mostCharacters(int tokens) {
    return Math.max(CHARACTERS_IN_ANY_CASE, (long) CHARACTERS_PER_TOKEN * tokens);
  }

  /**
   * Refuses JSON that is nested too deeply, or has a number that no double holds.
   *
   * @throws UserException if it is not usable
   */
  public static void requireUsable(@Nullable Object json) {
    requireUsable(json, 1);
  }

  private static void requireUsable(@Nullable Object json, int depth) {
    if (depth > DEEPEST) {
      throw new UserException("is nested more than " + DEEPEST + " levels deep");
    }
    if (json instanceof Map<?, ?> object) {
      object.values().forEach(value -> requireUsable(value, depth + 1));
    } else if (json instanceof List<?> array) {
      array.forEach(value -> requireUsable(value, depth + 1));
    } else if (json instanceof Number number && !Double.isFinite(number.doubleValue())) {
      throw new UserException(
          "has the number "
              + shown(number)
              + ", which is out of range; the largest is about 1.8e308");
    }
  }

  /**
   * Refuses a {@code tokenizer.json} without a vocabulary, with ids that are none, or with a
   * template that writes special tokens which it does not describe.
   *
   * @throws UserException if the library would not survive it
   */
  public static void requireSound(Map<?, ?> json) {
    if (!(json.get("model") instanceof Map<?, ?> model)) {
      throw new UserException("has no \"model\" with a vocabulary");
    }
    if (model.get("vocab") instanceof Map<?, ?> words && !words.isEmpty()) {
      words.forEach((word, id) -> requireId("the vocabulary's \"" + shown(word) + "\"", id));
    } else if (!(model.get("vocab") instanceof List<?> pieces && !pieces.isEmpty())) {
      throw new UserException("\"model\" has no \"vocab\" with at least one token");
    }
    requireTemplates(json.get("post_processor"));
    requireTokens(json.get("added_tokens"));
  }

  private static void requireTokens(@Nullable Object added) {
    if (added == null) {
      return;
    }
    if (!(added instanceof List<?> tokens)) {
      throw new UserException("added_tokens is not a list");
    }
    for (Object element : tokens) {
      if (!(element instanceof Map<?, ?> token)
          || !(token.get("content") instanceof String content)
          || !(token.get("special") instanceof Boolean)) {
        throw new UserException(
            "added_tokens has " + shown(element) + "; a token needs id, content and special");
      }
      requireId("the added token \"" + shown(content) + "\"", token.get("id"));
    }
  }

  private static void requireTemplates(@Nullable Object processor) {
    if (!(processor instanceof Map<?, ?> json)) {
      return;
    }
    if (json.get("processors") instanceof List<?> several) {
      several.forEach(TokenizerGuard::requireTemplates);
    }
    Map<?, ?> described =
        json.get("special_tokens") instanceof Map<?, ?> tokens ? tokens : Map.of();
    described.forEach(TokenizerGuard::requireDescription);
    for (String kind : List.of("single", "pair")) {
      if (json.get(kind) instanceof List<?> pieces) {
        pieces.forEach(piece -> requireDescribed(piece, described));
      }
    }
  }

  private static void requireDescription(Object token, @Nullable Object about) {
    if (!(about instanceof Map<?, ?> description)
        || !(description.get("ids") instanceof List<?> ids)
        || !(description.get("tokens") instanceof List<?> tokens)
        || ids.size() != tokens.size()) {
      throw new UserException(
          "post_processor describes the special token \""
              + shown(token)
              + "\" as "
              + shown(about)
              + "; it needs as many ids as tokens");
    }
    ids.forEach(id -> requireId("a special token of post_processor", id));
  }

  private static void requireDescribed(@Nullable Object piece, Map<?, ?> described) {
    if (piece instanceof Map<?, ?> object
        && object.get("SpecialToken") instanceof Map<?, ?> token
        && token.get("id") instanceof String id
        && !described.containsKey(id)) {
      throw new UserException(
          "post_processor writes the special token \""
              + shown(id)
              + "\", which its special_tokens do not describe");
    }
  }

  private static void requireId(String what, @Nullable Object json) {
    if (json instanceof Number number) {
      double id = number.doubleValue();
      if (id == Math.rint(id) && id >= 0 && id <= LARGEST_ID) {
        return;
      }
    }
    throw new UserException(
        what + " has the id " + shown(json) + "; it can be a whole number from 0 to " + LARGEST_ID);
  }

  /** One line without control characters. */
  private static String shown(@Nullable Object json) {
    String line = String.valueOf(json).replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
