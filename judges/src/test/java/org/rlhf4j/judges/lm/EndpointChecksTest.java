package org.rlhf4j.judges.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.judges.lm.endpoint.BudgetOptions;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions.LengthKey;
import org.rlhf4j.judges.lm.endpoint.RetryOptions;
import org.rlhf4j.testkit.RecordingLog;

/** What is found wrong with an endpoint before anything is asked. */
@Timeout(30)
final class EndpointChecksTest {

  @TempDir Path folder;
  private RecordingLog log = new RecordingLog();

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

  @Test
  void nobodyThereIsToldBeforeAnythingIsAsked() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String url = "http://127.0.0.1:" + port + "/v1";
    UserException e = assertThrows(UserException.class, () -> ask(endpoint(url, 0), 1));
    assertTrue(e.getMessage().startsWith(url + "/models: nobody answers"), e::getMessage);
  }

  @Test
  void anEndpointThatNeverAnswersIsToldBeforeAnythingIsAsked() {
    try (EndpointServer server =
        EndpointServer.saying(q -> "[[A]]").listing(EndpointServer.Call::hang)) {
      UserException e = assertThrows(UserException.class, () -> ask(endpoint(server.url(), 0), 1));
      assertTrue(e.getMessage().contains("no answer within 0.5 s"), e::getMessage);
      assertEquals(0, server.calls().size());
    }
  }

  @Test
  void aKeyThatIsNotTakenIsToldBeforeAnythingIsAsked() {
    try (EndpointServer server =
        EndpointServer.saying(q -> "[[A]]")
            .listing(c -> c.send(401, "text/plain", "bad key " + Judging.KEY))) {
      UserException e = assertThrows(UserException.class, () -> ask(endpoint(server.url(), 0), 1));
      assertTrue(e.getMessage().contains("environment variable LM_KEY"), e::getMessage);
      assertFalse(e.getMessage().contains(Judging.KEY), e::getMessage);
      assertEquals(0, server.calls().size());
    }
  }

  @Test
  void aModelThatIsNotListedIsRefused() {
    try (EndpointServer server =
        EndpointServer.saying(q -> "[[A]]")
            .listing(c -> c.send(200, "application/json", "{\"data\": [{\"id\": \"mm\"}]}"))) {
      UserException e = assertThrows(UserException.class, () -> ask(endpoint(server.url(), 0), 1));
      assertTrue(e.getMessage().contains("does not list the model \"m\""), e::getMessage);
      assertTrue(e.getMessage().contains("did you mean \"mm\"?"), e::getMessage);
      assertTrue(e.getMessage().contains("\"probe\": false"), e::getMessage);
      assertEquals(0, server.calls().size());
      ask(withoutProbe(server.url()), 1);
      assertEquals(1, server.calls().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "m:latest", "*", "m*"})
  void namesThatListsHaveForAModel(String listed) {
    String body = "{\"data\": [{\"id\": \"x\"}, {\"id\": \"" + listed + "\"}]}";
    try (EndpointServer server =
        EndpointServer.saying(q -> "[[A]]").listing(c -> c.send(200, "application/json", body))) {
      assertEquals(1, ask(endpoint(server.url(), 0), 1).size());
    }
  }

  private static EndpointOptions withoutProbe(String url) {
    EndpointOptions o = endpoint(url, 0);
    return new EndpointOptions(
        url,
        o.model(),
        o.keyVariable(),
        o.concurrency(),
        0,
        o.timeoutSeconds(),
        o.retry(),
        o.budget(),
        o.store(),
        false,
        o.topLogProbs(),
        o.lengthKey(),
        true);
  }

  @Test
  void anotherModelThatAnswersIsTold() {
    try (EndpointServer server =
        new EndpointServer(
            call ->
                call.send(
                    200,
                    "application/json",
                    EndpointServer.completion("content", "[[A]]")
                        .replaceFirst("\\{", "{\"model\": \"other\", ")))) {
      ask(endpoint(server.url(), 0), 3);
      List<String> told = log.notes().stream().filter(n -> n.contains("\"other\"")).toList();
      assertEquals(1, told.size(), log.notes()::toString);
    }
  }

  @Test
  void aRateThatNobodyCouldWaitForIsRefused() {
    EndpointOptions o = endpoint("http://127.0.0.1:9/v1", 0);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new EndpointOptions(
                    o.baseUrl(),
                    "m",
                    null,
                    1,
                    1e-300,
                    1,
                    o.retry(),
                    o.budget(),
                    "s",
                    true,
                    20,
                    LengthKey.MAX_TOKENS,
                    true));
    assertTrue(e.getMessage().contains("requestsPerMinute must be 0"), e::getMessage);
  }

  @Test
  void aMissingKeyIsToldWithItsName() {
    LmJudgeOptions options = Judging.options(endpoint("http://127.0.0.1:9/v1", 0), "pairwise-v1");
    for (Map<String, String> environment :
        List.of(Map.<String, String>of(), Map.of("LM_KEY", " "))) {
      LmJudgePlugin plugin = new LmJudgePlugin(environment::get);
      UserException e =
          assertThrows(
              UserException.class, () -> plugin.create(options, Judging.context(folder, log)));
      assertTrue(e.getMessage().contains("environment variable LM_KEY is"), e::getMessage);
    }
  }

  private static EndpointOptions withKey(@Nullable String variable, @Nullable String store) {
    return new EndpointOptions(
        "http://127.0.0.1:9/v1",
        "m",
        variable,
        1,
        0,
        1,
        new RetryOptions(),
        new BudgetOptions(5, 0, 0, 0),
        store,
        true,
        20,
        LengthKey.MAX_TOKENS,
        true);
  }

  /** None of them is anybody's key. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-proj-0123456789",
        "sk_live_0123",
        "gsk_a1B2c3D4e5F6g7H8i9J0",
        "hf_abcdefghijKLMNOPQRST",
        "r8_0a1B2c3",
        "ghp_0123abcDEF",
        "AIzaSyA0123456789abcdefghij",
        "AKIA0123456789ABCDEF",
        "a1B2c3D4e5F6g7",
        "prefix_9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "QWERTYUIOPASDFGHJKLZXCVBNM",
        "a b",
        ""
      })
  void aKeyInTheSpecIsRefusedAndNotRepeated(String key) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> withKey(key, "s"));
    assertTrue(e.getMessage().contains("the NAME of an environment variable"), e::getMessage);
    assertTrue(key.isEmpty() || !e.getMessage().contains(key), e::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPENAI_API_KEY",
        "HF_TOKEN",
        "GROQ_API_KEY",
        "SK_KEY",
        "ANTHROPIC_API_KEY_2",
        "my_key",
        "AZURE_OPENAI_RESEARCH_DEPARTMENT_KEY",
        "k"
      })
  void namesOfVariablesAreNames(String name) {
    assertEquals(name, withKey(name, "s").keyVariable());
  }

  /** It has the shape of a name, and may be a key all the same. */
  @Test
  void whatIsNotSetAndNoUsualNameIsNotRepeated() {
    LmJudgePlugin plugin = new LmJudgePlugin(name -> null);
    LmJudgeOptions options = Judging.options(withKey("qz_secret_words", "s"), "pairwise-v1");
    UserException e =
        assertThrows(
            UserException.class, () -> plugin.create(options, Judging.context(folder, log)));
    assertTrue(e.getMessage().contains("the environment variable that \"keyVariable\" names"));
    assertFalse(e.getMessage().contains("qz_secret_words"), e::getMessage);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    LmJudgeOptions options =
        new LmJudgeOptions(
            withKey("NO_SUCH_KEY", "s"),
            null,
            false,
            "pairwize-v1",
            List.of("missing.md", "helpful-v1", "absent.md"),
            null,
            0.0,
            64);
    LmJudgePlugin plugin = new LmJudgePlugin(name -> null);
    UserException e =
        assertThrows(
            UserException.class, () -> plugin.create(options, Judging.context(folder, log)));
    for (String problem :
        List.of(
            "NO_SUCH_KEY is not set",
            "the guideline \"missing.md\"",
            "the guideline \"absent.md\"",
            "the template \"pairwize-v1\"")) {
      assertTrue(e.getMessage().contains(problem), e::getMessage);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://user:secret@x/v1", "http://x/v1?key=secret", "ftp://secret", "secret"})
  void aUrlThatIsNoneOrHoldsAKeyIsRefused(String url) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> endpoint(url, 0));
    assertTrue(e.getMessage().startsWith("baseUrl must"), e::getMessage);
    assertTrue(!url.contains("x") || !e.getMessage().contains("secret"), e::getMessage);
  }

  @Test
  void aBudgetWithoutAStoreIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> withKey(null, null));
  }
}
