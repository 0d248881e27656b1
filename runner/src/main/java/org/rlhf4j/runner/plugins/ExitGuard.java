package org.rlhf4j.runner.plugins;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.rlhf4j.runner.log.Visible;

/**
 * Keeps the exit code true. A plugin runs with all rights of the process, and may end it with
 * {@code System.exit(0)}: then nothing is done, and the code would say that all is. Java no longer
 * lets a program forbid that, but at the end a hook sees who asked for it, says so, and lets the
 * process end with 1. What a signal ends, such as Ctrl-C, ends with the code of the signal.
 *
 * <p>{@code Runtime.halt} asks no hook; nothing in this process can tell of it.
 */
public final class ExitGuard {
  private static final int FAILED = 1;
  private static final long LAST_WORDS_MILLIS = 2000;
  private static final Set<Thread> LAST_WORDS = ConcurrentHashMap.newKeySet();

  private final PrintWriter err;
  private final List<ModuleLayer> dropIns;
  private final Thread hook = new Thread(this::ending, "exit-guard");

  private ExitGuard(PrintWriter err, List<ModuleLayer> dropIns) {
    this.err = err;
    this.dropIns = dropIns;
  }

  /**
   * Does the work of this process.
   *
   * @param dropIns layers of dropped-in jars, the newest last; may grow
   * @param work tells the exit code, which {@code System.exit} is yet to be given
   */
  public static int watching(PrintWriter err, List<ModuleLayer> dropIns, IntSupplier work) {
    ExitGuard guard = new ExitGuard(err, dropIns);
    Runtime.getRuntime().addShutdownHook(guard.hook);
    int code = work.getAsInt();
    try {
      Runtime.getRuntime().removeShutdownHook(guard.hook);
    } catch (IllegalStateException e) {
      // the process is ending, and the hook decides
    }
    return code;
  }

  /**
   * Does some work; if the process ends in the midst of it, a last word is said.
   *
   * @param lastWord said by a thread of its own
   */
  public static void saying(Runnable lastWord, Runnable work) {
    Thread hook = new Thread(lastWord, "last-word");
    Runtime.getRuntime().addShutdownHook(hook);
    LAST_WORDS.add(hook);
    try {
      work.run();
    } finally {
      LAST_WORDS.remove(hook);
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // it is being said
      }
    }
  }

  /** Who ends this process from within, in words; empty where nobody does, or a signal. */
  public static Optional<String> culprit() {
    return Culprit.exiting().stream().findFirst().map(frame -> frame + " called System.exit");
  }

  private void ending() {
    List<StackTraceElement> exiting = Culprit.exiting();
    if (exiting.isEmpty()) {
      return; // a signal
    }
    String who = Culprit.in(exiting, dropIns).orElseGet(() -> "at " + exiting.get(0));
    awaitLastWords();
    err.println(
        Visible.text(
            "rlhf4j failed: the process was ended from within, by a call of System.exit "
                + who
                + ".\n  Nothing after that was done, so the exit code is 1 whatever it asked for;"
                + " a plugin that cannot go on throws an exception."));
    err.flush();
    Runtime.getRuntime().halt(FAILED);
  }

  /** They are said at the same time, and must not be cut short. */
  private static void awaitLastWords() {
    long latest = System.nanoTime() + LAST_WORDS_MILLIS * 1_000_000;
    for (Thread word : LAST_WORDS) {
      while (word.getState() != Thread.State.TERMINATED && System.nanoTime() < latest) {
        try {
          Thread.sleep(1);
        } catch (InterruptedException e) {
          return; // nobody does
        }
      }
    }
  }
}
