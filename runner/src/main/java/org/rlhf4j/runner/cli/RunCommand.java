package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.run.SpecGrid;
import org.rlhf4j.runner.run.SpecRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Mixin private SpecOptions input;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder of the run, new or empty. Default: runs/NAME, or the next free one"
              + " of runs/NAME-2 ...")
  private @Nullable Path out;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Path working = s.places().working();
    Catalog catalog = common.catalog(s);
    SpecGrid grid = input.read(s, catalog);
    List<String> args = command.root().commandLine().getParseResult().originalArgs();
    new SpecRun(grid, catalog, s.places(), s.console(), args, ReportCommand.whenEnded(s))
        .run(out == null ? null : working.resolve(out).normalize());
    return 0;
  }
}
