package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.Setup;
import org.rlhf4j.runner.run.SpecFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code validate}: everything that {@code run} checks before it trains. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    header = "Checks a spec without training.",
    description =
        "Reads its data, loads its model and makes its plugins, and tells all problems at once.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ValidateCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "SPEC", description = "The spec, a JSON file.")
  private Path spec;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Path path = s.places().working().resolve(spec);
    SpecFile file = SpecFile.read(path, common.catalog(s), OptionalLong.empty());
    try (Journal journal = new Journal(s.console());
        Setup setup = file.open(file.firstSeed(), s.places(), journal)) {
      journal.result(spec + " is right:\n  " + setup.summary().replace("\n", "\n  "));
    }
    return 0;
  }
}
