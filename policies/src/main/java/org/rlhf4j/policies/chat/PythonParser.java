package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.el.ext.AstDict;
import com.hubspot.jinjava.el.ext.AstList;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.NamedParameterOperator;
import java.util.ArrayList;
import java.util.List;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.Scanner.Symbol;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import org.jspecify.annotations.Nullable;

/**
 * Jinjava's expressions with what Python has otherwise: {@code not} binds weaker than comparisons
 * and tests ({@code not role == 'user'} is {@code not (role == 'user')}), {@code and} gives one of
 * its operands, nothing is converted to be compared or added, and slices have steps.
 */
final class PythonParser extends ExtendedParser {

  /** Makes parsers of this kind. */
  static final class Syntax extends Builder {
    private static final long serialVersionUID = 1L;

    private final transient Meter meter;

    Syntax(Meter meter) {
      super(Feature.METHOD_INVOCATIONS, Feature.VARARGS, Feature.IGNORE_RETURN_TYPE);
      this.meter = meter;
    }

    @Override
    protected Parser createParser(String expression) {
      return new PythonParser(this, expression, meter);
    }

    // Syntaxes are compared by their features alone, and this one has the features of others.
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final Meter meter;

  private PythonParser(Builder context, String input, Meter meter) {
    super(context, input);
    this.meter = meter;
  }

  @Override
  protected @Nullable AstNode and(boolean required)
      throws Scanner.ScanException, Parser.ParseException {
    AstNode left = not(required);
    while (left != null && getToken().getSymbol() == Symbol.AND) {
      consumeToken();
      left = createAstBinary(left, not(true), Operators.AND);
    }
    return left;
  }

  private @Nullable AstNode not(boolean required)
      throws Scanner.ScanException, Parser.ParseException {
    if (getToken().getSymbol() != Symbol.NOT) {
      return eq(required);
    }
    consumeToken();
    return createAstUnary(not(true), AstUnary.NOT);
  }

  @Override
  protected @Nullable AstNode eq(boolean required)
      throws Scanner.ScanException, Parser.ParseException {
    AstNode left = cmp(required);
    while (left != null) {
      Symbol symbol = getToken().getSymbol();
      if (symbol != Symbol.EQ && symbol != Symbol.NE) {
        return left;
      }
      consumeToken();
      left =
          createAstBinary(
              left, cmp(true), symbol == Symbol.EQ ? Operators.EQUAL : Operators.UNEQUAL);
    }
    return null;
  }

  @Override
  protected @Nullable AstNode add(boolean required)
      throws Scanner.ScanException, Parser.ParseException {
    AstNode left = mul(required);
    while (left != null) {
      if (getToken().getSymbol() == Symbol.PLUS) {
        consumeToken();
        left = new Metered(createAstBinary(left, mul(true), Operators.PLUS), meter);
      } else if (getToken().getSymbol() == Symbol.MINUS) {
        consumeToken();
        left = createAstBinary(left, mul(true), Operators.MINUS);
      } else if ("~".equals(getToken().getImage())) {
        consumeToken();
        left = new Metered(createAstBinary(left, mul(true), Operators.CONCAT), meter);
      } else {
        return left;
      }
    }
    return null;
  }

  @Override
  protected @Nullable AstNode mul(boolean required)
      throws Scanner.ScanException, Parser.ParseException {
    AstNode left = filter(required);
    while (left != null) {
      AstBinary.Operator operator =
          switch (getToken().getImage()) {
            case "*" -> Operators.TIMES;
            case "%" -> Operators.MODULO;
            case "//" -> Operators.FLOOR;
            default -> null;
          };
      if (operator == null) {
        return left; // a fraction is nothing that templates need
      }
      consumeToken();
      left = createAstBinary(left, filter(true), operator);
    }
    return null;
  }

  @Override
  protected AstParameters params(Symbol left, Symbol right)
      throws Scanner.ScanException, Parser.ParseException {
    consumeToken(left);
    List<AstNode> parameters = new ArrayList<>();
    for (AstNode one = param(false); one != null; one = param(true)) {
      parameters.add(one);
      if (getToken().getSymbol() != Symbol.COMMA) {
        break;
      }
      consumeToken();
    }
    consumeToken(right);
    return createAstParameters(parameters);
  }

  // The whole expression belongs to the name: x=a - 1 is no difference.
  private @Nullable AstNode param(boolean required)
      throws Scanner.ScanException, Parser.ParseException {
    Scanner.Token equals = NamedParameterOperator.TOKEN;
    if (getToken().getSymbol() != Symbol.IDENTIFIER || lookahead(0) != equals) {
      return expr(required);
    }
    AstNode name = identifier(consumeToken().getImage());
    consumeToken();
    return getExtensionHandler(equals).createAstNode(name, expr(true));
  }

  // Jinjava's looks for the closing of every bracket first, and so at the whole rest each time.
  @Override
  protected @Nullable AstNode nonliteral() throws Scanner.ScanException, Parser.ParseException {
    if (getToken().getSymbol() != Symbol.LPAREN) {
      return super.nonliteral();
    }
    consumeToken();
    AstNode first = expr(true);
    if (getToken().getSymbol() != Symbol.COMMA) {
      consumeToken(Symbol.RPAREN);
      return createAstNested(first);
    }
    List<AstNode> parts = new ArrayList<>();
    for (AstNode part = first; part != null; part = expr(false)) {
      parts.add(part);
      if (getToken().getSymbol() != Symbol.COMMA) {
        break;
      }
      consumeToken();
    }
    consumeToken(Symbol.RPAREN);
    return createAstTuple(createAstParameters(parts));
  }

  @Override
  protected @Nullable AstNode value() throws Scanner.ScanException, Parser.ParseException {
    AstNode value = nonliteral();
    boolean named = value != null;
    if (value == null) {
      value = literal();
    }
    if (value instanceof AstList || value instanceof AstDict) {
      value = new Metered(value, meter);
    }
    while (value != null) {
      if (getToken().getSymbol() == Symbol.DOT) {
        consumeToken();
        String name = consumeToken(Symbol.IDENTIFIER).getImage();
        value =
            getToken().getSymbol() == Symbol.LPAREN
                ? createAstMethod(createAstDot(value, name, named), params())
                : new Access(value, (bindings, context) -> name);
      } else if (getToken().getSymbol() == Symbol.LBRACK) {
        value = bracket(value);
      } else {
        return value;
      }
    }
    return null;
  }

  private AstNode bracket(AstNode base) throws Scanner.ScanException, Parser.ParseException {
    consumeToken();
    @Nullable AstNode first = expr(false);
    if (getToken().getSymbol() != Symbol.COLON && first != null) {
      consumeToken(Symbol.RBRACK);
      return new Access(base, first::eval);
    }
    consumeToken(Symbol.COLON);
    @Nullable AstNode end = expr(false);
    @Nullable AstNode step = null;
    if (getToken().getSymbol() == Symbol.COLON) {
      consumeToken();
      step = expr(false);
    }
    consumeToken(Symbol.RBRACK);
    return new Metered(new Slice(base, first, end, step), meter);
  }
}
