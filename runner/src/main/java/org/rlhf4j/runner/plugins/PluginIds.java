package org.rlhf4j.runner.plugins;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;

/**
 * What the plugins of this process are called, by their classes and by those of what they made. One
 * for the process, since threads belong to it and not to a run.
 */
public final class PluginIds {
  private static final Map<String, String> NAMES = new ConcurrentHashMap<>();

  private PluginIds() {}

  /** Remembers a plugin, before it is asked for anything. */
  public static void remember(Plugin<?, ?> plugin) {
    remember(plugin.getClass(), inWords(plugin));
  }

  /** Remembers what a plugin made. */
  public static void remember(Plugin<?, ?> plugin, Object made) {
    remember(made.getClass(), inWords(plugin));
  }

  private static void remember(Class<?> type, String words) {
    // a class that several plugins make things of tells none of them
    NAMES.merge(outermost(type.getName()), words, (a, b) -> a.equals(b) ? a : "");
  }

  /** Its kind and id, such as {@code reward "rules"}. */
  public static String inWords(Plugin<?, ?> plugin) {
    return Catalog.KINDS.entrySet().stream()
            .filter(kind -> kind.getKey().isInstance(plugin))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("plugin")
        + " \""
        + plugin.id()
        + "\"";
  }

  /** The same for a class's name, with a blank behind it; empty where it is not known. */
  static String inWords(String type) {
    String words = NAMES.get(outermost(type));
    return words == null || words.isEmpty() ? "" : words + " ";
  }

  private static String outermost(String type) {
    int nested = type.indexOf('$');
    return nested < 0 ? type : type.substring(0, nested);
  }
}
