package org.rlhf4j.runner.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;

/** The command around the workbench: specs that do not fit, and what needs no browser. */
final class AnnotateCommandTest {
  private static final String SPEC =
      """
      {"name": "w", "task": "pairwise", "items": "items.jsonl", "server": {"port": 0},
       "annotators": [{"name": "Ada"}], "judge": {"id": "reward-judge", "options": {
         "reward": {"id": "rules", "options": {"length": [{"unit": "characters", "max": 3}]}}}}}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void write() {
    shell = new Shell(folder, layers -> Catalog.load(List.of()));
    shell.write(
        "items.jsonl",
        """
        {"id": "x", "prompt": "p", "answers": ["good", "much too long"]}
        {"id": "y", "prompt": "q", "answers": ["long, too", "ok"]}
        """);
    shell.write("spec.json", SPEC);
  }

  private String problems(String spec) {
    shell.write("bad.json", spec);
    assertEquals(2, shell.run("annotate", "bad.json"));
    assertFalse(shell.err().contains("\tat "), shell.err());
    return shell.err();
  }

  @Test
  void allProblemsOfASpecAtOnceWithTheirPlaces() {
    String text =
        problems(
            """
            {"name": "w",
             "task": "pairwize",
             "items": "items.jsonl",
             "overlapp": 2,
             "server": {"port": 99999, "url": "nowhere"},
             "scales": [{"name": "x", "levels": ["one"]}],
             "judge": {"id": "none"}}
            """);
    for (String expected :
        List.of(
            "has 5 problems",
            "did you mean \"pairwise\"?",
            "overlapp (line 4, column 2)",
            "did you mean \"overlap\"?",
            "must be in [0, 65535], but is 99999",
            "the scale x needs 2 to 9 levels, but has 1",
            "there is no judge \"none\"")) {
      assertTrue(text.contains(expected), text);
    }
  }

  @Test
  void allMissingFilesAtOnce() {
    shell.write("gold.jsonl", "{\"prompt\": \"p\", \"answers\": [\"a\", \"b\"], \"gold\": 1}\n");
    String text =
        problems(
            """
            {"name": "w", "task": "pairwise", "items": "none.jsonl", "guidelines": "none.md",
             "gold": {"path": "gold.jsonl", "qualification": 2}}
            """);
    assertTrue(text.contains("items: there is no \"none.jsonl\""), text);
    assertTrue(text.contains("guidelines: there is no \"none.md\""), text);
    assertTrue(text.contains("gold.qualification: must be at most 1"), text);
    assertTrue(problems("{\"server\": {\"url\": \"x\"}}").contains("like https://label.example"));
    assertTrue(shell.err().contains("name: is missing"), shell.err());
    assertTrue(problems("[]").contains("a spec is an object"));
    assertTrue(problems("{\"workbench\": \"humann\"}").contains("did you mean \"human\"?"));
  }

  @Test
  void nothingToExportAndNoTwoOfThem() throws Exception {
    assertEquals(2, shell.run("annotate", "spec.json", "--export", "out"));
    assertTrue(shell.err().contains("there are no labels in"), shell.err());
    try (Served served = new Served(folder, "spec.json")) {
      assertTrue(served.ownerLink().startsWith("http://127.0.0.1:"));
      assertEquals(2, shell.run("annotate", "spec.json"));
      assertTrue(shell.err().contains("another process serves"), shell.err());
      assertEquals(2, shell.run("annotate", "spec.json", "--export", "out"));
      assertTrue(shell.err().contains("nothing was labelled yet"), shell.err());
    }
  }

  @Test
  void theJudgeIsAskedOnce() {
    assertEquals(0, shell.run("annotate", "spec.json", "--ask-judge"), () -> shell.err());
    assertTrue(shell.out().contains("was asked about 2 pairs (0 verdicts were not usable)"));
    assertEquals(0, shell.run("annotate", "spec.json", "--ask-judge"), () -> shell.err());
    assertTrue(shell.out().contains("was asked about 0 pairs"), shell.out());
    assertTrue(shell.out().contains("2 were known already"), shell.out());
  }

  @Test
  void aJudgeWithoutItsKeyIsToldAtTheStartAndPeopleCanLabel() throws Exception {
    shell.write(
        "keyless.json",
        SPEC.replaceAll(
            "(?s)\"judge\": .*",
            """
            "judge": {"id": "lm", "options": {"endpoint": {"baseUrl": "http://127.0.0.1:9/v1",
              "model": "m", "keyVariable": "RLHF4J_NO_SUCH_KEY"}}}}
            """));
    try (Served served = new Served(folder, "keyless.json")) {
      assertTrue(served.ownerLink().startsWith("http://127.0.0.1:"));
      assertTrue(served.text().contains("RLHF4J_NO_SUCH_KEY is not set"), served.text());
    }
    assertEquals(2, shell.run("annotate", "keyless.json", "--ask-judge"));
    assertTrue(shell.err().contains("RLHF4J_NO_SUCH_KEY is not set"), shell.err());
  }

  @Test
  void theExampleIsRight() throws Exception {
    Path example = Path.of("..", "examples", "annotate.json").toAbsolutePath().normalize();
    try (Served served = new Served(folder, example.toString())) {
      assertTrue(served.ownerLink().startsWith("http://127.0.0.1:8642/own#"));
    }
  }
}
