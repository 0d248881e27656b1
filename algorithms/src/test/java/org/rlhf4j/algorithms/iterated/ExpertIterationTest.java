package org.rlhf4j.algorithms.iterated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.iterated.ExpertIterationOptions.From;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.MemoryCheckpoints;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

final class ExpertIterationTest {

  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(4, "a", "b");
  private static final Prompt PROMPT = Tasks.prompt("a");
  private static final int WINNERS = 1000;

  /** Counts the letters b, so that many answers are equally good. */
  private static double letters(String text) {
    return text.chars().filter(c -> c == 'b').count();
  }

  private static final RewardModel REWARD =
      new FunctionReward(response -> letters(response.answer().text()));

  private static TabularPolicy policy() {
    return new TabularPolicy(LANGUAGE, Tasks.RANDOM.child("start"), 0.5);
  }

  private static double[] rewards() {
    TabularPolicy policy = policy();
    return LANGUAGE.completions(2).stream().mapToDouble(y -> letters(policy.decode(y))).toArray();
  }

  /** Whole-batch passes that come to rest. */
  private static ExpertIterationOptions options(int rounds, int n, From from) {
    AdamW rule = new AdamW(0.3, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.999, 1e-8, 0, 0);
    TrainingOptions training =
        new TrainingOptions(WINNERS, 1, 60, 0, false, new LengthLimits(), rule);
    return new ExpertIterationOptions(rounds, n, WINNERS, from, Decoding.sampling(1, 2), training);
  }

  private static List<ExpertIterationStep> train(
      TabularPolicy policy, ExpertIterationOptions options, RecordingLog log) {
    Optimizer optimizer = new ExpertIterationPlugin().create(options, null);
    assertSame(policy, optimizer.optimize(Tasks.reinforce(policy, List.of(PROMPT), REWARD, log)));
    return log.steps(ExpertIterationStep.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, START", "1, 3, START", "2, 2, START", "2, 2, CURRENT"})
  void aRoundTakesThePolicyToItsBestOfN(int rounds, int n, From from) {
    TabularPolicy policy = policy();
    double[] start = Exact.distribution(policy, PROMPT, 2);
    train(policy, options(rounds, n, from), new RecordingLog());
    double[] learned = Exact.distribution(policy, PROMPT, 2);
    double[] exact = Exact.bestOf((int) Math.pow(n, rounds), start, rewards());
    for (int y = 0; y < exact.length; y++) {
      // The winners of each round are a sample.
      double error = Math.sqrt(rounds * exact[y] * (1 - exact[y]) / WINNERS);
      assertEquals(exact[y], learned[y], 4 * error + 0.005, "answer " + y);
    }
    assertEquals(
        n == 1, Exact.kl(learned, start) < 0.01, "it moves unless there is nothing to choose from");
  }

  @ParameterizedTest
  @EnumSource
  void everyRoundRaisesTheExpectedReward(From from) {
    TabularPolicy policy = policy();
    double before = Exact.mean(Exact.distribution(policy, PROMPT, 2), rewards());
    List<ExpertIterationStep> steps = train(policy, options(3, 2, from), new RecordingLog());
    assertEquals(180, steps.size());
    double error = 4 * Math.sqrt(1.0 / (2 * WINNERS)); // rewards differ by 2 at most
    assertEquals(before, steps.get(0).scores(), error, "the first round knows the start policy");
    for (int round = 1; round < 3; round++) {
      ExpertIterationStep last = steps.get(60 * round - 1);
      ExpertIterationStep next = steps.get(60 * round);
      assertEquals(round, last.round());
      assertEquals(round + 1, next.round());
      assertEquals(last.bestScores(), next.scores(), error, "imitates what was best before");
      assertTrue(next.scores() > last.scores() + 0.05, last + " and then " + next);
      assertEquals(2L * WINNERS * (round + 1), next.episode());
      assertEquals(1 / 1.0, next.epoch());
      assertEquals(60.0, last.epoch());
      assertEquals(0.3, next.learningRate(), "the schedule begins anew");
    }
    double after = Exact.mean(Exact.distribution(policy, PROMPT, 2), rewards());
    assertEquals(steps.get(179).bestScores(), after, error);
  }

  @ParameterizedTest
  @EnumSource
  void theSecondRoundLearnsFromTheWeightsOfItsName(From from) throws IOException {
    AdamW warm = new AdamW(0.5, AdamW.Schedule.CONSTANT, 1, 0, 0.9, 0.999, 1e-8, 0, 0);
    TrainingOptions training =
        new TrainingOptions(8, 1, 3, 0, false, new LengthLimits(), warm); // first step at rate 0
    ExpertIterationOptions options =
        new ExpertIterationOptions(2, 2, 8, from, Decoding.sampling(1, 2), training);
    MemoryCheckpoints checkpoints = new MemoryCheckpoints();
    train(policy(), options, new RecordingLog(checkpoints));
    double[] start = Exact.distribution(policy(), PROMPT, 2);
    double[] endOfFirst = Exact.distribution(read(checkpoints, 3), PROMPT, 2);
    double[] startOfSecond = Exact.distribution(read(checkpoints, 4), PROMPT, 2);
    assertTrue(Exact.kl(endOfFirst, start) > 0.01);
    assertEquals(0, Exact.kl(startOfSecond, from == From.START ? start : endOfFirst), 1e-12);
  }

  private static TabularPolicy read(MemoryCheckpoints checkpoints, int step) throws IOException {
    TabularPolicy policy = policy();
    byte[] state = checkpoints.state(step).get(0);
    policy.readState(new DataInputStream(new ByteArrayInputStream(state)));
    return policy;
  }

  @Test
  void withoutANumberEveryPromptIsAskedOnceARound() {
    RecordingLog log = new RecordingLog();
    TrainingOptions training = Tasks.training(2, 1, 1, 0.1);
    ExpertIterationOptions options =
        new ExpertIterationOptions(2, 4, 0, From.START, Decoding.sampling(1, 2), training);
    List<Prompt> prompts = List.of(PROMPT, Tasks.prompt("b"), Tasks.prompt("a b"));
    new ExpertIteration(options).optimize(Tasks.reinforce(policy(), prompts, REWARD, log));
    assertEquals(
        List.of(12L, 12L, 24L, 24L),
        log.steps(ExpertIterationStep.class).stream().map(ExpertIterationStep::episode).toList());
  }

  @Test
  void greedyAnswersAreRefused() {
    ExpertIterationOptions defaults = new ExpertIterationPlugin().defaults();
    ExpertIterationOptions greedy =
        new ExpertIterationOptions(1, 2, 0, From.START, Decoding.greedy(4), defaults.training());
    UserException e =
        assertThrows(UserException.class, () -> new ExpertIterationPlugin().create(greedy, null));
    assertTrue(e.getMessage().contains("decoding.temperature must be above 0"), e.getMessage());
  }
}
