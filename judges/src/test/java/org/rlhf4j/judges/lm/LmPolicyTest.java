package org.rlhf4j.judges.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.PolicyPlugin;
import org.rlhf4j.judges.lm.model.ScriptedPolicy;
import org.rlhf4j.testkit.RecordingLog;

/** The judge on a policy of this process. */
final class LmPolicyTest {

  private static double noScores(String prompt, String answer) {
    throw new UnsupportedOperationException();
  }

  @TempDir Path folder;
  private final RecordingLog log = new RecordingLog();

  private Judge judge(Part<Policy> policy, String template, Double temperature) {
    return new LmJudgePlugin()
        .create(
            new LmJudgeOptions(null, policy, template, List.of(), null, temperature, 100),
            Judging.context(folder, log));
  }

  @Test
  void thePolicyReadsTheTemplateAndWritesTheVerdict() {
    List<String> asked = new ArrayList<>();
    ScriptedPolicy policy =
        new ScriptedPolicy(
            (q, u) -> {
              asked.add(q);
              return q.contains("left 1") ? "[[A]]" : "I think [[B]]";
            },
            LmPolicyTest::noScores,
            10_000);
    try (Judge judge = judge(policy.part(), "pairwise-v1", 0.0)) {
      List<Verdict> verdicts = judge.judge(Judging.comparisons(2));
      assertEquals(
          List.of(Label.SECOND, Label.FIRST), verdicts.stream().map(Verdict::label).toList());
      assertEquals("I think [[B]]", verdicts.get(0).raw());
      assertEquals(1, verdicts.get(0).cost().calls());
      assertEquals(asked.get(0).length() + 1, verdicts.get(0).cost().promptTokens());
      assertEquals("I think [[B]]".length() + 1, verdicts.get(0).cost().completionTokens());
    }
    assertTrue(asked.get(0).startsWith("You judge answers"), asked.get(0));
    assertTrue(policy.isClosed());
  }

  @Test
  void probabilitiesAreThePolicysOwn() {
    // p(A) = 0.1 + 0.2 with and without a blank, p(B) = 0.1
    ScriptedPolicy policy =
        new ScriptedPolicy(
            (q, u) -> "",
            (q, a) -> Math.log(a.equals(" A") ? 0.2 : a.equals(" B") ? 1e-30 : 0.1),
            10_000);
    try (Judge judge = judge(policy.part(), "letter-v1", 0.0)) {
      Verdict verdict = judge.judge(Judging.comparisons(1)).get(0);
      assertEquals(0.75, verdict.preferFirst(), 1e-6);
      assertEquals("A", verdict.raw());
    }
  }

  @Test
  void randomAnswersDependOnTheComparisonAloneAndNotOnTheBatch() {
    ScriptedPolicy policy =
        new ScriptedPolicy((q, u) -> u < 0.5 ? "[[A]]" : "[[B]]", LmPolicyTest::noScores, 10_000);
    List<Comparison> comparisons = Judging.comparisons(40);
    try (Judge judge = judge(policy.part(), "pairwise-v1", 1.0)) {
      List<Label> together = labels(judge, comparisons);
      List<Comparison> reversed = new ArrayList<>(comparisons);
      Collections.reverse(reversed);
      List<Label> backwards = new ArrayList<>(labels(judge, reversed));
      Collections.reverse(backwards);
      assertEquals(together, backwards);
      assertEquals(together.subList(7, 8), labels(judge, comparisons.subList(7, 8)));
      assertNotEquals(1, together.stream().distinct().count());
    }
  }

  private static List<Label> labels(Judge judge, List<Comparison> comparisons) {
    return judge.judge(comparisons).stream().map(Verdict::label).toList();
  }

  @Test
  void aQuestionThatDoesNotFitIsUnparsedAndTheOthersAreAnswered() {
    ScriptedPolicy policy = new ScriptedPolicy((q, u) -> "[[A]]", LmPolicyTest::noScores, 2000);
    Comparison c = Judging.comparison(0);
    Comparison huge =
        new Comparison("huge", new Prompt("p", "x".repeat(3000)), c.first(), c.second());
    try (Judge judge = judge(policy.part(), "pairwise-v1", 0.0)) {
      List<Verdict> verdicts = judge.judge(List.of(huge, c));
      assertEquals(Label.UNPARSED, verdicts.get(0).label());
      assertTrue(verdicts.get(0).reason().contains("leaves no room"), verdicts.get(0)::reason);
      assertEquals(Label.FIRST, verdicts.get(1).label());
      assertEquals(1, log.steps(LmJudgeStep.class).get(0).unparsed());
    }
  }

