package org.rlhf4j.algorithms.iterated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.iterated.QuarkOptions.Imitate;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

final class QuarkTest {

  private static final int BEST = Tasks.LANGUAGE.size();
  private static final int QUANTILES = 3;
  private static final List<Prompt> PROMPTS = List.of(Tasks.prompt("a"), Tasks.prompt("b"));
  private static final RewardModel REWARD =
      new FunctionReward(response -> reward(response.answer().text()));

  private static double reward(String text) {
    return text.chars().filter(c -> c == 'b').count() - 0.3 * text.length();
  }

  private static QuarkOptions options(
      int rounds, int steps, double kl, double entropy, Decoding decoding) {
    return options(Imitate.EVERY_QUANTILE, rounds, steps, kl, entropy, decoding);
  }

  private static QuarkOptions options(
      Imitate imitate, int rounds, int steps, double kl, double entropy, Decoding decoding) {
    AdamW rule = new AdamW(0.1, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 0);
    return new QuarkOptions(
        rounds,
        0,
        50,
        steps,
        64,
        QUANTILES,
        imitate,
        kl,
        entropy,
        LossDenominator.TOKENS,
        decoding,
        rule);
  }

  private static List<QuarkStep> train(TrainablePolicy policy, QuarkOptions options) {
    RecordingLog log = new RecordingLog();
    new QuarkPlugin().create(options, null).optimize(Tasks.reinforce(policy, PROMPTS, REWARD, log));
    return log.steps(QuarkStep.class);
  }

  /** The distribution of answers of two tokens to "a" behind these control tokens. */
  private static double[] distribution(TabularPolicy policy, int... control) {
    return answersTo(1, policy, control);
  }

  private static double[] answersTo(int prompt, TabularPolicy policy, int... control) {
    int[] asked = IntStream.concat(IntStream.of(control), IntStream.of(prompt)).toArray();
    return Tasks.LANGUAGE.completions(2).stream()
        .mapToDouble(y -> Math.exp(policy.logProbability(new TokenRow(asked, y))))
        .toArray();
  }

  /** Over both prompts: quantiles are those of the answers to all of them together. */
  private static double expectedReward(TabularPolicy policy, int... control) {
    double[] rewards =
        Tasks.LANGUAGE.completions(2).stream().mapToDouble(y -> reward(policy.decode(y))).toArray();
    return IntStream.of(1, 2)
        .mapToDouble(prompt -> Exact.mean(answersTo(prompt, policy, control), rewards))
        .average()
        .orElseThrow();
  }

  @Test
  void theBestTokenRaisesTheExpectedRewardFarAboveTheWorst() {
    TabularPolicy policy = Tasks.policy();
    double before = expectedReward(policy);
    List<QuarkStep> steps = train(policy, options(4, 20, 0.05, 0.06, Decoding.sampling(1, 2)));
    double best = expectedReward(policy, BEST);
    assertTrue(best > before + 0.3, before + " became " + best);
    double worst = expectedReward(policy, BEST + QUANTILES - 1);
    assertTrue(worst < best - 0.3, best + " behind the best, " + worst + " behind the worst token");
    assertEquals(before, expectedReward(policy), "without a token nothing was learned");
    assertTrue(steps.get(79).scores() > steps.get(0).scores() + 0.2, "its answers got better");
    assertTrue(steps.get(79).threshold() >= steps.get(0).threshold());
    assertEquals(0, steps.get(0).kl(), 1e-5, "the first round's answers are the reference's");
    assertTrue(steps.get(79).kl() > 0.1);
  }

  @Test
  void aLargeCoefficientHoldsItToTheReference() {
    TabularPolicy free = Tasks.policy();
    TabularPolicy held = Tasks.policy();
    double[] reference = distribution(free);
    train(free, options(2, 30, 0, 0, Decoding.sampling(1, 2)));
    train(held, options(2, 30, 100, 0, Decoding.sampling(1, 2)));
    double far = Exact.kl(distribution(free, BEST), reference);
    double near = Exact.kl(distribution(held, BEST), reference);
    assertTrue(far > 0.2, "free to go, at " + far + " nats");
    assertTrue(near < 0.01, "held, at " + near + " nats");
  }

