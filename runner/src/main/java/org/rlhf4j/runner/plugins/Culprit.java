package org.rlhf4j.runner.plugins;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which plugin a thread is in, read from the stack of the thread: so a plugin is found that was
 * called from anywhere, also in the initialiser of a class, before it is a plugin at all.
 */
public final class Culprit {
  private static final String OURS = "org.rlhf4j.runner.";

  private Culprit() {}

  /**
   * The innermost frame of a plugin's code.
   *
   * @param stack of a thread, the innermost frame first
   * @param dropIns layers of dropped-in jars, the newest last
   * @return the plugin's jar or module, and the line of its code; empty if no plugin is at work
   */
  static Optional<String> in(List<StackTraceElement> stack, List<ModuleLayer> dropIns) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith(OURS)) {
        return Optional.empty(); // further callers have nothing to do with it
      }
      Optional<String> home = PluginModules.home(frame.getClassName(), dropIns);
      if (home.isPresent()) {
        return home.map(h -> PluginIds.inWords(frame.getClassName()) + "in " + h + ", at " + frame);
      }
    }
    return Optional.empty();
  }

  /** Who ends the process by {@code System.exit}, the innermost frame first; empty for nobody. */
  static List<StackTraceElement> exiting() {
    for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
      List<StackTraceElement> frames = Arrays.asList(thread.getValue());
      for (int i = 0; i < frames.size(); i++) {
        StackTraceElement frame = frames.get(i);
        boolean asks =
            frame.getMethodName().equals("exit")
                && (frame.getClassName().equals("java.lang.System")
                    || frame.getClassName().equals("java.lang.Runtime"));
        boolean last = i + 1 < frames.size() && !isExit(frames.get(i + 1));
        if (asks && last) {
          return frames.subList(i + 1, frames.size());
        }
      }
    }
    return List.of();
  }

  private static boolean isExit(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.System") && frame.getMethodName().equals("exit");
  }
}
