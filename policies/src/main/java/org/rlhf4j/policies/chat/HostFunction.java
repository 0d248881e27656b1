package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.lib.fn.MacroFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import jinjava.javax.el.ELException;

/**
 * A function that templates have beside those of Jinjava. It comes as a macro, because Jinjava
 * calls functions through reflection, for which this module would have to be open to it.
 */
final class HostFunction extends MacroFunction {

  // that of Jinja2's sandbox
  private static final long LONGEST_RANGE = 100_000;

  private final Function<List<Object>, Object> body;

  private HostFunction(String name, Function<List<Object>, Object> body) {
    super(List.of(), name, new LinkedHashMap<>(), /* caller= */ false, new Context(), 0, 0);
    this.body = body;
  }

  /** A function of one text. */
  static HostFunction ofText(String name, Function<String, String> body) {
    return new HostFunction(
        name,
        given -> {
          if (given.size() == 1 && given.get(0) instanceof String text) {
            return body.apply(text);
          }
          throw new ELException(name + " takes one text");
        });
  }

  /** Python's, as a list. */
  static HostFunction range() {
    return new HostFunction(
        "range",
        given -> {
          List<Long> numbers = given.stream().map(Operators::whole).toList();
          if (numbers.isEmpty() || numbers.size() > 3) {
            throw new ELException("range takes one to three whole numbers");
          }
          long start = numbers.size() == 1 ? 0 : numbers.get(0);
          long end = numbers.get(numbers.size() == 1 ? 0 : 1);
          long step = numbers.size() < 3 ? 1 : numbers.get(2);
          long count = step == 0 ? -1 : Math.max(0, -Math.floorDiv(start - end, step));
          if (count < 0 || count > LONGEST_RANGE) {
            throw new ELException("a range has at most " + LONGEST_RANGE + " numbers");
          }
          return LongStream.range(0, count).mapToObj(i -> start + i * step).toList();
        });
  }

  @Override
  public Object doEvaluate(
      Map<String, Object> arguments, Map<String, Object> named, List<Object> more) {
    if (!named.isEmpty()) {
      throw new ELException(getName() + " takes no named arguments");
    }
    return body.apply(more);
  }
}
