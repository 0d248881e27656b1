package org.rlhf4j.runner.spec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;

/** Which kind of plugin makes what. */
public final class Kinds {
  private Kinds() {}

  /**
   * The kind of plugin that makes things of a type, with the word that people use for it.
   *
   * @throws IllegalStateException if no kind does: an options record asks for the impossible
   */
  public static Map.Entry<Class<? extends Plugin<?, ?>>, String> making(Type made) {
    return Catalog.KINDS.entrySet().stream()
        .filter(kind -> made(kind.getKey()).filter(made::equals).isPresent())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no kind of plugin makes a " + made));
  }

  private static Optional<Type> made(Class<?> kind) {
    for (Type parent : kind.getGenericInterfaces()) {
      if (parent instanceof ParameterizedType p && p.getRawType() == Plugin.class) {
        return Optional.of(p.getActualTypeArguments()[0]);
      }
    }
    return Optional.empty();
  }
}
