package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateSyntaxException;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Loops, without the two kinds that Jinjava reads as something else in silence: {@code for x in xs
 * if ...}, and those with an {@code else}.
 */
final class LoopTag extends ForTag {
  private static final long serialVersionUID = 1L;

  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final Pattern BRACKETED = Pattern.compile("\\([^()]*\\)");
  private static final Pattern CONDITION = Pattern.compile("\\bif\\b");

  private final transient Meter meter;

  LoopTag(Meter meter) {
    this.meter = meter;
  }

  @Override
  public String interpret(TagNode node, JinjavaInterpreter interpreter) {
    String head = QUOTED.matcher(node.getHelpers()).replaceAll("");
    String shorter = BRACKETED.matcher(head).replaceAll("");
    while (!shorter.equals(head)) {
      head = shorter;
      shorter = BRACKETED.matcher(head).replaceAll("");
    }
    if (CONDITION.matcher(head).find()) {
      throw refused(
          node, interpreter, "a loop with a condition (for ... in ... if ...) is not supported");
    }
    for (Node child : node.getChildren()) {
      if (child instanceof TagNode tag && tag.getName().equals("else")) {
        throw refused(node, interpreter, "a loop with an else is not supported");
      }
    }
    return super.interpret(node, interpreter);
  }

  @Override
  public String renderForCollection(
      TagNode node,
      JinjavaInterpreter interpreter,
      List<String> names,
      @Nullable Object collection) {
    Object all = collection;
    if (collection instanceof String text) {
      Meter.checkElements(text.length());
      all = text.codePoints().mapToObj(Character::toString).toList();
    } else if (collection != null
        && !(collection instanceof Collection)
        && !(collection instanceof Map)) {
      throw refused(node, interpreter, "a loop over " + Operators.kind(collection));
    }
    meter.steps(all instanceof Collection<?> list ? list.size() : 1); // also of an empty body
    return super.renderForCollection(node, interpreter, names, all);
  }

  private static TemplateSyntaxException refused(
      TagNode node, JinjavaInterpreter interpreter, String message) {
    return new TemplateSyntaxException(interpreter, node.getMaster().getImage(), message);
  }
}
