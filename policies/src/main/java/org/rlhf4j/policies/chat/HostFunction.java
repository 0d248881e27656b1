package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.lib.fn.MacroFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import jinjava.javax.el.ELException;

/**
 * A function of one text that transformers adds to templates. It comes as a macro, because Jinjava
 * calls functions through reflection, for which this module would have to be open to it.
 */
final class HostFunction extends MacroFunction {

  private final transient Function<String, String> body;

  HostFunction(String name, Function<String, String> body) {
    super(
        List.of(),
        name,
        new LinkedHashMap<>(Map.of("text", "")),
        /* caller= */ false,
        new Context(),
        0,
        0);
    this.body = body;
  }

  @Override
  public Object doEvaluate(
      Map<String, Object> arguments, Map<String, Object> named, List<Object> more) {
    if (!(arguments.get("text") instanceof String text) || !named.isEmpty() || !more.isEmpty()) {
      throw new ELException(getName() + " takes one text");
    }
    return body.apply(text);
  }
}
