package org.rlhf4j.judges.lm.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a secret in a text, however it is written: as it is, escaped in JSON (once or within a text
 * within a text), percent-encoded, as HTML entities, in hexadecimal, in base64 or base64url,
 * whatever stands before and behind it there ({@code Bearer KEY}, {@code user:KEY}).
 */
final class Redaction {

  static final String HIDDEN = "[key]";

  /** A shorter secret has encodings that are found in any text. */
  private static final int SHORTEST_TO_DECODE = 6;

  /** Base64 may be broken into lines, escaped ones too. */
  private static final String BREAKS = "(?:\\s|\\\\{1,8}[rn]){0,4}";

  private final List<Pattern> forms = new ArrayList<>();

  Redaction(String secret) {
    forms.add(Pattern.compile(written(secret, "")));
    if (secret.length() >= SHORTEST_TO_DECODE) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      forms.add(Pattern.compile("(?i:" + HexFormat.of().formatHex(bytes) + ")"));
      for (int before = 0; before < 3; before++) {
        // what the neighbours' bits are mixed with is not the secret's alone; two letters hold them
        String beside = "[A-Za-z0-9+/_=-]{0,2}";
        String core = written(inBase64(bytes, before), BREAKS);
        forms.add(Pattern.compile(beside + core + beside));
      }
    }
  }

  /** The letters of base64 that bytes alone decide, where so many bytes stand before them. */
  private static String inBase64(byte[] bytes, int before) {
    byte[] padded = new byte[before + bytes.length + 3];
    System.arraycopy(bytes, 0, padded, before, bytes.length);
    String all = Base64.getEncoder().encodeToString(padded);
    return all.substring((before * 8 + 5) / 6, (before + bytes.length) * 8 / 6);
  }

  /** Each letter in each way that it may be written. */
  private static String written(String text, String between) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (pattern.length() > 0) {
        pattern.append(between);
      }
      boolean inBase64 = !between.isEmpty();
      pattern.append("(?:").append(letter(c));
      if (inBase64 && (c == '+' || c == '/')) {
        pattern.append('|').append(letter(c == '+' ? '-' : '_'));
      }
      pattern.append(')');
    }
    return pattern.toString();
  }

  private static String letter(char c) {
    String hex = String.format(Locale.ROOT, "%02x", (int) c);
    String octal = String.format(Locale.ROOT, "%03o", (int) c);
    return String.join(
        "|",
        "\\\\{0,8}" + Pattern.quote(String.valueOf(c)),
        "\\\\{1,8}(?:u00(?i:"
            + hex
            + ")|u\\{0{0,4}(?i:"
            + hex
            + ")\\}|x(?i:"
            + hex
            + ")|"
            + octal
            + ")",
        "%(?:25){0,4}(?i:" + hex + ")",
        "&(?:amp;)?(?:#[xX]0{0,6}(?i:" + hex + ")|#0{0,6}" + (int) c + entity(c) + ");");
  }

  /** Those signs of HTML that have names. */
  private static String entity(char c) {
    return switch (c) {
      case '&' -> "|amp";
      case '<' -> "|lt";
      case '>' -> "|gt";
      case '"' -> "|quot";
      case '\'' -> "|apos";
      default -> "";
    };
  }

  /** A text without the secret. */
  String hide(String text) {
    String hidden = text;
    for (Pattern form : forms) {
      hidden = form.matcher(hidden).replaceAll(Matcher.quoteReplacement(HIDDEN));
    }
    return hidden;
  }

  /** Whether each letter of a text belongs to the secret. */
  boolean[] covered(String text) {
    boolean[] covered = new boolean[text.length()];
    for (Pattern form : forms) {
      Matcher matcher = form.matcher(text);
      while (matcher.find()) {
        Arrays.fill(covered, matcher.start(), matcher.end(), true);
      }
    }
    return covered;
  }
}
