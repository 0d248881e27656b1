package org.rlhf4j.runner.log;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;
import org.rlhf4j.api.run.Progress;

/** Progress as a bar with rate and time left, for terminals. */
final class BarProgress implements Progress {
  /** Fits the narrowest usual terminal; a longer line would wrap and not be overwritten. */
  private static final int WIDTH = 79;

  private static final String CLEAR_LINE = "\r\033[2K";

  private final ProgressBar bar;

  BarProgress(String task, long total, String unit, long start, PrintWriter err) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .startsFrom(start, Duration.ZERO)
            .setUpdateIntervalMillis(250)
            .setRenderer((state, width) -> line(state, unit, width))
            .setConsumer(new Line(err))
            .build();
  }

  private static String line(ProgressState state, String unit, int width) {
    return BarLine.of(
        state.getTaskName(),
        state.getCurrent(),
        state.getMax(),
        unit,
        state.getTotalElapsed(),
        state.getExtraMessage(),
        width);
  }

  @Override
  public void update(long done, String detail) {
    bar.stepTo(done);
    bar.setExtraMessage(detail);
  }

  @Override
  public void close() {
    bar.close();
  }

  /** Overwrites one line. */
  private record Line(PrintWriter err) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return WIDTH;
    }

    @Override
    public void accept(String rendered) {
      err.print(CLEAR_LINE + rendered);
      err.flush();
    }

    @Override
    public void clear() {
      err.print(CLEAR_LINE);
      err.flush();
    }

    @Override
    public void close() {
      err.println();
      err.flush();
    }
  }
}
