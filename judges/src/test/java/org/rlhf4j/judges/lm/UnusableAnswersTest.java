package org.rlhf4j.judges.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.judges.lm.endpoint.BudgetOptions;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions;
import org.rlhf4j.judges.lm.endpoint.RetryOptions;
import org.rlhf4j.judges.lm.parse.ParserOptions;
import org.rlhf4j.testkit.RecordingLog;

/** An endpoint whose answers cost money and are of no use. */
@Timeout(60)
final class UnusableAnswersTest {

  @TempDir Path folder;
  private RecordingLog log = new RecordingLog();

  private static LmJudgeOptions options(String url, String template, int unusable) {
    EndpointOptions endpoint =
        Judging.endpoint(
            url, 4, new RetryOptions(3, 0.01, 5, 0, unusable), new BudgetOptions(0, 9, 10, 100));
    return Judging.options(endpoint, template);
  }

  private List<Verdict> ask(LmJudgeOptions options, int n) {
    log = new RecordingLog();
    try (Judge judge = Judging.judge(options, Judging.context(folder, log))) {
      return judge.judge(Judging.comparisons(n));
    }
  }

  @Test
  void anEndpointWithoutLogProbabilitiesIsNotAskedToTheEnd() {
    try (EndpointServer server = EndpointServer.saying(q -> "B")) {
      UserException e =
          assertThrows(UserException.class, () -> ask(options(server.url(), "letter-v1", 5), 546));
      assertEquals(5, server.calls().size());
      for (String part :
          List.of(
              "the first 5 answers are of no use: the reply came without log-probabilities (5 of"
                  + " 5)",
              "The last of them: \"B\"",
              "\"parser\": {\"kind\": \"regex\"",
              "\"template\": \"pairwise-v1\"",
              "\"retry\": {\"unusable\": 0}")) {
        assertTrue(e.getMessage().contains(part), e::getMessage);
      }
      assertThrows(UserException.class, () -> ask(options(server.url(), "letter-v1", 5), 546));
      assertEquals(5, server.calls().size(), "what is kept is as useless as before");
      assertEquals(20, ask(options(server.url(), "letter-v1", 0), 20).size());
      assertEquals(20, server.calls().size());
    }
  }

  /** The line of the message, as it would stand in a spec. */
  @Test
  void theLineThatMendsItDoes() {
    try (EndpointServer server = EndpointServer.saying(q -> "B")) {
      UserException e =
          assertThrows(UserException.class, () -> ask(options(server.url(), "letter-v1", 2), 9));
      String message = e.getMessage();
      int from = message.indexOf("{", message.indexOf("\"parser\":"));
      String parser = message.substring(from, message.indexOf("}", from) + 1);
      String pattern =
          JsonParser.parseString(parser).getAsJsonObject().get("pattern").getAsString();
      LmJudgeOptions old = options(server.url(), "letter-v1", 2);
      var mended =
          new ParserOptions(ParserOptions.Kind.REGEX, pattern, "verdict", "A", "B", "C", 1, 10);
      List<Verdict> verdicts =
          ask(
              new LmJudgeOptions(
                  old.endpoint(), null, false, "letter-v1", List.of(), mended, 0.0, 64),
              9);
      assertTrue(verdicts.stream().allMatch(v -> v.label() == Label.SECOND));
    }
  }

  @Test
  void proseIsOfNoUseAndRefusalsAreNone() {
    for (String said : List.of("Answer A is better.", "")) {
      try (EndpointServer server = EndpointServer.saying(q -> said)) {
        UserException e =
            assertThrows(
                UserException.class, () -> ask(options(server.url(), "pairwise-v1", 3), 40));
        assertEquals(3, server.calls().size());
        String cause = said.isEmpty() ? "the model answered nothing (stop)" : "holds no verdict";
        assertTrue(e.getMessage().contains(cause), e::getMessage);
      }
    }
  }

  @Test
  void oneUsefulAnswerIsEnough() {
    try (EndpointServer server =
        EndpointServer.saying(q -> q.contains("question 2\n") ? "[[A]]" : "hm")) {
      List<Verdict> verdicts = ask(options(server.url(), "pairwise-v1", 3), 40);
      assertEquals(40, server.calls().size());
      assertEquals(39, verdicts.stream().filter(v -> v.label() == Label.UNPARSED).count());
    }
  }

  @Test
  void untilThenNoMoreAreAskedThanMayBeOfNoUse() {
    try (EndpointServer server = EndpointServer.saying(q -> "hm")) {
      for (int batch = 1; batch <= 3; batch++) {
        try (Judge judge =
            Judging.judge(
                options(server.url(), "pairwise-v1", 5),
                Judging.context(folder, new RecordingLog()))) {
          for (int i = 0; i < 4; i++) {
            judge.judge(List.of(Judging.comparison(i)));
          }
          UserException e =
              assertThrows(
                  UserException.class, () -> judge.judge(Judging.comparisons(9).subList(4, 9)));
          assertFalse(e.getMessage().isEmpty());
        }
        assertEquals(5, server.calls().size());
      }
    }
  }

  /** 100 tokens read and 10 written cost 0.002; the most is more than ten times that. */
  @Test
  void whatFailedIsNotBookedAtTheHighestPrice() {
    EndpointServer.Behaviour page = c -> c.send(200, "text/html", "<html>Log in</html>");
    EndpointServer.Behaviour closed = c -> c.exchange().close();
    for (EndpointServer.Behaviour failing : List.of(page, closed)) {
      try (EndpointServer server =
          new EndpointServer(
              call -> {
                if (call.number() == 1 || call.number() > 3) {
                  call.say("[[A]]");
                } else {
                  failing.answer(call);
                }
              })) {
        EndpointOptions one =
            Judging.endpoint(
                server.url(), 1, new RetryOptions(5, 0.01, 5, 0), new BudgetOptions(0, 9, 10, 100));
        RecordingLog noted = new RecordingLog();
        Path own = folder.resolve(failing == page ? "page" : "closed");
        try (Judge judge =
            Judging.judge(Judging.options(one, "pairwise-v1"), Judging.context(own, noted))) {
          judge.judge(Judging.comparisons(2));
        }
        double money = noted.steps(LmJudgeStep.class).get(0).money();
        // a page is free; of a cut connection nobody knows, and it counts as an answer does
        assertEquals(failing == page ? 0.004 : 0.008, money, 1e-9);
      }
    }
  }
}