  @Test
  void theEntropyTermKeepsAnswersVaried() {
    TabularPolicy plain = Tasks.policy();
    TabularPolicy varied = Tasks.policy();
    train(plain, options(2, 30, 0, 0, Decoding.sampling(1, 2)));
    train(varied, options(2, 30, 0, 100, Decoding.sampling(1, 2)));
    double[] uniform = distribution(new TabularPolicy(Tasks.LANGUAGE, Tasks.RANDOM, 0));
    assertTrue(Exact.kl(distribution(plain, BEST), uniform) > 0.2);
    assertTrue(Exact.kl(distribution(varied, BEST), uniform) < 0.01);
  }

  @Test
  void thePoolGrowsByEachRound() {
    List<QuarkStep> steps = train(Tasks.policy(), options(3, 2, 0, 0, Decoding.sampling(1, 2)));
    assertEquals(
        List.of(100L, 100L, 200L, 200L, 300L, 300L),
        steps.stream().map(QuarkStep::episode).toList());
    assertEquals(List.of(1, 1, 2, 2, 3, 3), steps.stream().map(QuarkStep::round).toList());
    assertEquals(steps.get(2).scores(), steps.get(3).scores(), "of the same round");
  }

  @Test
  void answersFirstWithoutATokenAndThenBehindTheBest() {
    TrainablePolicy spied = mock(TrainablePolicy.class, delegatesTo(Tasks.policy()));
    train(spied, options(3, 1, 0, 0, Decoding.sampling(1, 2)));
    verify(spied, times(1)).generate(anyList(), anyInt(), any(), any());
    ArgumentCaptor<List<int[]>> prompts = ArgumentCaptor.captor();
    verify(spied, times(2)).generateFrom(prompts.capture(), anyInt(), any(), any());
    for (List<int[]> round : prompts.getAllValues()) {
      assertEquals(2, round.size());
      round.forEach(prompt -> assertEquals(BEST, prompt[0]));
    }
  }

  @Test
  void decodesWithTheBestToken() {
    TabularPolicy policy = Tasks.policy();
    Policy trained =
        new Quark(options(1, 1, 0, 0, Decoding.sampling(1, 2)))
            .optimize(Tasks.reinforce(policy, PROMPTS, REWARD, new RecordingLog()));
    assertArrayEquals(new int[] {BEST, 1}, trained.encode(Tasks.prompt("a")));
    trained.close();
    assertTrue(policy.isClosed());
  }

  @Test
  void rowsStandBehindAQuantilesTokenAndFitIntoTheContext() {
    TabularPolicy policy = Tasks.policy();
    TrainablePolicy spied = mock(TrainablePolicy.class, delegatesTo(policy));
    TabularPolicy start = policy.copy();
    List<QuarkStep> steps = train(spied, options(1, 1, 0.5, 0.25, Decoding.sampling(1, 100)));
    ArgumentCaptor<TrainingBatch> batch = ArgumentCaptor.captor();
    verify(spied).update(batch.capture(), any(), any());
    List<TokenRow> rows = batch.getValue().rows();
    assertEquals(64, rows.size());
    assertTrue(rows.stream().anyMatch(row -> row.length() == Tasks.LANGUAGE.contextLength()));
    double entropy = 0;
    double surprise = 0;
    for (TokenRow row : rows) {
      assertTrue(row.length() <= Tasks.LANGUAGE.contextLength());
      assertEquals(2, row.prompt().length);
      assertTrue(row.prompt()[0] >= BEST && row.prompt()[0] < BEST + QUANTILES);
      TokenScores scores = start.score(List.of(row), 1).get(0);
      surprise -= scores.sum();
      for (float h : scores.entropies()) {
        entropy += h;
      }
    }
    long tokens = batch.getValue().completionTokens();
    assertEquals(surprise / tokens, steps.get(0).likelihoodLoss(), 1e-5);
    assertEquals(
        -0.25 * entropy / tokens, steps.get(0).penalty(), 1e-5, "the divergence is still 0");
    assertEquals((surprise - 0.25 * entropy) / tokens, steps.get(0).loss(), 1e-5);
  }

