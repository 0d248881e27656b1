package org.rlhf4j.runner.plugins;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that loaded, and in whose code a method or class is missing only when it is used. Such
 * an error names neither the plugin nor what to do.
 */
public final class Unlinked {
  /** An {@link AbstractMethodError} is thrown at the call; the class at fault is the one called. */
  private static final Pattern RECEIVER =
      Pattern.compile("Receiver class (\\S+) does not define.*");

  private Unlinked() {}

  /**
   * Which plugin does not fit, why, and what to do, in one line.
   *
   * @param thrown what the program failed with
   * @param dropIns layers of dropped-in jars, the newest last
   * @return empty if it is no such error, or none of a plugin
   */
  public static Optional<String> inWords(Throwable thrown, List<ModuleLayer> dropIns) {
    LinkageError error = linkageError(thrown);
    return error == null
        ? Optional.empty()
        : PluginModules.home(culprit(error), dropIns)
            .map(home -> home + " does not fit: " + reason(error));
  }

  private static @Nullable LinkageError linkageError(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof LinkageError e) {
        return e;
      }
    }
    return null;
  }

  /** The class that is at fault: further callers have nothing to do with it. Empty for none. */
  private static String culprit(LinkageError error) {
    Matcher receiver = RECEIVER.matcher(firstLine(error));
    return receiver.matches()
        ? receiver.group(1)
        : Stream.of(error.getStackTrace())
            .map(StackTraceElement::getClassName)
            .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
            .findFirst()
            .orElse("");
  }

  private static String reason(LinkageError error) {
    String what = firstLine(error);
    if (error instanceof NoClassDefFoundError && !what.contains(" ")) {
      return "it needs the class "
          + what.replace('/', '.')
          + ", which is not there; put the jar that holds it beside it, or build it again";
    }
    if (error instanceof UnsupportedClassVersionError) {
      return String.valueOf(Misfit.of(error).getMessage());
    }
    if (error instanceof IncompatibleClassChangeError) { // no such method or field, or abstract
      return "it was built against another version of rlhf4j or of a library ("
          + error.getClass().getSimpleName()
          + ": "
          + what
          + "); take a version of it that was built for this one, or build it again";
    }
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return "it failed to load a class ("
        + cause.toString().lines().findFirst().orElse("")
        + "); ask its author";
  }

  private static String firstLine(Throwable error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
  }
}
