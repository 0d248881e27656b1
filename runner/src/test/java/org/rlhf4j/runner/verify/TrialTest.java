package org.rlhf4j.runner.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.testkit.TabularPolicy;

/**
 * A method that is right passes, one that is wrong does not, and the numbers are the exact ones.
 */
final class TrialTest {
  private static final double BETA = 0.5;

  private final RandomStream random = RandomStream.ofSeed(3);
  private final Oracle oracle = Languages.table(random);

  @AfterEach
  void close() {
    oracle.close();
  }

  /** A method made of what it does. */
  private record Method(Set<Need> needs, Function<OptimizationTask, Policy> work)
      implements Optimizer {
    @Override
    public Policy optimize(OptimizationTask task) {
      return work.apply(task);
    }
  }

  private static Recipe recipe(Recipe.Target target, double tolerance) {
    return new Recipe("", target, BETA, 0, tolerance, "", 0, false, new JsonObject());
  }

  private Outcome run(Recipe.Target target, Optimizer method) {
    return new Trial(oracle, random, RunLog.silent()).run("m", recipe(target, 0.01), method);
  }

  /** Writes the logits of a distribution over completions into a table. */
  private Policy become(OptimizationTask task, double[][] distributions) {
    TabularPolicy policy = (TabularPolicy) task.start();
    for (int p = 0; p < distributions.length; p++) {
      int[] prompt = policy.encode(oracle.prompts().get(p));
      Map<List<Integer>, double[]> mass = new HashMap<>();
      for (int y = 0; y < distributions[p].length; y++) {
        TokenRow row = new TokenRow(prompt, oracle.completions().get(y));
        for (int t = 0; t < row.completion().length; t++) {
          List<Integer> before =
              IntStream.range(0, prompt.length + t).mapToObj(row::token).toList();
          mass.computeIfAbsent(before, b -> new double[4])[row.completion()[t]] +=
              distributions[p][y];
        }
      }
      mass.forEach(
          (before, next) ->
              policy.setLogits(
                  before.stream().mapToInt(i -> i).toArray(),
                  Arrays.stream(next).map(Math::log).toArray()));
    }
    return policy;
  }

  @Test
  void theOptimumPasses() {
    Outcome outcome =
        run(
            Recipe.Target.OPTIMUM,
            new Method(Set.of(), task -> become(task, oracle.optimum(BETA))));
    assertEquals(0, outcome.toTarget(), 1e-5);
    assertEquals(0, outcome.best() - outcome.reward(), 1e-5);
    assertEquals(Outcome.Verdict.PASS, outcome.verdict());
  }

  @Test
  void theOptimumOfAnotherBetaFailsAndHasNoGap() {
    Outcome outcome =
        run(
            Recipe.Target.OPTIMUM,
            new Method(Set.of(), task -> become(task, oracle.optimum(2 * BETA))));
    assertEquals(Outcome.Verdict.FAIL, outcome.verdict());
    assertEquals(0, outcome.best() - outcome.reward(), 1e-5);
  }

  @Test
  void theReferenceHasNoDivergenceFromItself() {
    Outcome outcome = run(Recipe.Target.OPTIMUM, new Method(Set.of(), OptimizationTask::start));
    assertEquals(0, outcome.toReference(), 1e-6);
    assertEquals(0, outcome.best() - outcome.reward(), 1e-3);
    assertEquals(Outcome.Verdict.FAIL, outcome.verdict());
  }

  @Test
  void thePreferredAnswersAreATargetOfTheirOwn() {
    Outcome outcome =
        run(
            Recipe.Target.CHOSEN,
            new Method(
                Set.of(Need.PREFERENCES), task -> become(task, oracle.chosen(task.preferences()))));
    assertEquals(0, outcome.toTarget(), 1e-4);
  }

  @Test
  void withoutAClaimThereIsNoVerdict() {
    Outcome outcome =
        new Trial(oracle, random, RunLog.silent())
            .run(
                "m",
                recipe(Recipe.Target.NONE, Double.NaN),
                new Method(Set.of(), OptimizationTask::start));
    assertEquals(Outcome.Verdict.NO_CLAIM, outcome.verdict());
    assertTrue(Double.isNaN(outcome.toTarget()));
  }

  @Test
  void theScoreFunctionIsAnUnbiasedGradient() {
    GradientTrial.Row row = gradient(1);
    assertTrue(row.cosine() > 0.99, row::toString);
    assertTrue(row.bias() < 2 * row.byChance(), row::toString);
    assertTrue(report(row).good(), row::toString);
  }

  private static VerifyReport report(GradientTrial.Row row) {
    return new VerifyReport(List.of(), List.of(), List.of(row), 0);
  }

  @Test
  void aWrongSignFailsTheReport() {
    GradientTrial.Row row = gradient(-1);
    assertTrue(row.cosine() < -0.99, row::toString);
    VerifyReport report = report(row);
    assertFalse(report.good());
    assertTrue(report.text().contains("FAIL"), report.text());
    assertTrue(report.text().contains("1 of 1 claims do not hold"), report.text());
    JsonObject json = report.json().getAsJsonArray("gradients").get(0).getAsJsonObject();
    assertEquals("fail", json.get("verdict").getAsString());
    assertEquals(2 * row.byChance() + 0.01, json.get("tolerance").getAsDouble());
  }

