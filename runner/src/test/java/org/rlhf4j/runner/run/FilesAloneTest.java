package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.StrictJson;

/** Specs with nothing but evaluators of files that others made. */
final class FilesAloneTest {
  private static final String SPEC =
      """
      {"name": "files",
       "evaluate": [{"id": "over-optimisation", "options": {"file": "scored.jsonl", "n": N}}]}
      """;

  @TempDir Path folder;

  private Shell shell() {
    Catalog catalog = Catalog.load(List.of());
    return new Shell(folder, layers -> catalog);
  }

  /** Four candidates of each of three prompts; gold is the proxy up to 3, and then 0. */
  private static String rows() {
    StringBuilder rows = new StringBuilder();
    for (int prompt = 0; prompt < 3; prompt++) {
      for (int candidate = 1; candidate <= 4; candidate++) {
        int gold = candidate <= 3 ? candidate : 0;
        rows.append(
            "{\"prompt\": \"p%d\", \"proxy\": %d, \"gold\": %d}%n"
                .formatted(prompt, candidate, gold));
      }
    }
    return rows.toString();
  }

  @Test
  void candidatesWithScores() throws StrictJson.Malformed {
    Shell shell = shell();
    shell.write("scored.jsonl", rows());
    shell.write("files.json", SPEC.replace("N", "[2, 4]"));
    assertEquals(0, shell.run("run", "files.json"), () -> shell.err());
    assertTrue(shell.out().contains("best of 1 to 4"), shell.out());
    JsonObject results = StrictJson.parse(shell.read("runs/files/results.json")).getAsJsonObject();
    assertEquals("[\"best of 1 to 4\"]", results.get("subjects").toString());
    for (JsonElement row : results.getAsJsonArray("measurements")) {
      JsonObject m = row.getAsJsonObject();
      double expected =
          switch (m.get("metric").getAsString()) {
            case "proxy gain" -> 4 - 2.5;
            case "gold gain" -> 0 - 1.5;
            // of the best of 2: (1 * 2 + 2 * 3 + 3 * 0) / 6, which is below that of one
            case "gold since best" -> 0 - 1.5;
            default -> throw new AssertionError(m);
          };
      assertEquals(expected, m.get("value").getAsDouble(), 1e-12, m::toString);
    }
    String basis =
        results.getAsJsonArray("evaluations").get(0).getAsJsonObject().get("basis").toString();
    assertTrue(basis.contains("12 candidates of 3 prompts in scored.jsonl, sha256 "), basis);
    assertFalse(shell.has("runs/files/samples"));
  }

  @Test
  void scoresWhoseSquaresOverflowAreRefused() {
    Shell shell = shell();
    shell.write("scored.jsonl", rows() + "{\"prompt\": \"p2\", \"proxy\": 1, \"gold\": -1e308}\n");
    shell.write("files.json", SPEC.replace("N", "[2, 4]"));
    assertEquals(2, shell.run("run", "files.json"));
    assertTrue(shell.err().contains("line 13"), shell.err());
    assertTrue(
        shell.err().contains("\"gold\" must be in [-1.0E100, 1.0E100], but is -1.0E308"),
        shell.err());
    assertFalse(shell.has("runs"));
  }

  @Test
  void badFilesAreRefused() {
    Shell shell = shell();
    shell.write("scored.jsonl", rows());
    shell.write("files.json", SPEC.replace("N", "[2, 8]"));
    assertEquals(2, shell.run("run", "files.json"));
    assertTrue(
        shell.err().contains("n has 8, but in scored.jsonl prompt \"p0\" has 4"), shell.err());
    shell.write("scored.jsonl", rows() + "{\"prompt\": \"p9\", \"proxy\": 1}\n");
    assertEquals(2, shell.run("run", "files.json"));
    assertTrue(shell.err().contains("line 13"), shell.err());
    assertTrue(shell.err().contains("gold"), shell.err());
    assertFalse(shell.has("runs"));
  }
}
