package org.rlhf4j.runner.run;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What plugins share over all runs of one start of the program, by their keys: see {@link
 * org.rlhf4j.api.plugin.PluginContext#shared}.
 */
final class SharedParts {
  private final Map<String, Object> parts = new HashMap<>();

  /** What is there under a key, or else is made now. */
  synchronized <T> T get(String key, Class<T> type, Supplier<T> make) {
    Object there = parts.get(key);
    if (there == null) {
      there = make.get();
      parts.put(key, there);
    }
    return type.cast(there);
  }
}
