package org.rlhf4j.runner.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;

/** examples/audit.json, as docs/results.md reports it. */
@Tag("data")
final class AuditExampleTest {

  @TempDir Path folder;

  private static double value(JsonObject results, String subject, String metric) {
    for (JsonElement row : results.getAsJsonArray("measurements")) {
      JsonObject m = row.getAsJsonObject();
      if (m.get("subject").getAsString().equals(subject)
          && m.get("metric").getAsString().equals(metric)) {
        return m.get("value").getAsDouble();
      }
    }
    throw new AssertionError(subject + " has no " + metric + " in " + results);
  }

  /** The fits were computed by another program: 30 lines of Python that share no code with this. */
  @Test
  void theNumbersInTheResults() throws IOException {
    Path data = Evaluated.data("vader/tweets_anonDataRatings.txt").getParent().getParent();
    Files.createSymbolicLink(folder.resolve("shared"), data.getParent());
    Catalog catalog = Catalog.load(List.of());
    Shell shell = new Shell(folder, layers -> catalog);
    Path example = Path.of("..", "examples", "audit.json").toAbsolutePath().normalize();
    // fewer resamples: the fits do not depend on them
    assertEquals(
        0,
        shell.run(
            "run",
            example.toString(),
            "--set",
            "evaluate[1].options.resamples=5",
            "--set",
            "evaluate[2].options.resamples=5",
            "--set",
            "evaluate[1].options.simulations=5",
            "--set",
            "evaluate[2].options.simulations=5"),
        () -> shell.err());
    JsonObject results = Shell.json(shell.read("runs/audit/results.json"));
    assertEquals(0.00720, value(results, "VADER tweets", "pool flip"), 5e-6);
    assertEquals(0.08826, value(results, "VADER tweets", "pool hard"), 5e-6);
    assertEquals(0.02471, value(results, "VADER snippets", "pool flip"), 5e-6);
    assertEquals(0.05878, value(results, "VADER snippets", "pool hard"), 5e-6);
    assertEquals(0.94282, value(results, "VADER tweets", "raw agreement"), 5e-6);
    assertEquals(0.05265, value(results, "VADER snippets", "variance"), 5e-6);
    assertEquals(0.94733, value(results, "PandaLM", "raw agreement"), 5e-6);
    assertTrue(shell.out().contains("flip rate"), shell.out());
    assertTrue(shell.err().contains("95 % interval"), shell.err());
  }
}
