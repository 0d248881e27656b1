package org.rlhf4j.runner.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.run.SpecDifference;

/** What numbers rest upon, in words: what all have in common once, the rest by letters. */
final class BasisWords {
  private final List<Basis> bases;

  BasisWords(List<Basis> bases) {
    this.bases = bases;
  }

  /** The letter of a basis, as it stands in headings; empty where there is but one. */
  String letter(Basis basis) {
    int i = bases.indexOf(basis);
    if (bases.size() < 2) {
      return "";
    }
    return i < 26 ? String.valueOf((char) ('A' + i)) : "A" + (char) ('A' + i % 26);
  }

  String html() {
    if (bases.isEmpty()) {
      return "";
    }
    Basis first = bases.get(0);
    boolean samePrompts = bases.stream().allMatch(b -> b.prompts().equals(first.prompts()));
    boolean sameDecoding =
        bases.stream().allMatch(b -> String.valueOf(b.decoding()).equals(first.decoding()));
    List<String> common = new ArrayList<>();
    if (samePrompts) {
      common.add("on " + Html.text(first.prompts()));
    }
    if (sameDecoding) {
      common.add("answers drawn with " + decoding(first.decoding()));
    }
    Html html = new Html();
    if (!common.isEmpty()) {
      html.raw("<p>All numbers: " + String.join("; ", common) + ".</p>");
    }
    html.raw("<dl class=\"bases\">");
    for (Basis basis : bases) {
      List<String> parts = new ArrayList<>();
      if (basis.judge() != null) {
        parts.add("judged by <b>" + Html.text(part(basis.judge())) + "</b>");
      }
      if (basis.baseline() != null) {
        parts.add("against <b>" + Html.text(basis.baseline()) + "</b>");
      }
      if (!samePrompts) {
        parts.add("on " + Html.text(basis.prompts()));
      }
      if (!sameDecoding && basis.decoding() != null) {
        parts.add("answers drawn with " + decoding(basis.decoding()));
      }
      if (parts.isEmpty()) {
        parts.add("counted, judged by nobody");
      }
      String letter = letter(basis);
      html.raw(letter.isEmpty() ? "<dt>Basis</dt><dd>" : "<dt>" + letter + "</dt><dd>")
          .raw(String.join(", ", parts) + "</dd>");
    }
    return html.raw("</dl>").toString();
  }

  /** Everything that one basis says, as HTML. */
  static String words(Basis basis) {
    List<String> parts = new ArrayList<>();
    if (basis.judge() != null) {
      parts.add("judged by <b>" + Html.text(part(basis.judge())) + "</b>");
    }
    if (basis.baseline() != null) {
      parts.add("against <b>" + Html.text(basis.baseline()) + "</b>");
    }
    parts.add("on " + Html.text(basis.prompts()));
    if (basis.decoding() != null) {
      parts.add("answers drawn with " + decoding(basis.decoding()));
    }
    return String.join(", ", parts);
  }

  /** The text of a record without the record. */
  private static String decoding(@Nullable String record) {
    return Html.text(
        String.valueOf(record).replaceAll("^Decoding\\[(.*)]$", "$1").replace('=', ' '));
  }

  /** A part of a spec as people would say it; other identities as they are. */
  static String part(String identity) {
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
    if (!(json instanceof JsonObject part) || !part.has("id")) {
      return SpecDifference.text(json);
    }
    List<String> options = new ArrayList<>();
    if (part.get("options") instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> option : object.asMap().entrySet()) {
        if (!option.getValue().isJsonNull()) {
          options.add(option.getKey() + " " + words(option.getValue()));
        }
      }
    }
    String id = SpecDifference.text(part.get("id"));
    return options.isEmpty() ? id : id + " (" + String.join(", ", options) + ")";
  }
}
