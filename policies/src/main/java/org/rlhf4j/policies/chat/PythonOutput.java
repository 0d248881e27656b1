package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.expression.ExpressionStrategy;
import com.hubspot.jinjava.tree.output.RenderedOutputNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import jinjava.javax.el.ELException;

/** Writes what an expression gives, where Java and Python write it in the same way. */
final class PythonOutput implements ExpressionStrategy {
  private static final long serialVersionUID = 1L;

  // evaluated once: a macro may count its calls
  @Override
  public RenderedOutputNode interpretOutput(ExpressionToken token, JinjavaInterpreter interpreter) {
    Object value = interpreter.resolveELExpression(token.getExpr(), token.getLineNumber());
    if (value instanceof Boolean) {
      throw new ELException("a truth value is written out");
    }
    return new RenderedOutputNode(Operators.written(value));
  }
}
