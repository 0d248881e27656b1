package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.rlhf4j.runner.run.RunDiff;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code diff}: what differs between two runs. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    header = "Tells what differs between two runs.",
    description =
        "Changed conventions first, then other options, then program, machine, plugins and inputs,"
            + " then numbers with their standard errors.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DiffCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;

  @Mixin
  @SuppressWarnings("UnusedVariable") // for its --debug, which is asked for by its name
  private CommonOptions common;

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path first;

  @Parameters(index = "1", paramLabel = "RUN", description = "The folder of another.")
  private Path second;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Path working = s.places().working();
    RunDiff diff =
        RunDiff.of(working.resolve(first).normalize(), working.resolve(second).normalize());
    diff.lines(first.toString(), second.toString()).forEach(s.console().out()::println);
    return 0;
  }
}
