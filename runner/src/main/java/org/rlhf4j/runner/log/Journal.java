package org.rlhf4j.runner.log;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.checkpoint.DurableFile;

/**
 * Tells the user what goes on and keeps what is worth keeping in the run's folder: notes and
 * results in {@code log.txt}, steps in {@code metrics.jsonl}. Before there is a folder, lines are
 * remembered, and steps dropped.
 */
public final class Journal implements AutoCloseable {
  private static final String LOG = "log.txt";

  private final Console console;
  private final long start = System.nanoTime();
  private final StringBuilder early = new StringBuilder();
  private @Nullable BufferedWriter file;
  private @Nullable Path logFile;
  private @Nullable MetricsFile metrics;
  private ObjDoubleConsumer<String> ledger = (what, amount) -> {};
  private boolean progressIsShown;
  private boolean broken;

  /** A journal that speaks to a console. */
  public Journal(Console console) {
    this.console = console;
  }

  /**
   * From now on keeps everything in a folder, from the first line on, behind what an interrupted
   * run left there.
   */
  public synchronized void keepIn(Path folder) {
    metrics = new MetricsFile(folder);
    logFile = folder.resolve(LOG);
    try {
      file =
          Files.newBufferedWriter(
              folder.resolve(LOG), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      keep(early.toString());
    } catch (IOException e) {
      throw DurableFile.notWritten(folder.resolve(LOG), e);
    }
  }

  /**
   * The log of one part of the run that has no checkpoints. Its steps are numbered here, through
   * the whole run: what the part itself counts begins anew in a resumed run.
   */
  public RunLog stage(String name) {
    return new RunLog() {
      @Override
      public void step(int step, Record numbers) {
        Journal.this.nextStep(name, numbers);
      }

      @Override
      public Progress progress(String task, long total, String unit) {
        return Journal.this.progress(task, total, unit, 0);
      }

      @Override
      public void note(String line) {
        Journal.this.note(name + ": " + line);
      }

      @Override
      public void spend(String what, double amount) {
        Journal.this.spend(what, amount);
      }
    };
  }

  /**
   * From now on tells somebody what is spent.
   *
   * @param ledger takes what, with its unit, and how much
   */
  public synchronized Journal paying(ObjDoubleConsumer<String> ledger) {
    this.ledger = ledger;
    return this;
  }

  /** Adds to the costs of the running phase. */
  public synchronized void spend(String what, double amount) {
    Pulse.beat();
    ledger.accept(what, amount);
  }

  /** Says something to the user and to the log. */
  public synchronized void note(String line) {
    Pulse.beat();
    String stamped = stamp() + Visible.text(line);
    if (console.terminal() && progressIsShown) {
      console.err().print("\r\033[2K"); // the bar draws itself again
    }
    console.err().println(stamped);
    console.err().flush();
    keep(stamped + "\n");
  }

  /** Says something to the log alone. */
  public synchronized void remember(String line) {
    keep(stamp() + Visible.text(line) + "\n");
  }

  /** Shows a result. */
  public synchronized void result(String text) {
    result(text, text);
  }

  /**
   * Shows a result.
   *
   * @param shown on the screen
   * @param kept in the log
   */
  public synchronized void result(String shown, String kept) {
    console.err().flush();
    console.out().println(Visible.text(shown));
    console.out().flush();
    keep(Visible.text(kept) + "\n");
  }

  /** How far the steps are that are kept; only while they are kept in a folder. */
  public synchronized Stateful position() {
    if (metrics == null) {
      throw new IllegalStateException("there is no folder yet");
    }
    return metrics;
  }

  /** Brings the steps so far to the disk. */
  public synchronized void force() {
    if (metrics != null) {
      metrics.force();
    }
  }

  /** Time since the journal was begun. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private String stamp() {
    return String.format(Locale.ROOT, "[%5s] ", Clock.words(elapsed()));
  }

  private synchronized void nextStep(String part, Record numbers) {
    Pulse.beat();
    if (metrics != null) {
      metrics.writeNext(part, numbers);
    }
  }

  /** Keeps the numbers of a step of a stage. */
  public synchronized void step(String stage, int step, Record numbers) {
    Pulse.beat();
    if (metrics != null) {
      metrics.write(stage, step, numbers);
    }
  }

  /**
   * Shows progress, but only the outermost of several that are nested.
   *
   * @param start units that were done before
   */
  public synchronized Progress progress(String task, long total, String unit, long start) {
    if (progressIsShown) {
      return (done, detail) -> Pulse.beat();
    }
    progressIsShown = true;
    Progress display =
        console.terminal()
            ? new BarProgress(task, total, unit, start, console.err())
            : new PlainProgress(task, total, unit, start, this::progressLine, System::nanoTime);
    return new Progress() {
      @Override
      public void update(long done, String detail) {
        Pulse.beat();
        display.update(done, Visible.line(detail));
      }

      @Override
      public void close() {
        display.close();
        synchronized (Journal.this) {
          progressIsShown = false;
        }
      }
    };
  }

  private synchronized void progressLine(String line) {
    console.err().println(stamp() + line);
    console.err().flush();
  }

  private void keep(String text) {
    if (file == null) {
      early.append(text);
      return;
    }
    if (broken) {
      return; // that was told; what is said of it now must still reach the screen
    }
    try {
      file.write(text);
      file.flush();
    } catch (IOException e) {
      broken = true;
      throw DurableFile.notWritten(Objects.requireNonNull(logFile), e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (metrics != null) {
        metrics.close();
      }
      if (file != null && !broken) {
        file.close();
      }
    } catch (IOException e) {
      throw DurableFile.notWritten(Objects.requireNonNull(logFile), e);
    }
  }
}
