package org.rlhf4j.runner.cli;

import java.util.concurrent.Callable;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.schema.SpecSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code schema}: what a spec may say, for editors. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    header = "Prints the JSON Schema of specs, with all plugins that are there.",
    description =
        "Name its file in a spec, as in \"$schema\": \"spec.schema.json\", and editors such as VS"
            + " Code and IntelliJ complete and check the spec.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SchemaCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    s.console().out().print(JsonText.pretty(SpecSchema.of(common.catalog(s))));
    return 0;
  }
}
