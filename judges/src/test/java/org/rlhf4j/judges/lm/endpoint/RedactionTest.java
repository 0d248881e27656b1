package org.rlhf4j.judges.lm.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key in every form in which an echo may bring it back. */
final class RedactionTest {

  private static final String KEY = "sk-very/secret+01\"23<4&5>6'789=~\\x";

  private static String json(String text) {
    return new JsonPrimitive(text).toString();
  }

  /** Every letter, or by chance, as \\uXXXX. */
  private static String unicode(String text, boolean all, boolean upper) {
    Random random = new Random(5);
    return text.chars()
        .mapToObj(
            c ->
                all || random.nextBoolean()
                    ? String.format(Locale.ROOT, upper ? "\\u%04X" : "\\u%04x", c)
                    : json(Character.toString(c)).replaceAll("^\"|\"$", ""))
        .collect(Collectors.joining());
  }

  private static String percent(String text, String form) {
    return text.chars()
        .mapToObj(c -> String.format(Locale.ROOT, form, c))
        .collect(Collectors.joining());
  }

  private static String base64(String text, boolean url) {
    Base64.Encoder encoder = url ? Base64.getUrlEncoder().withoutPadding() : Base64.getEncoder();
    return encoder.encodeToString(text.getBytes(UTF_8));
  }

  static List<String> forms() {
    String url = URLEncoder.encode(KEY, UTF_8);
    String lower = url.replaceAll("%2F", "%2f").replaceAll("%2B", "%2b");
    List<String> forms =
        new ArrayList<>(
            List.of(
                KEY,
                json(KEY),
                json(json(KEY)),
                json(json(json(KEY))),
                KEY.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"),
                unicode(KEY, true, false),
                unicode(KEY, true, true),
                unicode(KEY, false, false),
                json(unicode(KEY, false, true)),
                url,
                lower,
                URLEncoder.encode(url, UTF_8),
                percent(KEY, "%%%02X"),
                percent(KEY, "%%%02x"),
                percent(KEY, "&#%d;"),
                percent(KEY, "&#x%x;"),
                percent(KEY, "\\x%02x"),
                KEY.replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;"),
                HexFormat.of().formatHex(KEY.getBytes(UTF_8)),
                HexFormat.of().withUpperCase().formatHex(KEY.getBytes(UTF_8)),
                Base64.getMimeEncoder(20, "\r\n".getBytes(UTF_8))
                    .encodeToString(KEY.getBytes(UTF_8))));
    for (String around :
        List.of("", "Bearer ", "user:", "a", "ab", "abc", "Authorization: Bearer ")) {
      for (String behind : List.of("", "\n", "xy", "xyz")) {
        for (boolean safe : List.of(true, false)) {
          String coded = base64(around + KEY + behind, safe);
          forms.add(coded);
          forms.add(URLEncoder.encode(coded, UTF_8));
          forms.add(coded.replace("/", "\\/"));
        }
      }
    }
    return forms;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void everyFormIsHidden(String form) {
    Redaction redaction = new Redaction(KEY);
    String hidden = redaction.hide("You sent " + form + " and that is wrong");
    assertTrue(hidden.contains("[key]"), hidden);
    assertTrue(hidden.startsWith("You sent ") && hidden.endsWith(" and that is wrong"), hidden);
    // no eight letters of the form are left, but for what stood before and behind the key
    for (int i = form.length() / 3; i + 8 <= form.length() - 8; i++) {
      String some = form.substring(i, i + 8);
      assertFalse(hidden.contains(some), () -> some + " of " + form + " is in " + hidden);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sk-very",
        "nothing of it \\ % & \" here",
        "sk-very/secret+01 is only a part",
        "{\"choices\": [{\"message\": {\"content\": \"[[A]]\"}}]}"
      })
  void otherTextsStay(String text) {
    assertEquals(text, new Redaction(KEY).hide(text));
  }

  @Test
  void jsonStaysJson() {
    String body =
        "{\"a\": " + json("x " + KEY + " y") + ", \"b\": \"" + unicode(KEY, true, true) + "\"}";
    String hidden = new Redaction(KEY).hide(body);
    assertEquals("{\"a\": \"x [key] y\", \"b\": \"[key]\"}", hidden);
  }

  @Test
  void aShortKeyIsHiddenAsItIsAndOtherTextsAreNotFullOfIt() {
    Redaction redaction = new Redaction("k1");
    assertEquals("a [key] b azE=", redaction.hide("a k1 b azE="));
  }

  /** Texts come from strangers, and a reply may have 8 MiB. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\\", "%25", "s", "sk-very/secret+01\"23<4&5>6'789=~\\", "c2st", "&#0", "A"})
  void longTextsTakeNoLonger(String part) {
    Redaction redaction = new Redaction(KEY);
    String text = part.repeat((1 << 20) / part.length());
    Assertions.assertTimeout(
        Duration.ofSeconds(30), () -> assertFalse(redaction.hide(text).contains("[key]")));
  }
}
