package org.rlhf4j.runner.fakes;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.cli.Rlhf4j;
import org.rlhf4j.runner.cli.Surroundings;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.run.PathRoots;

/**
 * The program with the real methods as a process of its own, which waits to be killed in the middle
 * of one of them: at the n-th thing that its policy does after the method began.
 */
public final class MethodsMain {
  private static final String METHOD = System.getProperty("rlhf4j.test.method", "");
  private static final int MOMENT = Integer.getInteger("rlhf4j.test.moment", 0);

  private MethodsMain() {}

  /** Runs one command in the working folder. */
  public static void main(String[] args) {
    Path here = Path.of("").toAbsolutePath();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err =
        new Overheard(
            new OutputStreamWriter(System.err, StandardCharsets.UTF_8),
            line -> {
              if (line.contains("] " + METHOD + ": starts from ")) {
                Mortal.waitAt(MOMENT);
              }
            });
    Catalog catalog = MethodsSpec.catalog();
    System.exit(
        Rlhf4j.execute(
            new Surroundings(
                new Console(out, err, false), new PathRoots(here, here, here), layers -> catalog),
            args));
  }
}
