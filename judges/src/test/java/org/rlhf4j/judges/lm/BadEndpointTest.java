package org.rlhf4j.judges.lm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.judges.lm.endpoint.BudgetOptions;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions.LengthKey;
import org.rlhf4j.judges.lm.endpoint.RetryOptions;
import org.rlhf4j.testkit.RecordingLog;

/** A judge behind an endpoint that misbehaves. */
@Timeout(30)
final class BadEndpointTest {

  @TempDir Path folder;
  private RecordingLog log = new RecordingLog();

  /** A misdeed by its name. */
  record Misdeed(String name, EndpointServer.Behaviour behaviour) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Misdeed> passing() {
    return Stream.of(
        new Misdeed("429", c -> c.send(429, "application/json", "{\"error\": {}}")),
        new Misdeed("500", c -> c.send(500, "text/plain", "oops")),
        new Misdeed("503 without a body", c -> c.send(503, "text/plain", "")),
        new Misdeed("408", c -> c.send(408, "text/plain", "slow")),
        new Misdeed("cut in the body", BadEndpointTest::cut),
        new Misdeed("closed at once", c -> c.exchange().close()),
        new Misdeed("garbage", c -> c.send(200, "application/json", "\u0000{]")),
        new Misdeed("a page", c -> c.send(200, "text/html", "<html>Welcome</html>")),
        new Misdeed("nothing", c -> c.send(200, "application/json", "")),
        new Misdeed("no choices", c -> c.send(200, "application/json", "{\"choices\": []}")),
        new Misdeed("an error as 200", c -> c.send(200, "application/json", "{\"error\": {}}")),
        new Misdeed("other types", c -> c.send(200, "application/json", "{\"choices\": 3}")),
        new Misdeed("never answers", EndpointServer.Call::hang),
        new Misdeed("never ends", BadEndpointTest::trickle));
  }

  private static void cut(EndpointServer.Call call) throws IOException {
    call.exchange().sendResponseHeaders(200, 1000);
    call.exchange().getResponseBody().write("{\"choices\"".getBytes(UTF_8));
    call.exchange().getResponseBody().flush();
    call.exchange().close();
  }

  private static void trickle(EndpointServer.Call call) throws IOException, InterruptedException {
    call.exchange().sendResponseHeaders(200, 0);
    call.exchange().getResponseBody().write('{');
    call.exchange().getResponseBody().flush();
    call.hang();
  }

  private static EndpointOptions endpoint(String url, int failures) {
    return new EndpointOptions(
        url,
        "m",
        "LM_KEY",
        4,
        0,
        0.5,
        new RetryOptions(2, 0.01, 5, failures),
        new BudgetOptions(),
        "store",
        true,
        20,
        LengthKey.MAX_TOKENS,
        true);
  }