  @Test
  void aTemplateThatDoesNotFitIsRefusedWhenTheJudgeIsMade() {
    ScriptedPolicy policy = new ScriptedPolicy((q, u) -> "", LmPolicyTest::noScores, 300);
    UserException e =
        assertThrows(UserException.class, () -> judge(policy.part(), "pairwise-v1", 0.0));
    assertTrue(e.getMessage().contains("reads at most 300"), e::getMessage);
    assertTrue(policy.isClosed());
  }

  @Test
  void oneModelAndNotTwo() {
    LmJudgePlugin plugin = new LmJudgePlugin();
    PluginContext context = Judging.context(folder, log);
    UserException neither =
        assertThrows(UserException.class, () -> plugin.create(plugin.defaults(), context));
    assertTrue(neither.getMessage().endsWith("neither"), neither::getMessage);
    ScriptedPolicy policy = new ScriptedPolicy((q, u) -> "", LmPolicyTest::noScores, 10_000);
    assertThrows(UserException.class, () -> judge(policy.part(), "pairwise-v1", null));
    UserException both =
        assertThrows(
            UserException.class,
            () ->
                plugin.create(
                    new LmJudgeOptions(
                        Judging.endpoint("http://x/v1"),
                        policy.part(),
                        "pairwise-v1",
                        List.of(),
                        null,
                        0.0,
                        1),
                    context));
    assertTrue(both.getMessage().endsWith("both"), both::getMessage);
  }

  @Test
  void templatesAndGuidelinesAreCheckedBeforeTheModelIsOpened() {
    // at the end of this URL is nobody; the template is found wrong before
    LmJudgePlugin plugin = new LmJudgePlugin(name -> Judging.KEY);
    PluginContext context = Judging.context(folder, log);
    for (LmJudgeOptions options :
        List.of(
            Judging.options(Judging.endpoint("http://127.0.0.1:9/v1"), "nothing.txt"),
            new LmJudgeOptions(
                Judging.endpoint("http://127.0.0.1:9/v1"),
                null,
                "pairwise-v1",
                List.of("nothing.txt"),
                null,
                0.0,
                9))) {
      UserException e = assertThrows(UserException.class, () -> plugin.create(options, context));
      assertTrue(e.getMessage().contains("there is no \"nothing.txt\""), e::getMessage);
    }
  }

  @Test
  void aRealModelIsAskedForProbabilities() throws ReflectiveOperationException {
    Path data = Path.of(System.getenv().getOrDefault("RLHF4J_DATA", "../../shared"));
    Path model = data.resolve("models/stories260k").toAbsolutePath();
    assumeTrue(Files.isDirectory(model), () -> "needs " + model);
    PluginContext context = Judging.context(folder, log);
    Mockito.when(context.device()).thenReturn("cpu");
    Part<Policy> part = transformer(model.toString());
    LmJudgeOptions options = new LmJudgeOptions(null, part, "letter-v1", List.of(), null, 0.0, 8);
    Comparison c =
        new Comparison(
            "c",
            new Prompt("p", "Tell a story."),
            Answer.ofText("Once upon a time."),
            Answer.ofText("No."));
    try (Judge judge = new LmJudgePlugin().create(options, context)) {
      List<Verdict> alone = judge.judge(List.of(c));
      List<Verdict> among = judge.judge(List.of(c.swapped(), c, c));
      double p = alone.get(0).preferFirst();
      assertTrue(p > 0 && p < 1, () -> "" + p);
      assertEquals(p, among.get(2).preferFirst(), 1e-5);
      assertNotEquals(p, among.get(0).preferFirst());
    }
  }

  /** The plugin is not seen when this is compiled, so its options are made by their names. */
  private static Part<Policy> transformer(String path) throws ReflectiveOperationException {
    PolicyPlugin<?> plugin = Catalog.load(List.of()).get(PolicyPlugin.class, "transformer");
    Record defaults = plugin.defaults();
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          components[i].getName().equals("path")
              ? path
              : components[i].getAccessor().invoke(defaults);
    }
    Record options = defaults.getClass().getDeclaredConstructor(types).newInstance(values);
    return new Part<>(plugin, options);
  }
}
