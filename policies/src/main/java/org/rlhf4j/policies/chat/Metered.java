package org.rlhf4j.policies.chat;

import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.Node;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/** A part of an expression whose values are made by the template, and count. */
final class Metered extends AstRightValue {

  private final AstNode base;
  private final Meter meter;

  Metered(AstNode base, Meter meter) {
    this.base = base;
    this.meter = meter;
  }

  @Override
  public @Nullable Object eval(Bindings bindings, ELContext context) {
    return meter.made(base.eval(bindings, context));
  }

  @Override
  public void appendStructure(StringBuilder text, Bindings bindings) {
    base.appendStructure(text, bindings);
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
