package org.rlhf4j.runner.run;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folders that paths start from.
 *
 * @param working where the user stands
 * @param home where the program lies, or null where it does not know
 * @param data what {@code data:} in a path stands for
 */
public record PathRoots(Path working, @Nullable Path home, Path data) {
  /** The variable that names the data folder. */
  static final String DATA_VARIABLE = "RLHF4J_DATA";

  /** A path as people write it: from the working folder where it is below it. */
  public Path shown(Path path) {
    return path.startsWith(working) ? working.relativize(path) : path;
  }

  /**
   * The folders of this process.
   *
   * @param environment of the process
   * @param home where the launcher lies, or null
   */
  public static PathRoots of(Map<String, String> environment, @Nullable String home) {
    Path working = Path.of("").toAbsolutePath();
    Path program = home == null ? null : Path.of(home).toAbsolutePath();
    String data = environment.getOrDefault(DATA_VARIABLE, "../shared");
    Path base = environment.containsKey(DATA_VARIABLE) || program == null ? working : program;
    return new PathRoots(working, program, base.resolve(data).normalize());
  }
}
