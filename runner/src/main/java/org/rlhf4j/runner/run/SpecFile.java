package org.rlhf4j.runner.run;

import java.nio.file.Path;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.log.Journal;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.runner.spec.Spec;
import org.rlhf4j.runner.spec.SpecReader;

/** A spec without a sweep in its file: it is opened as often as there are seeds. */
public final class SpecFile {
  private final Path path;
  private final JsonDocument document;
  private final Problems problems = new Problems();
  private final Spec spec;

  private SpecFile(Path path, JsonDocument document, Catalog catalog) {
    this.path = path;
    this.document = document;
    String file = path.getFileName().toString();
    String name = folderName(file.endsWith(".json") ? file.substring(0, file.length() - 5) : file);
    this.spec =
        SpecReader.read(document, name, catalog, problems).orElseThrow(() -> problems.in(document));
  }

  /** What a spec is called that does not say: the name of its file, made fit for a folder. */
  private static String folderName(String file) {
    String name = file.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
    return name.isEmpty() ? "run" : name.substring(0, Math.min(100, name.length()));
  }

  /**
   * Reads a spec. Its problems are told when it is opened, together with those of what it names.
   */
  static SpecFile read(Path path, Catalog catalog) {
    return of(path, JsonDocument.read(path), catalog);
  }

  /** The same for what was read already. */
  static SpecFile of(Path path, JsonDocument document, Catalog catalog) {
    return new SpecFile(path, document, catalog);
  }

  /**
   * Opens everything that the spec names.
   *
   * @throws UserException with all problems of the spec and of what it names
   */
  public Setup open(long seed, PathRoots places, Journal journal) {
    return open(seed, files(places), new SharedParts(), journal);
  }

  /** Finds files from these places and from where the spec lies. */
  InputFiles files(PathRoots places) {
    return new InputFiles(places, path.toAbsolutePath().getParent());
  }

  /** The same with files of its own, and what it shares with other runs. */
  Setup open(long seed, InputFiles files, SharedParts shared, Journal journal) {
    Setup setup = Setup.open(spec, seed, files, shared, journal, problems);
    if (!problems.isEmpty()) {
      setup.close();
      throw problems.in(document);
    }
    return setup;
  }

  /** The spec as far as it could be read. */
  public Spec spec() {
    return spec;
  }

  /** A seed to check the spec with. */
  public long firstSeed() {
    return spec.seed().isEmpty() ? 0 : spec.seed().get(0);
  }

  /** Where it stands. */
  public Path path() {
    return path;
  }
}
