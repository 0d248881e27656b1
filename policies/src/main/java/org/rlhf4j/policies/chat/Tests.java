package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/** The tests behind {@code is}, as Jinja2 has them. */
final class Tests {

  private Tests() {}

  static final List<ExpTest> ALL =
      List.of(
          of("defined", x -> x != null),
          of("undefined", x -> x == null),
          of("none", x -> x instanceof None),
          of("string", x -> x instanceof String),
          of("mapping", x -> x instanceof Map),
          of("iterable", Tests::isSequence),
          of("sequence", Tests::isSequence),
          of("boolean", x -> x instanceof Boolean),
          of("number", x -> x instanceof Number || x instanceof Boolean),
          of("integer", x -> x instanceof Long || x instanceof Integer),
          of("true", x -> Boolean.TRUE.equals(x)),
          of("false", x -> Boolean.FALSE.equals(x)),
          ofTwo("equalto", Operators::equal),
          ofTwo("eq", Operators::equal),
          ofTwo("ne", (x, y) -> !Operators.equal(x, y)));

  // a dictionary is both to Jinja2, which asks for its length and its elements
  private static boolean isSequence(@Nullable Object x) {
    return x instanceof String || x instanceof Collection || x instanceof Map;
  }

  private static ExpTest of(String name, Predicate<@Nullable Object> predicate) {
    return new Named(name, 0, (x, nothing) -> predicate.test(x));
  }

  private static ExpTest ofTwo(
      String name, BiPredicate<@Nullable Object, @Nullable Object> predicate) {
    return new Named(name, 1, predicate);
  }

  /** A test that checks how many arguments it gets. */
  private record Named(
      String name, int arguments, BiPredicate<@Nullable Object, @Nullable Object> predicate)
      implements ExpTest {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean evaluate(
        @Nullable Object value, JinjavaInterpreter interpreter, Object... given) {
      if (given.length != arguments) {
        throw new ELException("the test " + name + " has " + arguments + " arguments");
      }
      return predicate.test(value, arguments == 0 ? null : given[0]);
    }
  }
}
