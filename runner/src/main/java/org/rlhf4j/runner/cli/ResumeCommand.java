package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.rlhf4j.runner.run.SpecRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code resume}: goes on with a run that was interrupted. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    header = "Goes on with a run that was interrupted.",
    description =
        "It ends with the results of a run that never was. Inputs and dropped-in plugins must be"
            + " what they were; give --plugins again if the run had it.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ResumeCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Spec private CommandSpec command;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "The folder of the run, such as runs/NAME.")
  private Path run;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    List<String> args = command.root().commandLine().getParseResult().originalArgs();
    Path folder = s.places().working().resolve(run).normalize();
    SpecRun.resume(
        folder, common.catalog(s), s.places(), s.console(), args, ReportCommand.whenEnded(s));
    return 0;
  }
}
