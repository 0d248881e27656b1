package org.rlhf4j.runner.cli;

import java.util.concurrent.Callable;
import org.rlhf4j.runner.estimate.Validation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code validate}: everything that {@code run} checks before it trains, and what it will take. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    header = "Checks a spec without training, and estimates what its run takes.",
    description =
        "Reads its data, loads its model and makes its plugins, and tells all problems at once."
            + " Then measures the model for a moment and estimates tokens, time, memory and"
            + " verdicts.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ValidateCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;
  @Mixin private SpecOptions input;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Validation.of(
        input.read(s, common.catalog(s)), input.path().toString(), s.places(), s.console());
    return 0;
  }
}
