package org.rlhf4j.runner.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.exact.Exact;

/**
 * A language so small that all completions can be listed, a reference policy that speaks it, and a
 * reward that is known for each of them. Rewards are multiples of a quarter, so that some are
 * equal. Feedback follows the reward exactly: preferences are those of the Bradley-Terry model, P(a
 * over b) = sigmoid(r(a) - r(b)).
 */
public final class Oracle implements AutoCloseable {

  private final String name;
  private final TrainablePolicy reference;
  private final List<Prompt> prompts;
  private final List<int[]> completions;
  private final int maxNewTokens;
  private final double[][] rewards;
  private final double[][] references;
  private final Map<List<Integer>, Integer> places = new HashMap<>(); // of completions

  /**
   * An oracle for a policy.
   *
   * @param name for people
   * @param reference is owned by this from now on
   * @param completions all that the policy can give within the limit, as token ids
   * @param maxNewTokens the limit
   * @param random where the rewards come from
   */
  Oracle(
      String name,
      TrainablePolicy reference,
      List<Prompt> prompts,
      List<int[]> completions,
      int maxNewTokens,
      RandomStream random) {
    this.name = name;
    this.reference = reference;
    this.prompts = List.copyOf(prompts);
    this.completions = List.copyOf(completions);
    this.maxNewTokens = maxNewTokens;
    this.rewards = new double[prompts.size()][completions.size()];
    for (int p = 0; p < rewards.length; p++) {
      var normal = random.child("reward").child(p).generator();
      Arrays.setAll(rewards[p], y -> Math.rint(4 * normal.nextGaussian()) / 4);
    }
    for (int y = 0; y < completions.size(); y++) {
      places.put(Arrays.stream(completions.get(y)).boxed().toList(), y);
    }
    this.references = distributions(reference);
  }

  String name() {
    return name;
  }

  TrainablePolicy reference() {
    return reference;
  }

  List<Prompt> prompts() {
    return prompts;
  }

  List<int[]> completions() {
    return completions;
  }

  /** For each prompt the reward of each completion. */
  double[][] rewards() {
    return rewards;
  }

  /** For each prompt the reference's distribution. */
  double[][] references() {
    return references;
  }

  /** Sampling from a policy's own distribution. */
  Decoding decoding() {
    return Decoding.sampling(1, maxNewTokens);
  }

  /** For each prompt the distribution of a policy with a likelihood. */
  double[][] distributions(Policy policy) {
    return prompts.stream()
        .map(prompt -> Exact.distribution(policy, prompt, completions))
        .toArray(double[][]::new);
  }

  /** For each prompt how often each completion was among n answers of any policy. */
  long[][] counts(Policy policy, int n, RandomStream random) {
    long[][] counts = new long[prompts.size()][completions.size()];
    var answers = policy.generate(prompts, n, decoding(), random);
    for (int p = 0; p < counts.length; p++) {
      for (var completion : answers.get(p)) {
        counts[p][place(completion.answer())]++;
      }
    }
    return counts;
  }

  private int place(Answer answer) {
    int[] tokens = answer.tokens();
    Integer place = tokens == null ? null : places.get(Arrays.stream(tokens).boxed().toList());
    if (place == null) {
      throw new IllegalStateException(
          "the method made an answer that the language does not have: " + Arrays.toString(tokens));
    }
    return place;
  }

  private Answer answer(int place) {
    int[] tokens = completions.get(place);
    return new Answer(reference.decode(tokens), tokens);
  }

  /** The reward as methods see it. */
  RewardModel reward() {
    return new RewardModel() {
      @Override
      public double[] score(List<Response> responses) {
        return responses.stream()
            .mapToDouble(r -> rewards[prompts.indexOf(r.prompt())][place(r.answer())])
            .toArray();
      }
    };
  }

  /** A judge of the Bradley-Terry model, who decides anew for every comparison. */
  Judge judge(RandomStream random) {
    RewardModel reward = reward();
    return comparisons ->
        comparisons.stream()
            .map(
                c -> {
                  double[] r =
                      reward.score(
                          List.of(
                              new Response(c.prompt(), c.first()),
                              new Response(c.prompt(), c.second())));
                  double first = sigmoid(r[0] - r[1]);
                  return Verdict.of(draw(random, c) < first ? 1 : 0);
                })
            .toList();
  }

