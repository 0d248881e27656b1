package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.runner.json.JsonDocument;

/** What numbers rest upon, as people would say it. */
public final class Identity {
  private Identity() {}

  /** A part of a spec; other identities as they are. */
  public static String words(String identity) {
    if (!identity.startsWith("{")) {
      return identity;
    }
    try {
      return words(JsonDocument.parse("identity", identity).root());
    } catch (UserException e) {
      return identity;
    }
  }

  private static String words(JsonElement json) {
    if (json instanceof JsonArray list) {
      return String.join("; ", list.asList().stream().map(Identity::words).toList());
    }
    if (!(json instanceof JsonObject part)) {
      return SpecDifference.text(json);
    }
    if (!part.has("id")) {
      return String.join(", ", options(part));
    }
    List<String> options =
        part.get("options") instanceof JsonObject object ? options(object) : List.of();
    String id = SpecDifference.text(part.get("id"));
    return options.isEmpty() ? id : id + " (" + String.join(", ", options) + ")";
  }

  /** A, B, ... Z, AA, AB and so on, from 0. */
  public static String letter(int i) {
    return (i < 26 ? "" : letter(i / 26 - 1)) + (char) ('A' + i % 26);
  }

  /** The letter of a basis among all of a table; empty where there is but one. */
  public static String letter(Basis basis, List<Basis> all) {
    return all.size() < 2 ? "" : letter(all.indexOf(basis));
  }

  /** What columns rest upon, in plain lines: first what all have in common, then by letters. */
  public static List<String> legend(List<Basis> bases) {
    List<String> lines = new ArrayList<>();
    boolean prompts = bases.stream().map(Identity::prompts).distinct().count() < 2;
    boolean decoding =
        bases.stream().map(b -> Optional.ofNullable(b.decoding())).distinct().count() < 2;
    String common = said(bases.get(0), bases.size() < 2, prompts, decoding);
    if (!common.isEmpty()) {
      lines.add("all numbers: " + common);
    }
    for (int i = 0; bases.size() > 1 && i < bases.size(); i++) {
      String own = said(bases.get(i), true, !prompts, !decoding);
      lines.add(letter(i) + ": " + (own.isEmpty() ? "counted, judged by nobody" : own));
    }
    return lines;
  }

  private static String said(Basis basis, boolean judge, boolean prompts, boolean decoding) {
    List<String> parts = new ArrayList<>();
    if (judge && basis.judge() != null) {
      parts.add("judged by " + words(basis.judge()));
    }
    if (judge && basis.baseline() != null) {
      parts.add("against " + basis.baseline());
    }
    if (prompts) {
      parts.add("on " + prompts(basis));
    }
    if (decoding && basis.decoding() != null) {
      parts.add("answers drawn with " + words(basis.decoding()));
    }
    return String.join(", ", parts);
  }

  /** Names with values; what is null or an empty list says nothing. */
  private static List<String> options(JsonObject object) {
    List<String> options = new ArrayList<>();
    for (Map.Entry<String, JsonElement> option : object.asMap().entrySet()) {
      JsonElement value = option.getValue();
      if (!value.isJsonNull() && !(value instanceof JsonArray list && list.isEmpty())) {
        options.add(option.getKey() + " " + words(value));
      }
    }
    return options;
  }

  /** How answers were drawn. */
  public static String words(Decoding decoding) {
    return "temperature "
        + decoding.temperature()
        + ", topK "
        + decoding.topK()
        + ", topP "
        + decoding.topP()
        + ", maxNewTokens "
        + decoding.maxNewTokens();
  }

  /** What was measured on. */
  public static String prompts(Basis basis) {
    return basis.data() == null ? basis.prompts() : basis.prompts() + " of " + words(basis.data());
  }
}
