package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.runner.run.Identity;

/** What numbers rest upon, in words: what all have in common once, the rest by letters. */
final class BasisWords {
  private final List<Basis> bases;

  BasisWords(List<Basis> bases) {
    this.bases = bases;
  }

  /** The letter of a basis, as it stands in headings; empty where there is but one. */
  String letter(Basis basis) {
    return Identity.letter(basis, bases);
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
        parts.add("judged by <b>" + Html.text(Identity.words(basis.judge())) + "</b>");
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
      parts.add("judged by <b>" + Html.text(Identity.words(basis.judge())) + "</b>");
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

  /** Who judged, for a column that rests upon something else than those beside it. */
  static String judge(Basis basis) {
    return basis.judge() == null
        ? "judged by nobody"
        : "judged by <b>" + Html.text(Identity.words(basis.judge())) + "</b>";
  }

  /** The text of a record without the record. */
  private static String decoding(@Nullable String record) {
    return Html.text(Identity.decoding(String.valueOf(record)));
  }
}