  private static double draw(RandomStream random, Comparison comparison) {
    return random.child(comparison.id()).uniform(0);
  }

  /**
   * Pairs of all different completions of each prompt. Each pair stands {@code copies} times, and
   * each answer is preferred as often as the Bradley-Terry model says, up to the rounding that the
   * next pair makes good.
   *
   * @param flip share of labels that are turned round
   */
  List<Preference> preferences(int copies, double flip) {
    List<Preference> pairs = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      double owed = 0.5;
      for (int a = 0; a < completions.size(); a++) {
        for (int b = 0; b < a; b++) {
          double first = sigmoid(rewards[p][a] - rewards[p][b]);
          owed += copies * ((1 - flip) * first + flip * (1 - first));
          int wins = Math.min(copies, (int) owed);
          owed -= wins;
          for (int i = 0; i < copies; i++) {
            int better = i < wins ? a : b;
            int worse = i < wins ? b : a;
            pairs.add(new Preference(prompts.get(p), answer(better), answer(worse)));
          }
        }
      }
    }
    return pairs;
  }

  /** For each prompt the distribution of the preferred answers of {@link #preferences}. */
  double[][] chosen(List<Preference> pairs) {
    return shares(pairs.stream().map(p -> new Demonstration(p.prompt(), p.chosen())).toList());
  }

  /** Answers of each prompt in the proportions of the optimum for this beta. */
  List<Demonstration> demonstrations(int perPrompt, double beta) {
    List<Demonstration> demonstrations = new ArrayList<>();
    double[][] optimum = optimum(beta);
    for (int p = 0; p < prompts.size(); p++) {
      double owed = 0.5;
      for (int y = 0; y < completions.size(); y++) {
        for (owed += perPrompt * optimum[p][y]; owed >= 1; owed--) {
          demonstrations.add(new Demonstration(prompts.get(p), answer(y)));
        }
      }
    }
    return demonstrations;
  }

  /** For each prompt the shares of the completions among demonstrations. */
  double[][] shares(List<Demonstration> demonstrations) {
    double[][] shares = new double[prompts.size()][completions.size()];
    for (Demonstration d : demonstrations) {
      shares[prompts.indexOf(d.prompt())][place(d.answer())]++;
    }
    for (double[] share : shares) {
      double sum = Arrays.stream(share).sum();
      Arrays.setAll(share, y -> share[y] / sum);
    }
    return shares;
  }

  /** For each prompt the policy that maximises E[r] - beta KL(pi || ref). */
  double[][] optimum(double beta) {
    return optimum(beta, 0);
  }

  /**
   * For each prompt the policy that maximises E[r] - beta KL(pi || ref) - gamma chi2(pi || ref).
   */
  double[][] optimum(double beta, double gamma) {
    return IntStream.range(0, rewards.length)
        .mapToObj(p -> Exact.optimum(references[p], rewards[p], beta, gamma))
        .toArray(double[][]::new);
  }

  /** The same with the rate at which a completion is preferred to another in the reward's place. */
  double[][] optimumOfPreferenceRates(double beta) {
    return IntStream.range(0, rewards.length)
        .mapToObj(
            p -> {
              double[] rates =
                  Arrays.stream(rewards[p])
                      .map(
                          r ->
                              Arrays.stream(rewards[p])
                                  .map(o -> sigmoid(r - o))
                                  .average()
                                  .orElseThrow())
                      .toArray();
              return Exact.optimum(references[p], rates, beta);
            })
        .toArray(double[][]::new);
  }

  /** For each prompt the distribution of the best of n draws of the reference. */
  double[][] bestOf(int n) {
    return IntStream.range(0, rewards.length)
        .mapToObj(p -> Exact.bestOf(n, references[p], rewards[p]))
        .toArray(double[][]::new);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public void close() {
    reference.close();
  }
}
