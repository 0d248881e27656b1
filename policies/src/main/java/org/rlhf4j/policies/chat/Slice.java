package org.rlhf4j.policies.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.Node;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/** {@code base[start:end:step]} of a list or a text, counted as Python counts. */
final class Slice extends AstRightValue {

  private final AstNode base;
  private final @Nullable AstNode start;
  private final @Nullable AstNode end;
  private final @Nullable AstNode step;

  Slice(AstNode base, @Nullable AstNode start, @Nullable AstNode end, @Nullable AstNode step) {
    this.base = base;
    this.start = start;
    this.end = end;
    this.step = step;
  }

  @Override
  public Object eval(Bindings bindings, ELContext context) {
    Object whole = base.eval(bindings, context);
    Integer from = number(start, bindings, context);
    Integer to = number(end, bindings, context);
    Integer by = number(step, bindings, context);
    if (whole instanceof List<?> list) {
      List<Object> some = new ArrayList<>();
      for (int i : indices(list.size(), from, to, by == null ? 1 : by)) {
        some.add(list.get(i));
      }
      return some;
    }
    if (whole instanceof String text) {
      int[] letters = text.codePoints().toArray();
      StringBuilder some = new StringBuilder();
      for (int i : indices(letters.length, from, to, by == null ? 1 : by)) {
        some.appendCodePoint(letters[i]);
      }
      return some.toString();
    }
    throw new ELException("cannot take a part of " + Operators.kind(whole));
  }

  private static @Nullable Integer number(
      @Nullable AstNode node, Bindings bindings, ELContext context) {
    Object value = node == null ? null : node.eval(bindings, context);
    if (value == null || value instanceof None) {
      return null;
    }
    return Math.toIntExact(Operators.whole(value));
  }

  private static int[] indices(int length, @Nullable Integer from, @Nullable Integer to, int by) {
    if (by == 0) {
      throw new ELException("the step of a slice cannot be 0");
    }
    int first = by > 0 ? 0 : length - 1;
    int last = by > 0 ? length : -1;
    int start = from == null ? first : border(from, length, by);
    int end = to == null ? last : border(to, length, by);
    int step = Math.max(-length - 1, Math.min(length + 1, by)); // more would overflow
    return IntStream.iterate(start, i -> step > 0 ? i < end : i > end, i -> i + step).toArray();
  }

  private static int border(int index, int length, int by) {
    int place = index < 0 ? index + length : index;
    return by > 0
        ? Math.max(0, Math.min(place, length))
        : Math.max(-1, Math.min(place, length - 1));
  }

  @Override
  public void appendStructure(StringBuilder text, Bindings bindings) {
    base.appendStructure(text, bindings);
    text.append("[:]");
  }

  @Override
  public int getCardinality() {
    return 1;
  }

  @Override
  public Node getChild(int i) {
    return base;
  }
}
