package org.rlhf4j.judges.lm.endpoint;

import java.net.URI;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/**
 * A key that nobody gets to see: it goes into one header, and out of every text that comes back.
 */
final class Key {

  private static final String HIDDEN = "[key]";

  private final @Nullable String secret;

  private Key(@Nullable String secret) {
    this.secret = secret;
  }

  /**
   * Takes the key from the environment.
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
              + variable
              + (value == null ? " is not set" : " is empty")
              + "; it must hold the key for "
              + url.getHost()
              + " (export "
              + variable
              + "=...), or leave keyVariable out where no key is needed");
    }
    String key = value.strip();
    if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new UserException(
          "the environment variable " + variable + " holds letters that no key has");
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

  /** A text without the key, should somebody have put it there. */
  String hide(String text) {
    return secret == null ? text : text.replace(secret, HIDDEN);
  }

  /** Whether it would travel in the clear to another machine. */
  boolean isExposedBy(URI url) {
    String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
    boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    return secret != null && !here && "http".equals(url.getScheme());
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
