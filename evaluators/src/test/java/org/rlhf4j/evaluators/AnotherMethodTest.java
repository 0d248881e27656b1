package org.rlhf4j.evaluators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.evaluators.leaderboard.LeaderboardOptions;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.winrate.WinRateOptions;
import org.rlhf4j.evaluators.winrate.WinRatePlugin;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.RecordingReward;
import org.rlhf4j.testkit.TabularPolicy;

/**
 * A method's numbers are its own: another method in the run, or another setting of a sweep, moves
 * none of them by a bit. A ranking is of those who are ranked, and its basis says who they are.
 */
final class AnotherMethodTest {

  private static final List<Prompt> PROMPTS =
      IntStream.range(0, 48)
          .mapToObj(i -> new Prompt("p" + i, List.of("a", "b", "a a", "a b", "b a").get(i % 5)))
          .toList();

  static List<Part<Evaluator>> parts() {
    return ContractsTest.parts();
  }

  private static Subject subject(String name, long seed) {
    RandomStream random = RandomStream.ofSeed(seed);
    Policy policy = new TabularPolicy(OracleProblem.LANGUAGE, random.child("logits"), 1);
    Decoding decoding = Decoding.sampling(1, OracleProblem.MAX_NEW_TOKENS);
    List<Completion> answers =
        policy.generate(PROMPTS, 1, decoding, random).stream().map(c -> c.get(0)).toList();
    // lengths that have something to do with the method and the prompt
    List<Completion> padded =
        IntStream.range(0, answers.size())
            .mapToObj(i -> padded(answers.get(i), (int) (seed * i % 7)))
            .toList();
    return new Subject(name, padded, policy);
  }

  private static Completion padded(Completion c, int blanks) {
    return new Completion(
        new Answer((c.answer().text() + " a".repeat(blanks)).strip(), c.answer().tokens()),
        c.finish(),
        c.logProbs(),
        c.samplingLogProbs());
  }

  private static Evaluation evaluate(Part<Evaluator> part, List<Subject> subjects) {
    EvaluationTask task =
        new EvaluationTask(
            PROMPTS,
            subjects,
            Decoding.sampling(1, OracleProblem.MAX_NEW_TOKENS),
            new RecordingReward(new OracleProblem().reward()),
            RandomStream.ofSeed(5),
            RunLog.silent());
    try (Evaluator evaluator =
        part.create(new FileContext(Path.of("src", "test", "resources", "contracts")))) {
      return evaluator.evaluate(task);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void movesNoNumberOfTheOthers(Part<Evaluator> part) {
    List<Subject> few = List.of(subject("base", 1), subject("sft", 2), subject("dpo-b01", 3));
    List<Subject> more = new ArrayList<>(few);
    more.add(1, subject("ppo", 4));
    more.add(subject("dpo-b05", 5));
    Evaluation without = evaluate(part, few);
    Evaluation with = evaluate(part, more);
    if (part.options() instanceof LeaderboardOptions) {
      assertNotEquals(without.basis(), with.basis());
      return;
    }
    assumeTrue(!without.measurements().isEmpty(), "it has no numbers of methods");
    Set<String> names = new HashSet<>();
    for (Measurement m : without.measurements()) {
      names.add(m.subject());
      assertEquals(without.basis(m.metric()), with.basis(m.metric()), m.metric());
    }
    assertEquals(own(without, names), own(with, names));
    assertEquals(
        without.scores(), with.scores().stream().filter(s -> names.contains(s.subject())).toList());
    assertFalse(names.isEmpty());
  }

  private static String[] judged(List<String> models) {
    RandomStream random = RandomStream.ofSeed(4);
    List<String> rows = new ArrayList<>();
    for (String model : models) {
      for (int i = 0; i < 40; i++) {
        double u = random.child(model).uniform(i);
        int length = (int) (100 + 80 * u + 40 * random.child("length").uniform(i));
        rows.add(
            String.format(
                Locale.ROOT,
                "{\"annotator\": \"j\", \"model\": \"%s\", \"index\": \"%d\","
                    + " \"baseline\": \"base\", \"len_baseline\": 120, \"len_model\": %d,"
                    + " \"preference\": %s}",
                model,
                i,
                length,
                u < 0.2 ? 1.5 : 1 + Math.round(random.child(model).uniform(i, 1))));
      }
    }
    return rows.toArray(String[]::new);
  }

  private static Evaluation panel(FileContext context, String name, List<String> models) {
    String file = context.file(name, judged(models));
    WinRateOptions options =
        new WinRateOptions(
            null, null, "win rate", true, 0, 1, null, 100, List.of(file), null, List.of());
    EvaluationTask none =
        new EvaluationTask(
            List.of(), List.of(), null, null, RandomStream.ofSeed(5), RunLog.silent());
    try (Evaluator evaluator = new WinRatePlugin().create(options, context)) {
      return evaluator.evaluate(none);
    }
  }

  @Test
  void movesNoNumberOfAFilesOtherModels(@TempDir Path folder) {
    FileContext context = new FileContext(folder);
    Evaluation without = panel(context, "two.jsonl", List.of("a", "b"));
    Evaluation with = panel(context, "three.jsonl", List.of("c", "a", "b"));
    Set<String> names = Set.of("a", "b");
    assertEquals(4, own(without, names).size());
    assertEquals(own(without, names), own(with, names));
    assertEquals(without.basis("LC win rate"), with.basis("LC win rate"));
    assertNotEquals(without.basis("win rate"), without.basis("LC win rate"));
  }

  private static Map<String, Measurement> own(Evaluation evaluation, Set<String> names) {
    Map<String, Measurement> own = new TreeMap<>();
    for (Measurement m : evaluation.measurements()) {
      if (names.contains(m.subject())) {
        own.put(m.metric() + " of " + m.subject(), m);
      }
    }
    return own;
  }
}
