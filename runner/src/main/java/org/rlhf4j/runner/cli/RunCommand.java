package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.runner.run.SpecFile;
import org.rlhf4j.runner.run.SpecRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code run}: from a spec to a folder of results and a table. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    header = "Runs a spec: every method, then the evaluation.",
    description =
        "Its folder then has the effective spec, where everything came from, metrics of every step,"
            + " samples, models and results.json; the table stands at the end of the output.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RunCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Spec private CommandSpec command;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "SPEC", description = "The spec, a JSON file.")
  private Path spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder of the run, new or empty. Default: runs/NAME, or the next free one"
              + " of runs/NAME-2 ...")
  private @Nullable Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of all randomness, instead of those of the spec.")
  private @Nullable Long seed;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Path working = s.places().working();
    OptionalLong chosen = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    SpecFile file = SpecFile.read(working.resolve(spec), common.catalog(s), chosen);
    List<String> args = command.root().commandLine().getParseResult().originalArgs();
    new SpecRun(file, s.places(), s.console(), args, ReportCommand.whenEnded(s))
        .run(out == null ? null : working.resolve(out).normalize());
    return 0;
  }
}
