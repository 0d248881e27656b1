package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.json.Assignment;
import org.rlhf4j.runner.run.SpecGrid;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A spec on the command line, with values in the place of those of its file. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SpecOptions {
  @Parameters(paramLabel = "SPEC", description = "The spec, a JSON file.")
  private Path spec;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "A value in the place of that of the spec, such as"
              + " methods[name=dpo].options.beta=0.2; may be given several times. The value is"
              + " JSON, or a text without quotes.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of all randomness, instead of those of the spec.")
  private @Nullable Long seed;

  /** What was given as the spec. */
  Path path() {
    return spec;
  }

  /** Reads it. */
  SpecGrid read(Surroundings surroundings, Catalog catalog) {
    List<Assignment> parsed = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String text : assignments) {
      try {
        parsed.add(Assignment.parse(text, "--set"));
      } catch (UserException e) {
        problems.add("--set " + e.getMessage());
      }
    }
    if (seed != null && parsed.stream().anyMatch(a -> a.path().text().equals("seed"))) {
      problems.add("--seed and --set seed=... are the same; leave one of them out");
    }
    if (!problems.isEmpty()) {
      throw new UserException(Excerpt.lines(problems));
    }
    Path file = surroundings.places().working().resolve(spec);
    return SpecGrid.read(file, catalog, parsed, seed);
  }
}
