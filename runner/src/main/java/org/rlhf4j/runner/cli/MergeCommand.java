package org.rlhf4j.runner.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.log.Clock;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.run.InputFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code merge}: an adapter and its model become one model. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    header = "Makes a whole model of an adapter and the model that it stands beside.",
    description =
        "The adapter is a PEFT folder; its adapter_config.json names the folder of its model. What"
            + " is written needs neither of them any more. Weights go through memory a piece at a"
            + " time, whatever their size.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class MergeCommand implements Callable<Integer> {
  /** The type of the weights that are written. */
  private enum Type {
    FLOAT32,
    BFLOAT16
  }

  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;
  @Mixin private ModelOptions model;

  @Option(
      names = "--dtype",
      defaultValue = "float32",
      paramLabel = "TYPE",
      description =
          "Type of the weights that are written: float32 or bfloat16. Default: ${DEFAULT-VALUE}")
  private Type type;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the model goes: a folder that is not there yet, or is empty.")
  private Path out;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    InputFiles files = new InputFiles(s.places(), /* specFolder= */ null);
    Path folder = s.places().working().resolve(out).toAbsolutePath().normalize();
    requireRoom(folder);
    JsonObject options = new JsonObject();
    options.addProperty("merge", true);
    options.addProperty("dtype", type.name().toLowerCase(java.util.Locale.ROOT));
    try (Journal journal = new Journal(s.console());
        Policy policy = model.open(common.catalog(s), model.context(0, files, journal), options)) {
      policy.save(folder);
      journal.note("merged in " + Clock.words(journal.elapsed()) + ", in " + out);
    }
    return 0;
  }

  private void requireRoom(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      if (inside.findAny().isEmpty()) {
        return;
      }
    } catch (IOException e) {
      throw new UserException("--out " + out + " is no folder: " + UserException.reason(e), e);
    }
    throw new UserException("--out " + out + " holds files already; name another folder");
  }
}
