package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.AtomicFile;
import org.rlhf4j.runner.run.FailedException;
import org.rlhf4j.runner.run.InputFiles;
import org.rlhf4j.runner.run.RunContext;
import org.rlhf4j.runner.verify.Languages;
import org.rlhf4j.runner.verify.Verification;
import org.rlhf4j.runner.verify.VerifyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code verify}: whether methods do what they claim, where the truth is known. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    header = "Trains methods on tiny languages where the truth is known exactly.",
    description =
        "Shows for each method how far its policy ends from what it should converge to, how far"
            + " its gradient is from the exact one, and the bias of each estimator of the"
            + " divergence. Exit code 1 if a claim does not hold. Methods of dropped-in jars are"
            + " verified too: a jar says how in META-INF/rlhf4j/verify/ID.json.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class VerifyCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;

  @Option(
      names = "--method",
      paramLabel = "ID",
      description = "Verify this method alone; may be given several times.")
  private List<String> only = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Write all numbers there too.")
  private @Nullable Path json;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of all randomness. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Catalog catalog = common.catalog(s);
    List<OptimizerPlugin<?>> chosen = methods(catalog);
    try (Journal journal = new Journal(s.console())) {
      InputFiles files = new InputFiles(s.places(), /* specFolder= */ null);
      RunContext context = RunContext.root(seed, files, "cpu", journal.stage("verify"));
      VerifyReport report =
          new Verification(
                  (plugin, options) -> ModelOptions.method(catalog, plugin.id(), options, context),
                  context.random(),
                  journal.stage("verify"))
              .run(chosen, () -> Languages.transformer(catalog, context.random(), context));
      journal.result(report.text());
      if (json != null) {
        AtomicFile.write(s.places().working().resolve(json), JsonText.pretty(report.json()));
      }
      if (!report.good()) {
        throw new FailedException("a claim does not hold: see FAIL above");
      }
      return 0;
    }
  }

  /** Those asked for, or all. */
  private List<OptimizerPlugin<?>> methods(Catalog catalog) {
    List<OptimizerPlugin<?>> methods = new ArrayList<>();
    if (only.isEmpty()) {
      catalog.all(OptimizerPlugin.class).forEach(methods::add);
    } else {
      only.stream().distinct().forEach(id -> methods.add(catalog.get(OptimizerPlugin.class, id)));
    }
    return methods;
  }
}
