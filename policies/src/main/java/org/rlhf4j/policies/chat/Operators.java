package org.rlhf4j.policies.chat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import jinjava.de.odysseus.el.misc.TypeConverter;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/** Operators that convert nothing, as Python's. */
final class Operators {

  private Operators() {}

  /** The left operand where it is false, else the right one. */
  static final AstBinary.Operator AND =
      new AstBinary.Operator() {
        @Override
        public @Nullable Object eval(
            Bindings bindings, ELContext context, AstNode left, AstNode right) {
          Object first = left.eval(bindings, context);
          return bindings.convert(first, Boolean.class) ? right.eval(bindings, context) : first;
        }

        @Override
        public String toString() {
          return "and";
        }
      };

  static final AstBinary.Operator EQUAL = simple("==", Operators::equal);
  static final AstBinary.Operator UNEQUAL = simple("!=", (a, b) -> !equal(a, b));
  static final AstBinary.Operator PLUS = simple("+", Operators::plus);
  static final AstBinary.Operator MINUS = simple("-", (a, b) -> whole(a) - whole(b));
  static final AstBinary.Operator TIMES = simple("*", (a, b) -> whole(a) * whole(b));
  static final AstBinary.Operator MODULO =
      simple("%", (a, b) -> Math.floorMod(whole(a), nonZero(b)));
  static final AstBinary.Operator FLOOR =
      simple("//", (a, b) -> Math.floorDiv(whole(a), nonZero(b)));
  static final AstBinary.Operator CONCAT = simple("~", (a, b) -> written(a) + written(b));

  @FunctionalInterface
  private interface Function {
    Object apply(@Nullable Object left, @Nullable Object right);
  }

  private static AstBinary.Operator simple(String name, Function function) {
    return new AstBinary.SimpleOperator() {
      @Override
      protected Object apply(
          TypeConverter converter, @Nullable Object left, @Nullable Object right) {
        return function.apply(left, right);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }

  static boolean equal(@Nullable Object a, @Nullable Object b) {
    return Objects.equals(number(a), number(b));
  }

  // True is 1 to Python
  private static @Nullable Object number(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag ? 1.0 : 0.0;
    }
    return value instanceof Number n ? (Object) n.doubleValue() : value;
  }

  private static Object plus(@Nullable Object a, @Nullable Object b) {
    if (a instanceof String x && b instanceof String y) {
      return x + y;
    }
    if (a instanceof Collection<?> x && b instanceof Collection<?> y) {
      List<Object> both = new ArrayList<>(x);
      both.addAll(y);
      return both;
    }
    if (a instanceof Number && b instanceof Number) {
      return whole(a) + whole(b);
    }
    throw new ELException("cannot add " + kind(b) + " to " + kind(a));
  }

  /** A whole number, and nothing else. */
  static long whole(@Nullable Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    throw new ELException("a whole number was expected, not " + kind(value));
  }

  private static long nonZero(@Nullable Object value) {
    long number = whole(value);
    if (number == 0) {
      throw new ELException("a number is divided by 0");
    }
    return number;
  }

  /** How Python writes a value; a value that is not there is written as nothing. */
  static String written(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value instanceof None) {
      return "None";
    }
    if (value instanceof String || value instanceof Long || value instanceof Integer) {
      return value.toString();
    }
    throw new ELException("cannot write " + kind(value) + " as text");
  }

  /** What a value is, for messages. */
  static String kind(@Nullable Object value) {
    if (value == null) {
      return "something undefined";
    } else if (value instanceof None) {
      return "None";
    } else if (value instanceof String) {
      return "a text";
    } else if (value instanceof Number) {
      return "a number";
    } else if (value instanceof Boolean) {
      return "a truth value";
    } else if (value instanceof Collection) {
      return "a list";
    }
    return "an object";
  }
}
