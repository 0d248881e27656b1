package org.rlhf4j.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.JsonDocument;

/** Reports of whole runs with fake plugins. */
final class ReportCommandTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": 7,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 20}},
                "prompts": {"id": "words", "options": {"count": 30}},
                "evaluation": {"id": "words", "options": {"count": 40}}},
       "feedback": {"judge": {"id": "many-as", "options": {"flip": 0.25}}, "pairsPerPrompt": 2},
       "methods": [{"id": "sft"}, {"id": "dpo", "options": {"beta": 0.1}}],
       "evaluate": [{"id": "share"},
                    {"id": "wins",
                     "options": {"judge": {"id": "many-as"}, "baseline": "sft"}}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    shell = new Shell(folder);
    shell.write("mini.json", SPEC);
  }

  @Test
  void everyRunEndsWithItsReport() {
    assertEquals(0, shell.run("run", "mini.json"), () -> shell.err());
    String page = shell.read("runs/mini/report.html");
    assertTrue(page.contains("<h1><bdi>mini</bdi></h1>"));
    assertTrue(page.contains("<bdi>dpo</bdi>"));
    assertEquals(1 + 2 * 3, shell.lines("runs/mini/results.csv").size());
    assertTrue(shell.has("runs/mini/charts/training-loss.csv"));
    // written again, it is the same
    assertEquals(0, shell.run("report", "runs/mini"), () -> shell.err());
    assertEquals(page, shell.read("runs/mini/report.html"));
    assertTrue(shell.out().contains("report.html"));
  }

  @Test
  void costsAreCountedByPhase() {
    shell.run("run", "mini.json");
    JsonObject costs =
        JsonDocument.read(folder.resolve("runs/mini/costs.json")).root().getAsJsonObject();
    JsonObject feedback = costs.getAsJsonObject("feedback");
    Matcher told =
        Pattern.compile("from (\\d+) pairs \\((\\d+) of the same text")
            .matcher(shell.read("runs/mini/log.txt"));
    assertTrue(told.find());
    assertEquals(
        Integer.parseInt(told.group(1)) - Integer.parseInt(told.group(2)),
        feedback.get("judge calls").getAsInt());
    assertTrue(feedback.get("tokens generated").getAsLong() > 0);
    assertTrue(costs.getAsJsonObject("answers of dpo").get("tokens generated").getAsLong() > 0);
    assertTrue(shell.read("runs/mini/report.html").contains("judge calls"));
  }

  @Test
  void anAlarmAboutNoMethodBeginsWithWhatItSays() {
    shell.write("mini.json", SPEC.replace("[{\"id\": \"share\"}", "[{\"id\": \"warning\"}"));
    assertEquals(0, shell.run("run", "mini.json"), () -> shell.err());
    assertTrue(shell.err().contains("ALARM: too few prompts"), shell.err());
  }

  @Test
  void severalRunsSayFirstWhatDiffers() {
    shell.run("run", "mini.json");
    shell.write("other.json", SPEC.replace("0.1}", "0.2}").replace("\"mini\"", "\"other\""));
    shell.run("run", "other.json");
    assertEquals(0, shell.run("report", "runs/mini", "runs/other"), () -> shell.err());
    String page = shell.read("reports/comparison/report.html");
    int differs = page.indexOf("<h2>What differs</h2>");
    assertTrue(differs > 0 && differs < page.indexOf("<h2>Results</h2>"));
    assertTrue(page.contains("methods[name=dpo].beta"));
    assertTrue(page.contains("<code>0.2</code>"));
    assertEquals(0, shell.run("report", "runs/mini", "runs/other"), () -> shell.err());
    assertTrue(shell.has("reports/comparison-2/report.html"));
  }

  @Test
  void seedsAreOneReport() {
    shell.write("seeds.json", SPEC.replace("\"seed\": 7", "\"seed\": [7, 8, 9]"));
    assertEquals(0, shell.run("run", "seeds.json"), () -> shell.err());
    String whole = shell.read("runs/mini/report.html");
    assertTrue(whole.contains("3 runs of one spec with different seeds"));
    assertTrue(whole.contains("paired over 3 seeds"));
    assertTrue(shell.has("runs/mini/seed-8/report.html"));
  }

  @Test
  void wrongInputIsExplained() {
    assertEquals(2, shell.run("report", "nowhere"));
    assertTrue(shell.err().contains("nowhere is not there"), shell.err());
    assertEquals(2, shell.run("report"));
    shell.run("run", "mini.json");
    assertEquals(2, shell.run("report", "runs/mini", "--baseline", "dop"));
    assertTrue(shell.err().contains("there is base, sft, dpo"), shell.err());
  }
}
