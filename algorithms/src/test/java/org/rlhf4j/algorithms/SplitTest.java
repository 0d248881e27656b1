package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.algorithms.iterated.ExpertIterationOptions;
import org.rlhf4j.algorithms.iterated.ExpertIterationPlugin;
import org.rlhf4j.algorithms.iterated.QuarkOptions;
import org.rlhf4j.algorithms.iterated.QuarkOptions.Imitate;
import org.rlhf4j.algorithms.iterated.QuarkPlugin;
import org.rlhf4j.algorithms.policygradient.TrpoOptions;
import org.rlhf4j.algorithms.policygradient.TrpoPlugin;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.preference.OnlineDpo;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularPolicy;

/**
 * Micro-batches and padding change nothing in whole trainings of the methods that have rounds,
 * pairs of their own or a line search. The simpler methods have this test beside their loss.
 */
final class SplitTest {
  private static final Decoding DECODING = Decoding.sampling(1, 3);

  /** The token of Quark's best quantile: the first that is added. */
  private static final int BEST = Tasks.LANGUAGE.size();

  /** Steps in proportion to the gradient: AdamW blows rounding up where gradients cancel. */
  private static AdamW descent(double rate) {
    return new AdamW(rate, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1000, 0, 0);
  }

  static Stream<Arguments> methods() {
    ExpertIterationOptions e = new ExpertIterationPlugin().defaults();
    return Stream.of(
        Arguments.of(
            "trpo",
            new TrpoPlugin()
                .create(new TrpoOptions(3, 3, 8, DECODING, descent(1000), 0.5, 1, 5), null),
            new int[0]),
        Arguments.of(
            "online-dpo",
            new OnlineDpo()
                .create(
                    new OnlineDpo.Options(
                        3,
                        8,
                        DECODING,
                        OnlineDpo.Feedback.REWARD,
                        OnlineDpo.Labels.DRAWN,
                        0.8,
                        descent(3000)),
                    null),
            new int[0]),
        Arguments.of(
            "expert-iteration",
            new ExpertIterationPlugin()
                .create(
                    new ExpertIterationOptions(
                        2, 3, 8, e.from(), DECODING, Tasks.gradientDescent(5, 1)),
                    null),
            new int[0]),
        Arguments.of("quark", quark(Imitate.EVERY_QUANTILE), new int[] {BEST}),
        Arguments.of("quark on the best quantile", quark(Imitate.BEST_QUANTILE), new int[0]));
  }

  private static Optimizer quark(Imitate imitate) {
    QuarkOptions options =
        new QuarkOptions(
            2, 0, 4, 3, 7, 3, imitate, 0.05, 0.06, LossDenominator.TOKENS, DECODING, descent(1000));
    return new QuarkPlugin().create(options, null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("methods")
  void microBatchesAndPaddingChangeNothing(String name, Optimizer method, int[] control) {
    double[] start = distribution(train(method, Splitting.NONE, false), control);
    double[] whole = distribution(train(method, Splitting.NONE, true), control);
    double[] split = distribution(train(method, new Splitting(3, 2), true), control);
    assertTrue(distance(start, whole) > 1e-3, "it did not learn");
    assertEquals(0, distance(whole, split), 1e-5);
  }

  /** A trained policy, or an untrained one with the same tokens. */
  private static TabularPolicy train(Optimizer method, Splitting splitting, boolean learns) {
    TabularPolicy policy = Tasks.policy();
    policy.split(splitting);
    if (learns) {
      method.optimize(Tasks.reinforce(policy, Oracle.PROMPTS, Oracle.REWARD, new RecordingLog()));
    } else {
      policy.addControlTokens(List.of("best"), Tasks.RANDOM.child("task").child("tokens"));
    }
    return policy;
  }

  /** Of answers of up to two tokens to "a", behind control tokens. */
  private static double[] distribution(TabularPolicy policy, int... control) {
    int[] prompt = IntStream.concat(IntStream.of(control), IntStream.of(1)).toArray();
    return Tasks.LANGUAGE.completions(2).stream()
        .mapToDouble(y -> Math.exp(policy.logProbability(new TokenRow(prompt, y))))
        .toArray();
  }

  private static double distance(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElseThrow();
  }
}
