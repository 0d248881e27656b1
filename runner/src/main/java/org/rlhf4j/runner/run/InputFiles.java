package org.rlhf4j.runner.run;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Suggestion;

/** Finds the files that a spec names, and remembers them as the inputs of the run. */
public final class InputFiles {
  private static final String DATA = "data:";

  private final PathRoots places;
  private final @Nullable Path specFolder;
  private final Set<Path> found = new LinkedHashSet<>();

  /**
   * Finds files from these places.
   *
   * @param specFolder where the spec lies, or null where there is none
   */
  public InputFiles(PathRoots places, @Nullable Path specFolder) {
    this.places = places;
    this.specFolder = specFolder;
  }

  /**
   * A file or folder that is there: below the data folder for {@code data:...}; else absolute, or
   * relative to the working folder, or to the folder of the spec.
   *
   * @throws UserException if there is none
   */
  public synchronized Path resolve(String path) {
    if (path.isBlank()) {
      throw new UserException("the path is empty; name a file or folder");
    }
    List<Path> candidates = new ArrayList<>();
    try {
      addCandidates(path, candidates);
    } catch (InvalidPathException e) {
      throw new UserException("\"" + path + "\" is not a legal path: " + e.getReason(), e);
    }
    for (Path candidate : candidates) {
      if (Files.exists(candidate)) {
        found.add(candidate);
        return candidate;
      }
    }
    String looked =
        candidates.stream().distinct().map(Path::toString).collect(Collectors.joining(" or "));
    throw new UserException(
        "there is no \""
            + path
            + "\""
            + (looked.equals(path) ? "" : ": looked for " + looked)
            + (path.startsWith(DATA)
                ? " (the variable " + PathRoots.DATA_VARIABLE + " names the data folder)"
                : "")
            + near(candidates, path));
  }

  /** A file whose name is nearly that, as a spec would name it. */
  private String near(List<Path> candidates, String path) {
    return candidates.stream()
        .flatMap(candidate -> Suggestion.file(candidate).stream())
        .findFirst()
        .map(file -> "; did you mean \"" + named(file, path) + "\"?")
        .orElse("");
  }

  private String named(Path file, String path) {
    if (path.startsWith(DATA)) {
      return DATA + places.data().toAbsolutePath().normalize().relativize(file);
    }
    Path from = specFolder;
    Path shown = places.shown(file);
    return (from != null && file.startsWith(from) ? from.relativize(file) : shown).toString();
  }

  /**
   * A file or folder that need not be there: absolute, or relative to the working folder.
   *
   * @throws UserException if the path is not a legal one
   */
  Path place(String path) {
    try {
      return places.working().resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new UserException("\"" + path + "\" is not a legal path: " + e.getReason(), e);
    }
  }

  private void addCandidates(String path, List<Path> candidates) {
    if (path.startsWith(DATA)) {
      candidates.add(places.data().resolve(path.substring(DATA.length())).normalize());
    } else {
      candidates.add(places.working().resolve(path).normalize());
      if (specFolder != null) {
        candidates.add(specFolder.resolve(path).normalize());
      }
    }
  }

  /** What was found so far. */
  synchronized List<Path> found() {
    return List.copyOf(found);
  }
}
