package org.rlhf4j.runner.plugins;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a jar is left out, and what to do about it: one line, complete but for the jar's name. */
final class Misfit extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Pattern LACKING = Pattern.compile("Module (\\S+) not found.*");
  private static final Pattern NEWER_JAVA =
      Pattern.compile(".*(?:Unsupported major.minor version|class file version) (\\d+)[.\\d]*.*");

  /** Java 17 writes class files of version 61 = 44 + 17, and so on. */
  private static final int CLASS_FILES_OF_JAVA_ZERO = 44;

  Misfit(String message) {
    super(message);
  }

  Misfit(String message, Throwable cause) {
    super(message, cause);
  }

  /** What went wrong while a module was found, resolved or loaded. */
  static Misfit of(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String told = e.getMessage() == null ? e.toString() : e.getMessage();
    String why = e == cause || told.contains(cause.toString()) ? told : told + ": " + cause;
    Matcher lacking = LACKING.matcher(told);
    if (lacking.matches()) {
      return new Misfit(
          "it needs the module "
              + lacking.group(1)
              + ", which is not there; put the jar that holds it beside it",
          e);
    }
    Matcher newer = NEWER_JAVA.matcher(why.replace('\n', ' '));
    if (newer.matches()) {
      return new Misfit(
          "it was compiled for Java "
              + (Integer.parseInt(newer.group(1)) - CLASS_FILES_OF_JAVA_ZERO)
              + ", and this is Java "
              + Runtime.version().feature()
              + "; build it with --release "
              + Runtime.version().feature()
              + ", or run rlhf4j with a newer Java",
          e);
    }
    if (told.startsWith("Unable to derive module descriptor")) {
      return new Misfit(
          "no module can be made of it, because it has no module-info and its name makes no module"
              + " name; add a module-info.java to it, or rename it",
          e);
    }
    return new Misfit(why.strip().replaceAll("\\s*\n\\s*", "; "), e);
  }
}
