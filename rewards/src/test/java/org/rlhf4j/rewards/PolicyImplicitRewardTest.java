package org.rlhf4j.rewards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.rlhf4j.rewards.TestContext.make;
import static org.rlhf4j.rewards.TestContext.part;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

final class PolicyImplicitRewardTest {

  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(6, "q", "a", "b", "c");

  private final TabularPolicy policy = new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 1.0);
  private final TabularPolicy reference = new TabularPolicy(LANGUAGE, RandomStream.ofSeed(2), 1.0);

  private PolicyImplicitOptions options(
      double beta, boolean perToken, boolean sampledTokens, LengthLimits lengths) {
    return new PolicyImplicitOptions(
        part("policy", policy),
        part("reference", reference),
        beta,
        perToken,
        sampledTokens,
        lengths);
  }

  private RewardModel reward(double beta, boolean perToken, boolean sampledTokens) {
    return make(
        new PolicyImplicitPlugin(), options(beta, perToken, sampledTokens, new LengthLimits()));
  }

  private int id(String word) {
    return policy.encode(new Prompt("p", word))[0];
  }

  private double logRatio(Response response) {
    TokenRow row = policy.encode(response.prompt(), response.answer());
    return policy.logProbability(row) - reference.logProbability(row);
  }

  @Test
  void knownLogits() {
    int q = id("q");
    int a = id("a");
    double[] logits = new double[LANGUAGE.size()];
    for (int[] sequence : new int[][] {{q}, {q, a}}) {
      policy.setLogits(sequence, logits); // uniform
      reference.setLogits(sequence, logits);
    }
    logits[a] = Math.log(2);
    policy.setLogits(new int[] {q}, logits);
    int n = LANGUAGE.size();
    double expected = Math.log(2.0 / (n + 1) * n); // 2 / (n + 1) against 1 / n
    assertEquals(0.5 * expected, Responses.score(reward(0.5, false, false), "a"), 1e-6);
    assertEquals(0.5 * expected / 2, Responses.score(reward(0.5, true, false), "a"), 1e-6);
  }

  @Test
  void theLogRatioTimesBeta() {
    RewardModel reward = reward(0.1, false, false);
    List<Response> responses = Responses.of("a", "b c a", "", "c c");
    double[] expected = responses.stream().mapToDouble(r -> 0.1 * logRatio(r)).toArray();
    assertArrayEquals(expected, reward.score(responses), 1e-6);
    assertEquals(reward.score(responses)[1], Responses.score(reward, "b c a"));
    assertEquals(0, reward.score(List.of()).length);
  }

  @Test
  void perTokenDividesByTheTokens() {
    double[] scores = reward(1, true, false).score(Responses.of("a", "b c a"));
    List<Response> responses = Responses.of("a", "b c a");
    assertEquals(logRatio(responses.get(0)) / 2, scores[0], 1e-6); // with end of sequence
    assertEquals(logRatio(responses.get(1)) / 4, scores[1], 1e-6);
  }

  @Test
  void sampledTokensAreTakenOnlyIfTheOptionSaysSo() {
    int a = id("a");
    Response cutOff =
        new Response(Responses.of("a").get(0).prompt(), new Answer("a", new int[] {a}));
    assertEquals(logRatio(cutOff), reward(1, false, true).score(List.of(cutOff))[0], 1e-6);
    assertEquals(
        logRatio(Responses.of("a").get(0)),
        reward(1, false, false).score(List.of(cutOff))[0],
        1e-6);
  }

  @Test
  void answersThatWereCutOffHaveNoEnd() {
    Prompt prompt = Responses.of("a").get(0).prompt();
    List<Completion> drawn =
        policy
            .generate(List.of(prompt), 50, Decoding.sampling(1, 2), RandomStream.ofSeed(3))
            .get(0);
    List<Response> responses = drawn.stream().map(c -> new Response(prompt, c.answer())).toList();
    // the sampled ids are what the policies score, whoever tokenises the text
    double[] expected = responses.stream().mapToDouble(this::logRatio).toArray();
    assertArrayEquals(expected, reward(1, false, false).score(responses), 1e-6);
    assertArrayEquals(expected, reward(1, false, true).score(responses), 1e-6);
    assertTrue(drawn.stream().anyMatch(c -> c.finish() == Completion.Finish.LENGTH));
    assertTrue(drawn.stream().anyMatch(c -> c.finish() == Completion.Finish.STOP));
  }

  @Test
  void rowsBeyondTheContextAreRefusedOrCut() {
    UserException e =
        assertThrows(
            UserException.class, () -> Responses.score(reward(1, false, false), "a a a a a a"));
    assertTrue(e.getMessage().startsWith("policy-implicit: prompt p7: "), e.getMessage());
    LengthLimits limits = new LengthLimits(0, 2, 0, LengthLimits.Keep.START);
    RewardModel cutting = make(new PolicyImplicitPlugin(), options(1, false, false, limits));
    int a = id("a");
    Response cut =
        new Response(Responses.of("a").get(0).prompt(), new Answer("", new int[] {a, a}));
    assertEquals(logRatio(cut), Responses.score(cutting, "a a a a a a"), 1e-6);
  }

  @Test
  void bothPoliciesAreClosed() {
    reward(1, false, false).close();
    assertTrue(policy.isClosed());
    assertTrue(reference.isClosed());
  }

  @Test
  void policiesWithoutLikelihoodAreRefused() {
    Policy bestOfN = mock(Policy.class);
    PolicyImplicitOptions options =
        new PolicyImplicitOptions(
            part("policy", policy), part("best", bestOfN), 1, false, false, new LengthLimits());
    UserException e =
        assertThrows(UserException.class, () -> make(new PolicyImplicitPlugin(), options));
    assertTrue(e.getMessage().contains("\"best\" has no log-probabilities"), e.getMessage());
    verify(bestOfN).close();
    assertTrue(policy.isClosed());
  }

  @Test
  void optionsAreChecked() {
    assertThrows(
        UserException.class,
        () -> make(new PolicyImplicitPlugin(), new PolicyImplicitPlugin().defaults()));
    for (double beta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class, () -> options(beta, false, false, new LengthLimits()));
    }
  }
}