  private List<Verdict> ask(EndpointOptions endpoint, int n) {
    log = new RecordingLog();
    try (Judge judge =
        Judging.judge(Judging.options(endpoint, "pairwise-v1"), Judging.context(folder, log))) {
      return judge.judge(Judging.comparisons(n));
    }
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPassesIsTriedAgain(Misdeed misdeed) {
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              if (call.number() == 1) {
                misdeed.behaviour().answer(call);
              } else {
                call.say("[[A]]");
              }
            })) {
      Verdict verdict = ask(endpoint(server.url(), 0), 1).get(0);
      assertEquals(Label.FIRST, verdict.label());
      assertEquals(2, verdict.cost().calls());
      assertEquals(2, server.calls().size());
      assertEquals(1, log.steps(LmJudgeStep.class).get(0).retries());
    }
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatDoesNotPassIsAFailureAndOthersAreStillAnswered(Misdeed misdeed) {
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              if (call.user().contains("question 1")) {
                misdeed.behaviour().answer(call);
              } else {
                call.say("[[A]]");
              }
            })) {
      List<Verdict> verdicts = ask(endpoint(server.url(), 1), 3);
      assertEquals(
          List.of(Label.FIRST, Label.UNPARSED, Label.FIRST),
          verdicts.stream().map(Verdict::label).toList());
      assertTrue(
          verdicts.get(1).reason().startsWith("no answer after 2 requests: "),
          verdicts.get(1)::reason);
      assertEquals("", verdicts.get(1).raw());
      assertEquals(1, log.steps(LmJudgeStep.class).get(0).failures());
      assertTrue(log.notes().get(0).startsWith("a question stays without an answer"));

      UserException e = assertThrows(UserException.class, () -> ask(endpoint(server.url(), 0), 3));
      assertTrue(e.getMessage().contains("\"failures\" allows 0"), e::getMessage);
      assertTrue(e.getMessage().contains("not asked for again"), e::getMessage);
      assertEquals(3 + 1 + 2, server.calls().size(), "only the failure was asked again");
    }
  }

  @Test
  void theWaitThatAnEndpointWantsIsKept() {
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              if (call.number() == 1) {
                call.exchange().getResponseHeaders().add("Retry-After", "1");
                call.send(429, "application/json", "{}");
              } else {
                call.say("[[A]]");
              }
            })) {
      long start = System.nanoTime();
      assertEquals(Label.FIRST, ask(endpoint(server.url(), 0), 1).get(0).label());
      assertTrue(System.nanoTime() - start >= 1_000_000_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWaitOfHoursStops(boolean date) {
    ZonedDateTime later = ZonedDateTime.now(ZoneOffset.UTC).plusHours(2);
    String when = date ? DateTimeFormatter.RFC_1123_DATE_TIME.format(later) : "7200";
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              call.exchange().getResponseHeaders().add("Retry-After", when);
              call.send(429, "application/json", "{}");
            })) {
      UserException e = assertThrows(UserException.class, () -> ask(endpoint(server.url(), 9), 1));
      assertTrue(e.getMessage().contains("longestWaitSeconds"), e::getMessage);
      assertEquals(1, server.calls().size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 404, 302, 501})
  void whatNobodyCanPassStopsAtOnceAndShowsNoKey(int status) {
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              call.exchange().getResponseHeaders().add("Location", "/v1/elsewhere");
              call.send(status, "text/plain", "no: " + Judging.KEY);
            })) {
      UserException e = assertThrows(UserException.class, () -> ask(endpoint(server.url(), 9), 20));
      assertTrue(e.getMessage().contains("HTTP status " + status + ": no: [key]"), e::getMessage);
      assertFalse(e.getMessage().contains(Judging.KEY), e::getMessage);
      assertTrue(server.calls().size() <= 4, "no more than were under way");
    }
  }

  @Test
  void anEmptyAccountStopsAtOnce() {
    String body = "{\"error\": {\"code\": \"insufficient_quota\", \"message\": \"pay\"}}";
    try (EndpointServer server =
        new EndpointServer(call -> call.send(429, "application/json", body))) {
      UserException e = assertThrows(UserException.class, () -> ask(endpoint(server.url(), 9), 1));
      assertTrue(e.getMessage().contains("pay"), e::getMessage);
      assertEquals(1, server.calls().size());
    }
  }

  @Test
  void rejectedQuestionsAreCountedAndNotTriedAgain() {
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              if (call.user().contains("question 2")) {
                call.send(400, "application/json", "{\"error\": {\"message\": \"too long\"}}");
              } else {
                call.say("[[B]]");
              }
            })) {
      List<Verdict> verdicts = ask(endpoint(server.url(), 1), 4);
      assertEquals(Label.UNPARSED, verdicts.get(2).label());
      assertTrue(verdicts.get(2).reason().contains("too long"), verdicts.get(2)::reason);
      assertEquals(4, server.calls().size());
    }
  }

  @Test
  void aHugeBodyIsNotReadToItsEndNorPaidForAgain() {
    byte[] megabyte = new byte[1 << 20];
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              call.exchange().sendResponseHeaders(200, 0);
              for (int i = 0; i < 100_000; i++) {
                call.exchange().getResponseBody().write(megabyte); // fails when nobody reads
              }
            })) {
      Verdict verdict = ask(endpoint(server.url(), 1), 1).get(0);
      assertEquals(Label.UNPARSED, verdict.label());
      assertTrue(verdict.reason().contains("longer than 8388608 bytes"), verdict::reason);
      assertEquals(1, server.calls().size());
    }
  }

  @Test
  void aRefusalIsUnparsedAndKept() {
    String body = EndpointServer.completion("refusal", "I cannot judge this.");
    try (EndpointServer server =
        new EndpointServer(call -> call.send(200, "application/json", body))) {
      for (int i = 0; i < 2; i++) {
        Verdict verdict = ask(endpoint(server.url(), 0), 1).get(0);
        assertEquals(Label.UNPARSED, verdict.label());
        assertEquals("I cannot judge this.", verdict.raw());
        assertEquals("the model refused", verdict.reason());
      }
      assertEquals(1, server.calls().size());
    }
  }

  @Test
  void aVerdictInProseIsUnparsedAndNoGuess() {
    try (EndpointServer server =
        EndpointServer.saying(q -> "Answer A is better, no doubt about it.")) {
      Verdict verdict = ask(endpoint(server.url(), 0), 1).get(0);
      assertEquals(Label.UNPARSED, verdict.label());
      assertEquals("Answer A is better, no doubt about it.", verdict.raw());
    }
  }

  @Test
  void goodJsonUnderAWrongContentTypeIsGoodJson() {
    try (EndpointServer server =
        new EndpointServer(
            call -> call.send(200, "text/plain", EndpointServer.completion("content", "[[B]]")))) {
      assertEquals(Label.SECOND, ask(endpoint(server.url(), 0), 1).get(0).label());
    }
  }

  /** A database is no text, but texts in it are. */
  private static String bytes(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aKeyThatComesBackIsNeitherShownNorKept() throws IOException {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]] your key is " + Judging.KEY)) {
      Verdict verdict = ask(endpoint(server.url(), 0), 1).get(0);
      assertFalse(verdict.raw().contains(Judging.KEY));
      assertFalse(verdict.reason().contains(Judging.KEY));
      int files = 0;
      try (Stream<Path> all = Files.walk(folder).filter(Files::isRegularFile)) {
        for (Path file : all.toList()) {
          files++;
          assertFalse(bytes(file).contains(Judging.KEY), file::toString);
        }
      }
      assertTrue(files > 0);
      assertTrue(log.notes().stream().noneMatch(n -> n.contains(Judging.KEY)));
    }
  }

  /** In the text, in an error, spread over tokens, in the header as it travelled. */
  @ParameterizedTest
  @ValueSource(strings = {"json", "url", "base64", "basic", "tokens"})
  void otherFormsOfTheKeyAreNeitherShownNorKept(String form) throws IOException {
    String key = Judging.KEY;
    Base64.Encoder base64 = Base64.getEncoder();
    String echo =
        switch (form) {
          case "json" -> key.replace("/", "\\u002f").replace("s", "\\u0073");
          case "url" -> URLEncoder.encode(key, UTF_8).toLowerCase(Locale.ROOT);
          case "base64" -> base64.encodeToString(key.getBytes(UTF_8));
          case "basic" -> base64.encodeToString(("Bearer " + key).getBytes(UTF_8));
          default -> "";
        };
    StringBuilder tokens = new StringBuilder();
    boolean spread = form.equals("tokens");
    for (String piece :
        List.of("[[A]]", key.substring(0, 7), key.substring(7, 15), key.substring(15))) {
      tokens.append(tokens.isEmpty() ? "" : ", ");
      tokens.append("{\"token\": \"" + piece + "\", \"logprob\": -0.5}");
    }
    String body =
        "{\"choices\": [{\"message\": {\"content\": \"[[A]] "
            + echo
            + "\"}, \"finish_reason\": \""
            + echo
            + "\", \"logprobs\": {\"content\": ["
            + (spread ? tokens : "")
            + "]}}]}";
    try (EndpointServer server =
        new EndpointServer(
            call ->
                call.send(
                    !spread && call.user().contains("question 1") ? 400 : 200,
                    "application/json",
                    body))) {
      List<Verdict> verdicts = ask(endpoint(server.url(), 9), 3);
      assertEquals(Label.FIRST, verdicts.get(0).label());
      StringBuilder all = new StringBuilder(verdicts.toString()).append(log.notes());
      try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
        for (Path file : files.toList()) {
          all.append(bytes(file));
        }
      }
      String text = all.toString();
      assertTrue(text.contains("[key]"), text);
      String[] secrets = {key, echo, key.substring(7, 15), "secret", "c2VjcmV0", "ecret"};
      for (String secret : secrets) {
        assertFalse(!secret.isEmpty() && text.contains(secret), () -> secret + " is in " + text);
      }
    }
  }

  @Test
  void aRateIsKept() {
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      EndpointOptions slow =
          new EndpointOptions(
              server.url(),
              "m",
              null,
              8,
              1200,
              5,
              new RetryOptions(),
              new BudgetOptions(),
              null,
              true,
              20,
              LengthKey.MAX_TOKENS,
              true);
      long start = System.nanoTime();
      ask(slow, 9);
      assertTrue(System.nanoTime() - start >= 8 * 50_000_000L, "eight gaps of 50 ms");
    }
  }
}
