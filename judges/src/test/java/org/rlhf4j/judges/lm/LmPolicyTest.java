package org.rlhf4j.judges.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
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
import org.rlhf4j.testkit.DataFolder;
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
            new LmJudgeOptions(null, policy, false, template, List.of(), null, temperature, 100),
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
                        false,
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
                false,
                "pairwise-v1",
                List.of("nothing.txt"),
                null,
                0.0,
                9))) {
      UserException e = assertThrows(UserException.class, () -> plugin.create(options, context));
      assertTrue(e.getMessage().contains("there is no \"nothing.txt\""), e::getMessage);
    }
  }

  @Tag("data")
  @Test
  void aRealModelIsAskedForProbabilities() throws ReflectiveOperationException {
    Comparison c = STORIES;
    try (Judge judge = letters(realModel(), false)) {
      List<Verdict> alone = judge.judge(List.of(c));
      List<Verdict> among = judge.judge(List.of(c.swapped(), c, c));
      double p = alone.get(0).preferFirst();
      assertTrue(p > 0 && p < 1, () -> "" + p);
      assertEquals(p, among.get(2).preferFirst(), 1e-5);
      assertNotEquals(p, among.get(0).preferFirst());
    }
  }

  /** Writes what is also asked without a template, so that the probabilities must be the same. */
  private static final String PLAIN =
      "{{ bos_token }}{% for m in messages %}{{ m.content }}"
          + "{% if m.role == 'system' %}{{ '\n\n' }}{% endif %}{% endfor %}";

  @Tag("data")
  @Test
  void inAConversationTheModelsTemplateWritesSystemAndQuestion() throws Exception {
    Path model = folder.resolve("chat");
    Files.createDirectory(model);
    try (Stream<Path> files = Files.list(realModel())) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    double plain = preferFirst(realModel(), false);
    assertEquals(plain, preferFirst(written(model, PLAIN), true), 1e-6);
    String spoken = PLAIN.replace("{{ m.content }}", "{{ m.role + ': ' + m.content }}");
    assertNotEquals(plain, preferFirst(written(model, spoken), true), 1e-6);
  }

  private double preferFirst(Path model, boolean chat) throws ReflectiveOperationException {
    try (Judge judge = letters(model, chat)) {
      return judge.judge(List.of(STORIES)).get(0).preferFirst();
    }
  }

  @Tag("data")
  @Test
  void aModelWithoutATemplateCannotBeAskedInAConversation() {
    UserException e = assertThrows(UserException.class, () -> letters(realModel(), true));
    assertTrue(e.getMessage().contains("needs a chat template"), e::getMessage);
  }

  @Test
  void anEndpointNeedsNoChat() {
    ModelChoice both = new ModelChoice(Judging.endpoint("http://x/v1"), null, true, 0.0, 8);
    UserException e = assertThrows(UserException.class, () -> both.check(name -> Judging.KEY));
    assertTrue(e.getMessage().contains("\"chat\" is for a policy"), e::getMessage);
  }

  private static final Comparison STORIES =
      new Comparison(
          "c",
          new Prompt("p", "Tell a story."),
          Answer.ofText("Once upon a time."),
          Answer.ofText("No."));

  private static Path realModel() {
    return DataFolder.file("models/stories260k");
  }

  private static Path written(Path model, String template) throws IOException {
    Files.writeString(model.resolve("chat_template.jinja"), template);
    return model;
  }

  private Judge letters(Path model, boolean chat) throws ReflectiveOperationException {
    PluginContext context = Judging.context(folder, new RecordingLog());
    Mockito.when(context.device()).thenReturn("cpu");
    Part<Policy> part = transformer(model.toString());
    return new LmJudgePlugin()
        .create(
            new LmJudgeOptions(null, part, chat, "letter-v1", List.of(), null, 0.0, 8), context);
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
