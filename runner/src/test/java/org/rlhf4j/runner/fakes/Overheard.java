package org.rlhf4j.runner.fakes;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.Consumer;

/** Output to which somebody listens, line by line, before it is written. */
public final class Overheard extends PrintWriter {
  private final Consumer<String> listener;

  /** Passes everything on. */
  public Overheard(Writer out, Consumer<String> listener) {
    super(out, /* autoFlush= */ true);
    this.listener = listener;
  }

  @Override
  public void println(String line) {
    listener.accept(line);
    super.println(line);
  }
}
