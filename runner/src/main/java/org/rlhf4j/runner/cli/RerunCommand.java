package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.runner.run.Rerun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code rerun}: makes a run again from what its folder says. */
@Command(
    name = "rerun",
    mixinStandardHelpOptions = true,
    header = "Makes a run again from its folder, and compares the results.",
    description = {
      "spec.json and provenance.json say all that is needed. Inputs and dropped-in plugins must be"
          + " what they were; another version or machine is told.",
      "Exit code 1 if the results differ. They are the same, byte for byte, on the same machine"
          + " with the same number of threads."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RerunCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Spec private CommandSpec command;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "The folder of the run, such as runs/NAME.")
  private Path run;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder of the new run. Default: the next free one of runs/NAME, runs/NAME-2 ...")
  private @Nullable Path out;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Path working = s.places().working();
    List<String> args = command.root().commandLine().getParseResult().originalArgs();
    boolean same =
        new Rerun(common.catalog(s), s.places(), s.console(), args, ReportCommand.whenEnded(s))
            .of(
                working.resolve(run).normalize(),
                out == null ? null : working.resolve(out).normalize());
    return same ? 0 : 1;
  }
}
