package org.rlhf4j.judges.lm.endpoint;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.lm.model.TokenChoices;

/**
 * A key that nobody gets to see: it goes into one header, and out of every text that comes back.
 */
final class Key {

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** How keys of well-known services begin, where a name of a variable might begin so too. */
  private static final Pattern KEY =
      Pattern.compile(
          "(?:sk|rk|pk|gsk|hf|r8|xai|fw|tgp|csk|esecret|nvapi|pplx|ghp|gho|ghs|github_pat|glpat|whsec)"
              + "_.*|(?:AIza|AKIA|ASIA|ya29).*");

  /** A run of letters and digits in a name that people give: no longer than this. */
  private static final int LONGEST_WORD = 19;

  private static final int LONGEST_NAME = 64;

  /** As nearly everybody writes the names of variables. */
  private static final Pattern USUAL = Pattern.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*");

  private final @Nullable String secret;
  private final @Nullable Redaction redaction;

  private Key(@Nullable String secret) {
    this.secret = secret;
    this.redaction = secret == null ? null : new Redaction(secret);
  }

  /**
   * Whether what should be the name of a variable might be a key: it is no name, begins as keys of
   * well-known services do, or has a part that no name has, long or with digits among letters of
   * both cases.
   */
  static boolean isMaybeKey(String name) {
    return !VARIABLE.matcher(name).matches()
        || KEY.matcher(name).matches()
        || name.length() > LONGEST_NAME
        || Stream.of(name.split("_")).anyMatch(Key::isRandom);
  }

  private static boolean isRandom(String word) {
    boolean digit = word.chars().anyMatch(Character::isDigit);
    boolean upper = word.chars().anyMatch(Character::isUpperCase);
    boolean lower = word.chars().anyMatch(Character::isLowerCase);
    return word.length() > LONGEST_WORD || (word.length() >= 12 && digit && upper && lower);
  }

  /**
   * Takes the key from the environment. Where the variable is not set, its name may be the key
   * itself, put in the wrong place; so only a name as people write them is repeated.
   *
   * @param variable that holds it, or null for no key
   * @throws UserException if it is not set
   */
  static Key of(@Nullable String variable, UnaryOperator<@Nullable String> environment, URI url) {
    if (variable == null) {
      return new Key(null);
    }
    String value = environment.apply(variable);
    if (value == null || value.isBlank()) {
      throw new UserException(
          "the environment variable "
              + (USUAL.matcher(variable).matches() ? variable : "that \"keyVariable\" names")
              + (value == null ? " is not set" : " is empty")
              + "; it must hold the key for "
              + url.getHost()
              + (USUAL.matcher(variable).matches()
                  ? " (export " + variable + "=...)"
                  : ", and \"keyVariable\" its name and not the key")
              + ", or leave keyVariable out where no key is needed");
    }
    String key = value.strip();
    if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new UserException(
          "the environment variable that \"keyVariable\" names holds letters that no key has");
    }
    return new Key(key);
  }

  /** Whether there is one. */
  boolean present() {
    return secret != null;
  }

  /** The value of the header Authorization. */
  String bearer() {
    return "Bearer " + secret;
  }

  /** A text without the key, should somebody have put it there, in whatever form. */
  String hide(String text) {
    return redaction == null ? text : redaction.hide(text);
  }

  /** The same for tokens, over which a key may be spread. */
  List<TokenChoices> hide(List<TokenChoices> tokens) {
    if (redaction == null || tokens.isEmpty()) {
      return tokens;
    }
    StringBuilder text = new StringBuilder();
    tokens.forEach(t -> text.append(t.token()));
    boolean[] covered = redaction.covered(text.toString());
    List<TokenChoices> hidden = new ArrayList<>();
    int from = 0;
    for (TokenChoices token : tokens) {
      int to = from + token.token().length();
      boolean secretly = false;
      for (int i = from; i < to; i++) {
        secretly |= covered[i];
      }
      from = to;
      hidden.add(secretly ? new TokenChoices(Redaction.HIDDEN, Map.of()) : hide(token));
    }
    return hidden;
  }

  private TokenChoices hide(TokenChoices token) {
    Map<String, Double> logProbs = new LinkedHashMap<>();
    token.logProbs().forEach((word, x) -> logProbs.put(hide(word), x));
    return new TokenChoices(hide(token.token()), logProbs);
  }

  /** What failed, if no message of it or below it holds the key; else nothing. */
  @Nullable Throwable hide(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String words = t.toString();
      if (!hide(words).equals(words)) {
        return null;
      }
    }
    return failure;
  }

  /** Whether it would travel in the clear to another machine. */
  boolean isExposedBy(URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    return secret != null && !here && "http".equals(url.getScheme());
  }

  @Override
  public String toString() {
    return Redaction.HIDDEN;
  }
}
