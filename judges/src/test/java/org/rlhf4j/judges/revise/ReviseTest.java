package org.rlhf4j.judges.revise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.judges.lm.EndpointServer;
import org.rlhf4j.judges.lm.Judging;
import org.rlhf4j.judges.lm.LmJudgeOptions;
import org.rlhf4j.judges.lm.LmJudgePlugin;
import org.rlhf4j.judges.lm.model.ScriptedPolicy;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TestContext;

final class ReviseTest {

  @TempDir Path folder;
  private RecordingLog log = new RecordingLog();

  record NoOptions() {}

  private static Part<DataSource> prompts(int n) {
    List<Prompt> prompts =
        IntStream.range(0, n).mapToObj(i -> new Prompt("p" + i, "q" + i + ".")).toList();
    return Part.of(
        new DataSourcePlugin<NoOptions>() {
          @Override
          public String id() {
            return "prompts";
          }

          @Override
          public String summary() {
            return "prompts";
          }

          @Override
          public NoOptions defaults() {
            return new NoOptions();
          }

          @Override
          public DataSource create(NoOptions options, PluginContext context) {
            return new DataSource() {
              @Override
              public List<Prompt> prompts() {
                return prompts;
              }
            };
          }
        });
  }

  /** Says "draft", criticises it, and puts a "!" behind it each time. */
  private static String model(String q) {
    if (q.startsWith("q")) {
      return "draft of " + q;
    }
    String answer = between(q, "--- Answer begins ---\n", "\n--- Answer ends ---");
    if (!q.contains("--- Critique begins ---")) {
      return q.contains("q3.") ? "" : "principle: " + between(q, "Principle: ", "\n");
    }
    return q.contains("q1.") ? answer : answer + "!";
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from) + from.length();
    return text.substring(start, text.indexOf(to, start));
  }

  private DataSource revise(
      ScriptedPolicy policy, int n, List<String> principles, Part<Judge> judge) {
    log = new RecordingLog();
    return new RevisePlugin()
        .create(
            new ReviseOptions(
                prompts(n), null, policy.part(), false, principles, null, 2, judge, 0.0, 100),
            Judging.context(folder, log));
  }

  private static ScriptedPolicy policy(List<String> asked) {
    return new ScriptedPolicy(
        (q, u) -> {
          asked.add(q);
          return model(q);
        },
        (p, a) -> 0,
        10_000);
  }

  @Test
  void nothingIsAskedBeforeTheRowsAre() {
    List<String> asked = new ArrayList<>();
    DataSource source = revise(policy(asked), 5, List.of(), null);
    assertEquals(
        "by critique and revision of answers to 5 prompts", source.toBeMade().orElseThrow());
    assertEquals(5, source.prompts().size());
    assertEquals(List.of(), asked);
  }

  @Test
  void answersThatWereCutOffAreKnownAsSuch() throws Exception {
    ScriptedPolicy policy =
        new ScriptedPolicy(
            (q, u) -> q.startsWith("q") ? "half" + ScriptedPolicy.CUT : "whole",
            (p, a) -> 0,
            10_000);
    DataSource source = revise(policy, 2, List.of("be brief"), null);
    Preference pair = source.preferences().get(0);
    assertTrue(pair.rejected().cutOff());
    assertFalse(pair.chosen().cutOff());
    ((AutoCloseable) source).close();
  }

  @Test
  void answersAreRevisedInEveryRound() throws Exception {
    List<String> asked = new ArrayList<>();
    ScriptedPolicy policy = policy(asked);
    DataSource source = revise(policy, 5, List.of("be brief"), null);
    Map<String, String> answers =
        source.demonstrations().stream()
            .collect(Collectors.toMap(d -> d.prompt().id(), d -> d.answer().text()));
    // p1 never changes; p3 is never criticised, and so is left out
    assertEquals(
        new TreeMap<>(
            Map.of(
                "p0", "draft of q0.!!",
                "p1", "draft of q1.",
                "p2", "draft of q2.!!",
                "p4", "draft of q4.!!")),
        new TreeMap<>(answers));
    assertTrue(asked.stream().anyMatch(q -> q.contains("principle: be brief")));
    assertTrue(log.notes().get(0).startsWith("4 of 5 answers revised in 2 rounds"));
    ReviseStep step = log.steps(ReviseStep.class).get(0);
    assertEquals(5, step.answers());
    assertEquals(3, step.changed());
    assertEquals(1, step.failures());

    int before = asked.size();
    List<Preference> pairs = source.preferences();
    assertEquals(before, asked.size(), "the same answers serve both");
    assertEquals(List.of("p0", "p2", "p4"), pairs.stream().map(p -> p.prompt().id()).toList());
    assertEquals("draft of q0.!!", pairs.get(0).chosen().text());
    assertEquals("draft of q0.", pairs.get(0).rejected().text());
    ((AutoCloseable) source).close();
    assertTrue(policy.isClosed());
  }

  @Test
  void aJudgeMayPreferTheFirstAnswer() {
    // it prefers the answer without "!", wherever it stands, and cannot decide about q4
    ScriptedPolicy judging =
        new ScriptedPolicy(
            (q, u) -> {
              String a = between(q, "--- Answer A begins ---\n", "\n---");
              return q.contains("q4.") ? "hm" : a.endsWith("!") ? "[[B]]" : "[[A]]";
            },
            (p, a) -> 0,
            10_000);
    LmJudgeOptions options =
        new LmJudgeOptions(null, judging.part(), false, "pairwise-v1", List.of(), null, 0.0, 10);
    List<Preference> pairs =
        revise(policy(new ArrayList<>()), 6, List.of("x"), new Part<>(new QuietLm(), options))
            .preferences();
    assertEquals(
        List.of("draft of q0.", "draft of q2.", "draft of q5."),
        pairs.stream().map(p -> p.chosen().text()).toList());
  }

  /** A judge that does not log its steps between those of the reviser. */
  private static final class QuietLm implements JudgePlugin<LmJudgeOptions> {
    @Override
    public String id() {
      return "quiet";
    }

    @Override
    public String summary() {
      return "";
    }

    @Override
    public LmJudgeOptions defaults() {
      return new LmJudgeOptions();
    }

    @Override
    public Judge create(LmJudgeOptions options, PluginContext context) {
      return new LmJudgePlugin().create(options, Judging.context(Path.of("."), new RecordingLog()));
    }
  }

  @Test
  void principlesAreDrawnByPromptAndRoundAndAllOfThem() {
    List<String> asked = new ArrayList<>();
    List<Demonstration> all =
        revise(policy(asked), 60, List.of("one", "two", "three"), null).demonstrations();
    Map<String, Long> principles =
        asked.stream()
            .filter(q -> q.contains("Do not rewrite"))
            .collect(
                Collectors.groupingBy(
                    q -> between(q, "Principle: ", "\n"), TreeMap::new, Collectors.counting()));
    assertEquals(3, principles.size());
    // 120 draws: 40 each within four standard deviations of 5.2
    principles.values().forEach(n -> assertEquals(40, n, 21));
    assertNotEquals(0, all.size());
  }

  @Test
  void ourPrinciplesAndThoseOfFiles() throws IOException {
    PluginContext context = Judging.context(folder, log);
    assertTrue(Principles.of(List.of(), null, context).size() >= 5);
    Files.writeString(folder.resolve("own.txt"), "# mine\nBe kind.\n\n  Be brief.  \n");
    assertEquals(
        List.of("First.", "Be kind.", "Be brief."),
        Principles.of(List.of("First."), "own.txt", context));
    Files.writeString(folder.resolve("none.txt"), "# nothing\n");
    for (String bad : List.of("none.txt", "missing.txt")) {
      assertThrows(UserException.class, () -> Principles.of(List.of(), bad, context));
    }
    assertThrows(UserException.class, () -> Principles.of(List.of(" "), null, context));
  }

  @Test
  void whatCannotWorkIsToldWhenItIsMade() {
    PluginContext context = Judging.context(folder, log);
    RevisePlugin plugin = new RevisePlugin();
    UserException prompts =
        assertThrows(UserException.class, () -> plugin.create(plugin.defaults(), context));
    assertTrue(prompts.getMessage().contains("prompts is missing"), prompts::getMessage);
    UserException model =
        assertThrows(
            UserException.class,
            () ->
                plugin.create(
                    new ReviseOptions(
                        prompts(1), null, null, false, List.of(), null, 1, null, 1.0, 10),
                    context));
    assertTrue(model.getMessage().contains("neither"), model::getMessage);
    Policy withoutTemplate = mock(Policy.class);
    when(withoutTemplate.encode(any(Prompt.class))).thenThrow(new UserException("no template"));
    ReviseOptions chat =
        new ReviseOptions(
            prompts(1),
            null,
            TestContext.partOf("plain", () -> withoutTemplate),
            true,
            List.of(),
            null,
            1,
            null,
            1.0,
            10);
    UserException template = assertThrows(UserException.class, () -> plugin.create(chat, context));
    assertTrue(template.getMessage().startsWith("no template; or leave"), template::getMessage);
    verify(withoutTemplate).close();
  }

  @Test
  void aModelThatChangesNothingMakesNoPreference() {
    ScriptedPolicy stubborn = new ScriptedPolicy((q, u) -> "the same", (p, a) -> 0, 10_000);
    DataSource source = revise(stubborn, 3, List.of("x"), null);
    UserException e = assertThrows(UserException.class, source::preferences);
    assertTrue(e.getMessage().startsWith("revise made no preference"), e::getMessage);
  }

  @Test
  void behindAnEndpointAnInterruptedRevisionGoesOnWhereItWas() {
    try (EndpointServer server = EndpointServer.saying(ReviseTest::model)) {
      ReviseOptions options =
          new ReviseOptions(
              prompts(3),
              Judging.endpoint(server.url()),
              null,
              false,
              List.of("x"),
              null,
              2,
              null,
              1.0,
              100);
      RevisePlugin plugin = new RevisePlugin(name -> Judging.KEY);
      List<Preference> first =
          plugin.create(options, Judging.context(folder, new RecordingLog())).preferences();
      int calls = server.calls().size();
      assertEquals(3 + 2 * 2 * 3, calls);
      assertEquals(
          first, plugin.create(options, Judging.context(folder, new RecordingLog())).preferences());
      assertEquals(calls, server.calls().size());
    }
  }

  @Test
  void whatAnEndpointBrokeOffIsKnownAsSuchAndStaysSoInItsStore() {
    try (EndpointServer server =
        new EndpointServer(
            call -> {
              String said = model(call.user());
              if (call.user().startsWith("q")) {
                call.breakOff(said);
              } else {
                call.say(said);
              }
            })) {
      ReviseOptions options =
          new ReviseOptions(
              prompts(1),
              Judging.endpoint(server.url()),
              null,
              false,
              List.of("x"),
              null,
              1,
              null,
              1.0,
              100);
      RevisePlugin plugin = new RevisePlugin(name -> Judging.KEY);
      for (String asked : List.of("now", "before")) {
        log = new RecordingLog();
        Preference pair = plugin.create(options, Judging.context(folder, log)).preferences().get(0);
        assertTrue(pair.rejected().cutOff(), asked);
        assertFalse(pair.chosen().cutOff(), asked);
        assertEquals(3, server.calls().size(), asked);
      }
    }
  }
}
