package org.rlhf4j.runner.run;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.runner.plugins.PluginHome;
import org.rlhf4j.runner.plugins.PluginIds;

/** What a plugin gave back. Null would fail later, elsewhere, and without the plugin's name. */
final class Returned {
  private Returned() {}

  /**
   * What is there.
   *
   * @param call of the plugin's or of what it made, for the message
   * @throws FailedException if it is not
   */
  static <T> T by(Plugin<?, ?> plugin, String call, @Nullable T returned) {
    if (returned == null) {
      throw nothing(plugin, call, "null");
    }
    return returned;
  }

  /**
   * What a plugin made, which says what the rest of the program asks first.
   *
   * @throws FailedException if it is null, or says null
   */
  static <T> T checked(Plugin<?, ?> plugin, @Nullable T made) {
    T there = by(plugin, "create", made);
    if (there instanceof Optimizer optimizer) {
      allBy(plugin, "needs", optimizer.needs());
    }
    if (there instanceof Evaluator evaluator) {
      allBy(plugin, "columns", evaluator.columns());
    }
    return there;
  }

  /** What is there, and has no null in it either. */
  static <T, C extends Collection<T>> C allBy(
      Plugin<?, ?> plugin, String call, @Nullable C returned) {
    C all = by(plugin, call, returned);
    for (T each : all) {
      if (each == null) {
        throw nothing(plugin, call, "null among the others");
      }
    }
    return all;
  }

  private static FailedException nothing(Plugin<?, ?> plugin, String call, String what) {
    return new FailedException(
        PluginIds.inWords(plugin)
            + " ("
            + plugin.getClass().getName()
            + PluginHome.of(plugin).jar().map(jar -> " in " + jar).orElse("")
            + "): "
            + call
            + " gave "
            + what
            + "; ask its author");
  }
}
