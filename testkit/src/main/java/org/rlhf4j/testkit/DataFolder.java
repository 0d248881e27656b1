package org.rlhf4j.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder of public models and data that conformance tests read. It is no part of the sources:
 * the environment variable {@value #VARIABLE} names it, else it is {@code shared} beside the
 * checkout, as seen from a module's folder.
 *
 * <p>Tests that read it carry JUnit's {@code @Tag("data")}, and builds leave them out unless asked
 * for them ({@code ./mvnw -Pdata verify}). So what is missing here fails a test and never skips it:
 * skipped tests rot.
 */
public final class DataFolder {
  /** The environment variable that names the folder. */
  public static final String VARIABLE = "RLHF4J_DATA";

  private static final Path BESIDE = Path.of("..", "..", "shared");

  private DataFolder() {}

  /**
   * A file or folder in it.
   *
   * @param name relative to the folder, such as {@code data/gsm8k/test.jsonl.gz}
   * @return its absolute path
   * @throws AssertionError if it is not there; the message says what to do
   */
  public static Path file(String name) {
    return file(System.getenv(VARIABLE), name);
  }

  static Path file(@Nullable String named, String name) {
    Path folder = named == null || named.isBlank() ? BESIDE : Path.of(named);
    Path file = folder.resolve(name).toAbsolutePath().normalize();
    if (!Files.exists(file)) {
      throw new AssertionError(
          "there is no "
              + file
              + ": tests tagged \"data\" read public data from the folder that "
              + VARIABLE
              + " names (now "
              + (named == null ? "not set, so shared beside the checkout" : "\"" + named + "\"")
              + "); without that data run ./mvnw verify, which leaves them out");
    }
    return file;
  }
}