  @Test
  void aGradientThatIsOffFailsTheReportAndSoDoesNone() {
    assertTrue(report(new GradientTrial.Row("m", 0.99, 0.05, 0.02, 0.3, 300)).good());
    assertFalse(report(new GradientTrial.Row("m", 0.99, 0.0501, 0.02, 0.3, 300)).good());
    double nan = Double.NaN; // of a method that never updates
    assertFalse(report(new GradientTrial.Row("m", nan, nan, nan, nan, 300)).good());
  }

  /** The score function's estimate of the gradient of E[r] - beta KL, written out. */
  private GradientTrial.Row gradient(double sign) {
    TabularPolicy start = Languages.elsewhere(oracle, random);
    Method reinforce =
        new Method(
            Set.of(Need.PROMPTS, Need.REWARD),
            task -> {
              var policy = task.start();
              var drawn = policy.generate(task.prompts(), 64, oracle.decoding(), task.random());
              List<TokenRow> rows =
                  IntStream.range(0, drawn.size())
                      .boxed()
                      .flatMap(
                          p ->
                              drawn.get(p).stream()
                                  .map(
                                      c ->
                                          new TokenRow(
                                              policy.encode(task.prompts().get(p)), c.tokens())))
                      .toList();
              List<Response> responses =
                  IntStream.range(0, drawn.size())
                      .boxed()
                      .flatMap(
                          p ->
                              drawn.get(p).stream()
                                  .map(c -> new Response(task.prompts().get(p), c.answer())))
                      .toList();
              double[] rewards = task.requireReward().score(responses);
              var own = policy.score(rows, 1);
              var reference = task.reference().score(rows, 1);
              float[] gains = new float[rows.size()];
              for (int i = 0; i < gains.length; i++) {
                double logRatio = 0;
                for (int t = 0; t < rows.get(i).completion().length; t++) {
                  logRatio += own.get(i).logProbs()[t] - reference.get(i).logProbs()[t];
                }
                gains[i] = (float) (sign * (rewards[i] - BETA * logRatio));
              }
              policy.update(
                  TrainingBatch.ofRows(rows),
                  micro ->
                      Scalars.times(
                          micro
                              .outputs()
                              .mul(micro.mask())
                              .sum(new int[] {1})
                              .mul(micro.rows(gains))
                              .sum(),
                          -1.0 / rows.size()),
                  AdamW.withLearningRate(0).at(0, 1));
              return policy;
            });
    return new GradientTrial(oracle, start, random).run("reinforce", BETA, reinforce);
  }

  @Test
  void theUnbiasedEstimatorsAreUnbiasedAndTheOthersAreNot() {
    List<KlEstimates.Row> rows = KlEstimates.of(oracle, Languages.elsewhere(oracle, random));
    assertEquals(2 * KlEstimator.values().length, rows.size());
    for (KlEstimates.Row row : rows) {
      assertEquals(row.unbiased(), Math.abs(row.bias()) < KlEstimates.TOLERANCE, row::toString);
    }
    assertTrue(new VerifyReport(List.of(), rows, List.of(), 0).good());
  }

  @Test
  void anEstimatorThatIsOffFailsTheReport() {
    KlEstimates.Row off = new KlEstimates.Row(KlEstimator.K3, "token", 0.2, 0.21, 0.5);
    VerifyReport report = new VerifyReport(List.of(), List.of(off), List.of(), 0);
    assertFalse(report.good());
    assertTrue(report.text().contains("FAIL"), report.text());
  }

  @Test
  void greedyDecodingIsNotASample() {
    // a sampled policy is judged by its answers: one that always gives the same is far from all
    Outcome outcome =
        new Trial(oracle, random, RunLog.silent())
            .run(
                "m",
                new Recipe(
                    "", Recipe.Target.BEST_OF_N, BETA, 0, 0.003, "", 0, false, json("{\"n\": 4}")),
                new Method(Set.of(), task -> new Greedy(task.start())));
    assertEquals(Outcome.Verdict.FAIL, outcome.verdict());
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  /** A policy without a likelihood that always gives its most probable answer. */
  private record Greedy(Policy policy) implements Policy {
    @Override
    public int[] encode(Prompt prompt) {
      return policy.encode(prompt);
    }

    @Override
    public TokenRow encode(Prompt prompt, Answer answer) {
      return policy.encode(prompt, answer);
    }

    @Override
    public String decode(int[] tokens) {
      return policy.decode(tokens);
    }

    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream stream) {
      return policy.generateFrom(prompts, n, Decoding.greedy(decoding.maxNewTokens()), stream);
    }

    @Override
    public int contextLength() {
      return policy.contextLength();
    }

    @Override
    public void save(Path folder) {
      policy.save(folder);
    }

    @Override
    public void close() {
      policy.close();
    }
  }
}
