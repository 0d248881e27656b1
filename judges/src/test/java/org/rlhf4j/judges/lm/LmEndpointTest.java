package org.rlhf4j.judges.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.judges.lm.endpoint.BudgetOptions;
import org.rlhf4j.judges.lm.endpoint.RetryOptions;
import org.rlhf4j.testkit.RecordingLog;

/** A judge behind an endpoint that behaves well. */
final class LmEndpointTest {

  private static final RetryOptions RETRY = new RetryOptions(3, 0.01, 5, 0);

  @TempDir Path folder;
  private RecordingLog log = new RecordingLog();

  private List<Verdict> ask(LmJudgeOptions options, List<Comparison> comparisons) {
    log = new RecordingLog();
    try (Judge judge = Judging.judge(options, Judging.context(folder, log))) {
      return judge.judge(comparisons);
    }
  }

  private static List<Label> labels(List<Verdict> verdicts) {
    return verdicts.stream().map(Verdict::label).toList();
  }

  @Test
  void theRequestIsWhatEndpointsExpect() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      List<Verdict> verdicts =
          ask(
              Judging.options(Judging.endpoint(server.url()), "pairwise-v1"),
              Judging.comparisons(1));
      EndpointServer.Call call = server.calls().get(0);
      JsonObject body = call.body();
      assertEquals("m", body.get("model").getAsString());
      assertEquals(0.0, body.get("temperature").getAsDouble());
      assertEquals(64, body.get("max_tokens").getAsInt());
      assertNull(body.get("seed"));
      assertNull(body.get("logprobs"));
      assertEquals(
          "Bearer " + Judging.KEY, call.exchange().getRequestHeaders().getFirst("Authorization"));
      assertTrue(call.user().contains("question 0"));
      assertTrue(call.user().indexOf("left 0") < call.user().indexOf("right 0"));
      Verdict verdict = verdicts.get(0);
      assertEquals(1, verdict.preferFirst());
      assertEquals("[[A]]", verdict.raw());
      assertEquals(1, verdict.cost().calls());
      assertEquals(100, verdict.cost().promptTokens());
      assertEquals(10, verdict.cost().completionTokens());
    }
  }

  @Test
  void verdictsDoNotDependOnConcurrencyOrOnWhoIsQuick() {
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              int i = Integer.parseInt(call.user().replaceAll("(?s).*question (\\d+).*", "$1"));
              Thread.sleep(3L * (i * 7 % 5));
              call.say(List.of("[[A]]", "[[B]]", "[[C]]", "who knows").get(i % 4));
            })) {
      List<List<Verdict>> all = new ArrayList<>();
      for (int concurrency : new int[] {1, 5}) {
        var endpoint = Judging.endpoint(server.url(), concurrency, RETRY, new BudgetOptions());
        try (Judge judge =
            Judging.judge(
                Judging.options(endpoint, "pairwise-v1"),
                Judging.context(folder.resolve("" + concurrency), new RecordingLog()))) {
          all.add(judge.judge(Judging.comparisons(40)));
        }
        assertTrue(server.mostUnderWay() <= concurrency, () -> "" + server.mostUnderWay());
      }
      assertTrue(server.mostUnderWay() > 1);
      assertEquals(labels(all.get(0)), labels(all.get(1)));
      assertEquals(
          List.of(Label.FIRST, Label.SECOND, Label.TIE, Label.UNPARSED),
          labels(all.get(0)).subList(36, 40));
    }
  }

  @Test
  void whatWasAnsweredIsNeverAskedAgain() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[B]]")) {
      LmJudgeOptions options = Judging.options(Judging.endpoint(server.url()), "pairwise-v1");
      List<Verdict> first = ask(options, Judging.comparisons(5));
      List<Verdict> second = ask(options, Judging.comparisons(8));
      assertEquals(8, server.calls().size());
      assertEquals(first, second.subList(0, 5), "with the cost that they had");
      LmJudgeStep step = log.steps(LmJudgeStep.class).get(0);
      assertEquals(3, step.calls());
      assertEquals(5, step.hits());
    }
  }

  @Test
  void theSameQuestionTwiceInOneBatchIsAskedOnce() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[B]]")) {
      List<Comparison> twice = List.of(Judging.comparison(1), Judging.comparison(1));
      List<Verdict> verdicts =
          ask(Judging.options(Judging.endpoint(server.url()), "pairwise-v1"), twice);
      assertEquals(List.of(Label.SECOND, Label.SECOND), labels(verdicts));
      assertEquals(1, server.calls().size());
    }
  }

  @Test
  void aBudgetOfCallsStopsAndIsResumed() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      var endpoint = Judging.endpoint(server.url(), 4, RETRY, new BudgetOptions(7, 0, 0, 0));
      LmJudgeOptions options = Judging.options(endpoint, "pairwise-v1");
      for (int calls : new int[] {7, 14}) {
        UserException e =
            assertThrows(UserException.class, () -> ask(options, Judging.comparisons(20)));
        assertTrue(e.getMessage().startsWith("the budget is spent: all 7 requests"), e::getMessage);
        assertTrue(e.getMessage().contains("resume"), e::getMessage);
        assertEquals(calls, server.calls().size());
      }
      assertEquals(20, ask(options, Judging.comparisons(20)).size());
      assertEquals(20, server.calls().size());
    }
  }

  @Test
  void aBudgetOfMoneyIsNeverOverdrawn() {
    // 100 tokens read and 10 written cost 100 * 10 + 10 * 100 millionths: 0.002
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      double limit = 0.05;
      var endpoint = Judging.endpoint(server.url(), 4, RETRY, new BudgetOptions(0, limit, 10, 100));
      LmJudgeOptions options = Judging.options(endpoint, "pairwise-v1");
      UserException e =
          assertThrows(UserException.class, () -> ask(options, Judging.comparisons(40)));
      assertTrue(e.getMessage().contains("of 0.05000 is spent"), e::getMessage);
      List<EndpointServer.Call> calls = server.calls();
      assertTrue(calls.size() * 0.002 <= limit, () -> calls.size() + " calls");
      // the next would not have fitted with a token a letter to read, and 64 to write
      double most = (calls.get(0).body().toString().length() * 10 + 64 * 100) / 1e6;
      assertTrue(calls.size() * 0.002 + most + 1e-4 > limit, () -> calls.size() + " calls");
    }
  }

  @Test
  void moneyIsReportedWithEachVerdict() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      var endpoint = Judging.endpoint(server.url(), 4, RETRY, new BudgetOptions(0, 9, 10, 100));
      Verdict verdict =
          ask(Judging.options(endpoint, "pairwise-v1"), Judging.comparisons(1)).get(0);
      assertEquals(0.002, verdict.cost().money(), 1e-12);
    }
  }

  @Test
  void singleAnswersAreGradedAndComparedInBothOrdersAlike() {
    try (EndpointServer server =
        EndpointServer.saying(q -> q.contains("left") ? "Poor. [[3]]" : "Good.\n[[8]]")) {
      LmJudgeOptions options = Judging.options(Judging.endpoint(server.url()), "grade-v1");
      Comparison c = Judging.comparison(0);
      List<Verdict> verdicts = ask(options, List.of(c, c.swapped()));
      assertEquals(List.of(Label.SECOND, Label.FIRST), labels(verdicts));
      assertEquals(2, server.calls().size(), "the swapped pair has the same answers");
      assertEquals("grade 3.0: Poor.\n\ngrade 8.0: Good.", verdicts.get(0).reason());
    }
  }

  @Test
  void aspectsAreAveraged() {
    try (EndpointServer server =
        EndpointServer.saying(
            q ->
                String.format(
                    "{\"helpfulness\": {\"rating\": %d, \"reason\": \"x\"}, \"honesty\":"
                        + " {\"rating\": 4}, \"instruction_following\": 5, \"truthfulness\":"
                        + " \"2\"}",
                    q.contains("left") ? 5 : 4))) {
      Verdict verdict =
          ask(Judging.options(Judging.endpoint(server.url()), "aspects-v1"), Judging.comparisons(1))
              .get(0);
      assertEquals(Label.FIRST, verdict.label());
      assertTrue(
          verdict.reason().startsWith("grade 4.0: helpfulness 5.0, honesty 4.0"), verdict::reason);
      assertTrue(verdict.reason().contains("grade 3.75"), verdict::reason);
    }
  }

  @Test
  void probabilitiesOfTheAnswerTokenAreAskedForAndNormalised() {
    String text =
        String.format(
            "{\"content\": [{\"token\": \"B\", \"logprob\": %1$s, \"top_logprobs\": [{\"token\":"
                + " \"B\", \"logprob\": %1$s}, {\"token\": \" A\", \"logprob\": %2$s}]}]}",
            Math.log(0.6), Math.log(0.2));
    JsonObject message = JsonParser.parseString("{\"content\": \"B\"}").getAsJsonObject();
    String reply =
        EndpointServer.completion(message, JsonParser.parseString(text).getAsJsonObject());
    try (EndpointServer server =
        new EndpointServer(call -> call.send(200, "application/json", reply))) {
      LmJudgeOptions options = Judging.options(Judging.endpoint(server.url()), "letter-v1");
      for (int i = 0; i < 2; i++) { // from the endpoint, and from the store
        Verdict verdict = ask(options, Judging.comparisons(1)).get(0);
        assertEquals(0.25, verdict.preferFirst(), 1e-12);
        assertEquals(Label.SECOND, verdict.label());
      }
      assertEquals(1, server.calls().size());
      JsonObject body = server.calls().get(0).body();
      assertTrue(body.get("logprobs").getAsBoolean());
      assertEquals(20, body.get("top_logprobs").getAsInt());
    }
  }

  @Test
  void randomAnswersHaveASeedByTheComparison() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      LmJudgeOptions options =
          new LmJudgeOptions(
              Judging.endpoint(server.url()), null, false, "pairwise-v1", List.of(), null, 0.7, 64);
      ask(options, Judging.comparisons(3));
      ask(options, Judging.comparisons(3));
      List<Integer> seeds =
          server.calls().stream().map(c -> c.body().get("seed").getAsInt()).distinct().toList();
      assertEquals(3, seeds.size());
      assertEquals(3, server.calls().size(), "the second time they come from the store");
    }
  }

  @Test
  void rubricsAndGuidelinesReachTheModel() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      LmJudgeOptions options =
          new LmJudgeOptions(
              Judging.endpoint(server.url()),
              null,
              false,
              "pairwise-v1",
              List.of("harmless-v1", "truthful-v1"),
              null,
              0.0,
              64);
      Comparison c = Judging.comparison(0);
      ask(
          options,
          List.of(
              new Comparison(
                  "x", c.prompt(), c.first(), c.second(), "Prefer rhymes.", c.metadata())));
      String system = server.calls().get(0).body().getAsJsonArray("messages").get(0).toString();
      assertTrue(system.indexOf("less harm") < system.indexOf("more truthful"), system);
      assertTrue(system.contains("Prefer rhymes."), system);
    }
  }

  @Test
  void aTemplateWithAReferenceRefusesComparisonsWithoutOneBeforeAsking() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      LmJudgeOptions options =
          Judging.options(Judging.endpoint(server.url()), "pairwise-reference-v1");
      Comparison with = Judging.comparison(0);
      Comparison without =
          new Comparison("bare", new Prompt("p", "q"), with.first(), with.second());
      UserException e =
          assertThrows(UserException.class, () -> ask(options, List.of(with, without)));
      assertTrue(e.getMessage().endsWith(": bare"), e::getMessage);
      assertEquals(0, server.calls().size());
      ask(options, List.of(with));
      assertTrue(server.calls().get(0).user().contains("reference 0"));
    }
  }

  @Test
  void noComparisonsNoVerdicts() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      assertEquals(
          List.of(),
          ask(Judging.options(Judging.endpoint(server.url()), "pairwise-v1"), List.of()));
      assertFalse(log.notes().stream().anyMatch(n -> n.contains("verdicts")));
    }
  }
}