  @Test
  void withoutTokensItImitatesTheBestQuantileAndStaysTrainable() {
    TabularPolicy policy = Tasks.policy();
    double before = expectedReward(policy);
    Optimizer quark =
        new QuarkPlugin()
            .create(options(Imitate.BEST_QUANTILE, 3, 20, 0.05, 0, Decoding.sampling(1, 2)), null);
    RecordingLog log = new RecordingLog();
    TrainablePolicy spied = mock(TrainablePolicy.class, delegatesTo(policy));
    Policy trained = quark.optimize(Tasks.reinforce(spied, PROMPTS, REWARD, log));
    assertSame(spied, trained, "no wrapper");
    assertTrue(quark.makesTrainablePolicy());
    verify(spied, never()).addControlTokens(any(), any());
    double after = expectedReward(policy);
    assertTrue(after > before + 0.3, before + " became " + after);

    ArgumentCaptor<TrainingBatch> batches = ArgumentCaptor.captor();
    verify(spied, times(60)).update(batches.capture(), any(), any());
    List<QuarkStep> steps = log.steps(QuarkStep.class);
    for (int step = 0; step < 60; step++) {
      for (TokenRow row : batches.getAllValues().get(step).rows()) {
        assertEquals(1, row.prompt().length, "the prompt alone");
        double reward = reward(policy.decode(row.completion()));
        assertTrue(reward >= steps.get(step).threshold(), reward + " at step " + step);
      }
    }
  }

  /** AlpacaFarm's quark_trainer.py, lines 229 to 236: the mean runs over padding too. */
  @Test
  void withTheLimitEveryTokenWeighsTheSame() {
    QuarkOptions tokens = options(1, 1, 0.05, 0.06, Decoding.sampling(1, 5));
    QuarkOptions limit =
        new QuarkOptions(
            1,
            0,
            50,
            1,
            64,
            QUANTILES,
            tokens.imitate(),
            0.05,
            0.06,
            LossDenominator.LIMIT,
            tokens.decoding(),
            tokens.optimizer());
    TrainablePolicy spied = mock(TrainablePolicy.class, delegatesTo(Tasks.policy()));
    QuarkStep one = train(spied, tokens).get(0);
    ArgumentCaptor<TrainingBatch> batch = ArgumentCaptor.captor();
    verify(spied).update(batch.capture(), any(), any());
    double share = batch.getValue().completionTokens() / (64.0 * 5);
    assertTrue(share > 0.2 && share < 0.9, "answers of different lengths");
    QuarkStep other = train(Tasks.policy(), limit).get(0);
    assertEquals(one.loss() * share, other.loss(), 1e-5);
    assertEquals(one.likelihoodLoss() * share, other.likelihoodLoss(), 1e-5);
    assertEquals(one.penalty() * share, other.penalty(), 1e-5);
    assertEquals(one.gradNorm() * share, other.gradNorm(), 1e-5);
  }

  @Test
  void withoutTokensAnAnswerThatFillsTheContextKeepsItsLastToken() {
    TrainablePolicy spied = mock(TrainablePolicy.class, delegatesTo(Tasks.policy()));
    train(spied, options(Imitate.BEST_QUANTILE, 1, 1, 0, 0, Decoding.sampling(1, 100)));
    ArgumentCaptor<TrainingBatch> batch = ArgumentCaptor.captor();
    verify(spied).update(batch.capture(), any(), any());
    int longest = batch.getValue().rows().stream().mapToInt(TokenRow::length).max().orElseThrow();
    assertEquals(Tasks.LANGUAGE.contextLength(), longest);
  }

  @Test
  void aSavedModelSaysThatItsTokenStandsBeforeThePrompt(@TempDir Path folder) throws IOException {
    OptimizationTask task = Tasks.reinforce(Tasks.policy(), PROMPTS, REWARD, new RecordingLog());
    Quark quark = new Quark(options(1, 1, 0, 0, Decoding.sampling(1, 2)));
    try (Policy trained = quark.optimize(task)) {
      trained.save(folder);
    }
    String note = Files.readString(folder.resolve("rlhf4j-policy.json"));
    assertTrue(
        note.contains("\"token\": \"<|quantile_0|>\",\n  \"place\": \"start of prompt\""), note);
  }

  @Test
  void aPromptThatLeavesNoRoomBehindATokenIsRefused() {
    Prompt full = Tasks.prompt("a" + " a".repeat(Tasks.LANGUAGE.contextLength() - 2));
    OptimizationTask task =
        Tasks.reinforce(Tasks.policy(), List.of(full), REWARD, new RecordingLog());
    Optimizer quark = new Quark(options(1, 1, 0, 0, Decoding.sampling(1, 2)));
    UserException e = assertThrows(UserException.class, () -> quark.optimize(task));
    assertTrue(e.getMessage().contains("context"), e.getMessage());
  }

  @Test
  void greedyAnswersAreRefused() {
    QuarkOptions greedy = options(1, 1, 0, 0, Decoding.greedy(2));
    UserException e =
        assertThrows(UserException.class, () -> new QuarkPlugin().create(greedy, null));
    assertTrue(e.getMessage().contains("decoding.temperature must be above 0"), e.getMessage());
  }
}
