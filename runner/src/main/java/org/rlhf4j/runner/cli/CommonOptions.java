package org.rlhf4j.runner.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.runner.log.Visible;
import org.rlhf4j.runner.plugins.DropIns;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
  static final String DEBUG = "--debug";

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description =
          "Load the plugin jars of this folder too, besides those of plugins/ next to"
              + " the program.")
  private @Nullable Path plugins;

  @Option(names = DEBUG, description = "Show the stack trace of an error.")
  @SuppressWarnings("UnusedVariable") // asked for by its name, where errors are shown
  private boolean debug;

  /** All plugins; jars that do not fit are complained about. */
  Catalog catalog(Surroundings surroundings) {
    DropIns.Found found = DropIns.find(surroundings.plugins(), folders(surroundings));
    found.complaints().stream().map(Visible::text).forEach(surroundings.console().err()::println);
    surroundings.console().err().flush();
    return found.catalog();
  }

  /**
   * The folders that plugin jars lie in.
   *
   * @throws UserException if the one that is named is not there
   */
  List<Path> folders(Surroundings surroundings) {
    Set<Path> folders = new LinkedHashSet<>(); // they may be one and the same
    Path home = surroundings.places().home();
    if (home != null && Files.isDirectory(home.resolve("plugins"))) {
      folders.add(home.resolve("plugins").normalize());
    }
    if (plugins != null) {
      Path folder = surroundings.places().working().resolve(plugins).normalize();
      if (!Files.isDirectory(folder)) {
        String near = Suggestion.file(folder).map(f -> "; did you mean " + f + "?").orElse("");
        throw new UserException("there is no plugin folder " + folder + near);
      }
      folders.add(folder);
    }
    return List.copyOf(folders);
  }
}
