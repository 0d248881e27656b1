package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.FakeEndpoint;
import org.rlhf4j.runner.fakes.Shell;

/** Language models behind an endpoint as judges of whole runs. */
final class LmJudgeRunTest {
  private static final String JUDGE =
      """
      {"id": "lm", "options": {"template": "TEMPLATE", "endpoint": {"baseUrl": "URL", "model": "m",
        "concurrency": 1, "budget": {"calls": LIMIT}}}}
      """;

  private static final String RUN =
      """
      {"name": "judged", "seed": [3, 4],
       "policy": {"id": "transformer", "options": {
         "vocabulary": {"id": "jsonl", "options": {"path": "words.jsonl"}},
         "sizes": {"hidden": 8, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 16, "context": 64}}},
       "data": {"prompts": {"id": "jsonl", "options": {"path": "words.jsonl"}},
                "evaluation": {"id": "jsonl", "options": {"path": "words.jsonl"}}},
       "feedback": {"from": "base", "pairsPerPrompt": 1, "judge": FEEDBACK},
       "methods": [{"id": "dpo", "options": {"training": {"batchSize": 4}}}],
       "decoding": {"maxNewTokens": 6},
       "evaluate": [{"id": "win-rate", "options": {"baseline": "base", "judge": EVALUATOR}}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void write() {
    Catalog catalog = Catalog.load(List.of());
    shell = new Shell(folder, layers -> catalog);
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      words.append(
          "{\"id\": \"p%d\", \"prompt\": \"say %d\", \"completion\": \"the number %d\"}%n"
              .formatted(i, i, i));
    }
    shell.write("words.jsonl", words.toString());
  }

  private static String judge(FakeEndpoint endpoint, String template, int limit) {
    return JUDGE
        .replace("TEMPLATE", template)
        .replace("URL", endpoint.url())
        .replace("LIMIT", Integer.toString(limit));
  }

  /**
   * Feedback asks about 6 pairs a seed and the evaluator about 6 in both orders: 36 questions in
   * two seeds, of which some may be alike. With 10 for a start, feedback of the first seed and a
   * part of its evaluation are paid from one purse, and several starts finish the work.
   */
  @Test
  void oneBudgetForFeedbackEvaluatorsAndSeedsAndResumeGoesOn() {
    try (FakeEndpoint endpoint = new FakeEndpoint(body -> "[[A]]")) {
      int limit = 4;
      shell.write(
          "spec.json",
          RUN.replace("FEEDBACK", judge(endpoint, "pairwise-v1", limit))
              .replace("EVALUATOR", judge(endpoint, "reasoned-pairwise-v1", limit)));
      int starts = 1;
      int before = 0;
      for (int code = shell.run("run", "spec.json"); code != 0; starts++) {
        assertTrue(shell.err().contains("the budget is spent: all 4 requests"), shell.err());
        assertEquals(limit, endpoint.calls() - before, "start " + starts);
        before = endpoint.calls();
        assertTrue(starts < 10, "it does not come to an end");
        code = shell.run("resume", "runs/judged");
      }
      assertTrue(starts >= 3, starts + " starts");
      assertTrue(endpoint.calls() <= 36, endpoint.calls() + " calls: nothing is paid for twice");
      assertTrue(shell.out().contains("win rate"), shell.out());
    }
  }

  private static final String AUDIT =
      """
      {"name": "audit", "seed": 1, "evaluate": [{"id": "judge-audit", "options": {
        "judge": JUDGE, "pairs": {"path": "pairs.jsonl", "prompt": "prompt",
          "first": "a", "second": "b", "labels": ["ann", "bob"]}}}]}
      """;

  @Test
  void anAuditPrintsItsIntervalsAndAsksAgain() {
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      pairs.append(
          "{\"prompt\": \"q%d\", \"a\": \"%s\", \"b\": \"short\", \"ann\": \"1\", \"bob\": \"1\"}%n"
              .formatted(i, i < 15 ? "a long answer" : "s"));
    }
    shell.write("pairs.jsonl", pairs.toString());
    Fickle judge = new Fickle();
    try (FakeEndpoint endpoint = new FakeEndpoint(judge::of)) {
      shell.write("audit.json", AUDIT.replace("JUDGE", judge(endpoint, "pairwise-v1", 1000)));
      assertEquals(0, shell.run("run", "audit.json"), () -> shell.err());
      // each in both orders and once more, although requests of the first and third time are alike
      assertEquals(60, endpoint.calls());
      String out = shell.out() + shell.err();
      Matcher accuracy =
          Pattern.compile("accuracy +75\\.0 % +\\(95 % interval (\\S+) to (\\S+), n = 20\\)")
              .matcher(out);
      assertTrue(accuracy.find(), out);
      assertTrue(Double.parseDouble(accuracy.group(1)) < 70, out);
      assertTrue(Double.parseDouble(accuracy.group(2)) > 80, out);
      assertTrue(out.contains("P(first)"), out);
      // the third time it says something else about one pair in four
      assertTrue(
          Pattern.compile("self-agreement +75\\.0 % +\\(95 % interval").matcher(out).find(), out);
      assertTrue(out.contains("60 calls, 6000 tokens read, 600 written"), out);
      assertTrue(Pattern.compile("unusable +0 of 60 verdicts").matcher(out).find(), out);
      String report = shell.read("runs/audit/report.html");
      assertTrue(report.contains("self-agreement"), "the report has it too");
    }
  }

  /**
   * Right about the first fifteen pairs, wrong about the others, whatever the order; asked the same
   * for the second time it says the opposite about every fourth.
   */
  private static final class Fickle {
    private static final Pattern QUESTION = Pattern.compile("\\bq(\\d+)\\b");

    private final int[] asked = new int[20];

    String of(String body) {
      Matcher question = QUESTION.matcher(body.replace("\\n", " "));
      assertTrue(question.find(), body);
      int q = Integer.parseInt(question.group(1));
      boolean swapped = body.contains("Answer A begins ---\\nshort");
      boolean turns = !swapped && asked[q]++ == 1 && q % 4 == 0;
      boolean first = q < 15 != turns;
      return first != swapped ? "[[A]]" : "[[B]]";
    }
  }
}
