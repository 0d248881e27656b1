package org.rlhf4j.runner.plugins;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rlhf4j.runner.log.Clock;
import org.rlhf4j.runner.log.Pulse;
import org.rlhf4j.runner.log.Visible;

/**
 * Says who is being waited for when nothing was heard for long: the plugin that the working thread
 * is in, its class, and its jar. It says so after 30 seconds of silence, and then each time that
 * the silence has doubled. Notes, progress and steps are what breaks it.
 */
public final class Patience implements AutoCloseable {
  /** How long silence may last, in milliseconds; for tests. */
  private static final long FIRST_MILLIS = Long.getLong("rlhf4j.patience.millis", 30_000);

  private static final long LOOKS = 30; // as often as this before the first word

  private final Thread worker;
  private final PrintWriter err;
  private final boolean terminal;
  private final List<ModuleLayer> dropIns;
  private final Thread watcher = new Thread(this::watch, "patience");
  private volatile boolean over;

  private Patience(Thread worker, PrintWriter err, boolean terminal, List<ModuleLayer> dropIns) {
    this.worker = worker;
    this.err = err;
    this.terminal = terminal;
    this.dropIns = dropIns;
  }

  /**
   * Watches the calling thread from now on.
   *
   * @param terminal whether a progress bar may stand in the line
   * @param dropIns layers of dropped-in jars, the newest last; may grow
   */
  public static Patience with(PrintWriter err, boolean terminal, List<ModuleLayer> dropIns) {
    Patience patience = new Patience(Thread.currentThread(), err, terminal, dropIns);
    Pulse.beat();
    patience.watcher.setDaemon(true);
    patience.watcher.start();
    return patience;
  }

  private void watch() {
    long limit = FIRST_MILLIS;
    long beat = Pulse.last();
    while (!over) {
      try {
        Thread.sleep(Math.max(1, FIRST_MILLIS / LOOKS));
      } catch (InterruptedException e) {
        return;
      }
      if (Pulse.last() != beat) {
        beat = Pulse.last();
        limit = FIRST_MILLIS;
      }
      long silence = (System.nanoTime() - beat) / 1_000_000;
      if (silence >= limit && !over) {
        say(silence);
        limit = 2 * silence;
      }
    }
  }

  private void say(long silence) {
    Optional<String> who = Culprit.in(List.of(worker.getStackTrace()), dropIns);
    if (who.isPresent()) {
      String line =
          "rlhf4j: nothing was heard for "
              + Clock.words(Duration.ofMillis(silence))
              + "; waiting "
              + who.get().replaceFirst("^(?!in )", "for ");
      err.println((terminal ? "\r\033[2K" : "") + Visible.text(line));
      err.flush();
    }
  }

  @Override
  public void close() {
    over = true;
    watcher.interrupt();
  }
}
