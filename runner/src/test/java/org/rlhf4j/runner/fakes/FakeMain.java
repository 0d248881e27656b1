package org.rlhf4j.runner.fakes;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rlhf4j.runner.cli.Rlhf4j;
import org.rlhf4j.runner.cli.Surroundings;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.run.PathRoots;

/** The program with fake plugins as a process of its own. */
public final class FakeMain {
  private FakeMain() {}

  /** Runs one command in the working folder. */
  public static void main(String[] args) {
    Path here = Path.of("").toAbsolutePath();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(
        Rlhf4j.execute(
            new Surroundings(
                new Console(out, err, false),
                new PathRoots(here, here, here),
                l -> Fakes.catalog()),
            args));
  }
}
