package org.rlhf4j.policies.chat;

import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.Node;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;

/**
 * {@code base.name} and {@code base[key]}: undefined where there is nothing of the name, and an
 * error where the base is itself undefined.
 */
final class Access extends AstRightValue {

  /** Gives the key. */
  @FunctionalInterface
  interface Key {
    Object of(Bindings bindings, ELContext context);
  }

  private final AstNode base;
  private final Key key;

  Access(AstNode base, Key key) {
    this.base = base;
    this.key = key;
  }

  @Override
  public Object eval(Bindings bindings, ELContext context) {
    Object value = base.eval(bindings, context);
    Object name = key.of(bindings, context);
    if (value == null) {
      throw new ELException("\"" + name + "\" of something undefined is asked for");
    }
    context.setPropertyResolved(false);
    return context.getELResolver().getValue(context, value, name);
  }

  @Override
  public void appendStructure(StringBuilder text, Bindings bindings) {
    base.appendStructure(text, bindings);
    text.append(".key");
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
