package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.runner.run.Identity;

/** What numbers rest upon, in words: what all have in common once, the rest by letters. */
final class BasisWords {
  private BasisWords() {}

  /** The legend of a table. */
  static String html(List<Basis> bases) {
    if (bases.isEmpty()) {
      return "";
    }
    Basis first = bases.get(0);
    boolean prompts =
        bases.stream().allMatch(b -> Identity.prompts(b).equals(Identity.prompts(first)));
    boolean decoding = bases.stream().allMatch(b -> Objects.equals(b.decoding(), first.decoding()));
    String common = words(first, false, prompts, decoding);
    Html html = new Html();
    if (!common.isEmpty()) {
      html.raw("<p>All numbers: " + common + ".</p>");
    }
    html.raw("<dl class=\"bases\">");
    for (Basis basis : bases) {
      String letter = Identity.letter(basis, bases);
      String own = words(basis, true, !prompts, !decoding);
      html.element("dt", letter.isEmpty() ? "Basis" : letter)
          .raw("<dd>" + (own.isEmpty() ? "counted, judged by nobody" : own) + "</dd>");
    }
    return html.raw("</dl>").toString();
  }

  /** Everything that one basis says, as HTML. */
  static String words(Basis basis) {
    return words(basis, true, true, true);
  }

  private static String words(Basis basis, boolean judge, boolean prompts, boolean decoding) {
    List<String> parts = new ArrayList<>();
    if (judge && basis.judge() != null) {
      parts.add(judge(basis));
    }
    if (judge && basis.baseline() != null) {
      parts.add("against <b>" + Html.text(basis.baseline()) + "</b>");
    }
    if (prompts) {
      parts.add("on " + Html.text(Identity.prompts(basis)));
    }
    if (decoding && basis.decoding() != null) {
      parts.add("answers drawn with " + Html.text(Identity.words(basis.decoding())));
    }
    return String.join(", ", parts);
  }

  /** Who judged, for a column that rests upon something else than those beside it. */
  static String judge(Basis basis) {
    return basis.judge() == null
        ? "judged by nobody"
        : "judged by <b>" + Html.text(Identity.words(basis.judge())) + "</b>";
  }
}
