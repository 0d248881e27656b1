package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.RandomStream;

/** What the rules of policies have in common. */
final class PolicyRules {

  /** A uniform number so near to a boundary falls to either side by rounding. */
  private static final double BOUNDARY = 1e-5;

  private PolicyRules() {}

  static RandomStream stream() {
    return RandomStream.ofSeed(11).child("contract");
  }

  static Decoding plain(PolicySettings of) {
    return Decoding.sampling(1, of.maxNewTokens());
  }

  static List<List<Completion>> draw(PolicySettings of, Policy policy, int n, Decoding decoding) {
    return policy.generate(of.prompts(), n, decoding, stream());
  }

  /**
   * Rows of different lengths: whole answers, cut ones, end-of-sequence alone, and nothing at all.
   * A whole answer is shorter than the longest row, so that padding is not only where no end is.
   */
  static List<TokenRow> rows(PolicySettings of, Policy policy) {
    List<TokenRow> rows = new ArrayList<>();
    for (Prompt prompt : of.prompts()) {
      int[] encoded = policy.encode(prompt);
      int[] answer = policy.encode(prompt, Answer.ofText(of.text())).completion();
      int[] end = policy.encode(prompt, Answer.ofText("")).completion();
      rows.add(new TokenRow(encoded, answer));
      rows.add(new TokenRow(encoded, end));
      rows.add(new TokenRow(encoded, Arrays.copyOf(answer, answer.length - 1)));
      rows.add(new TokenRow(encoded, new int[0]));
    }
    return rows;
  }

  static void assumeLikelihood(PolicySettings of) {
    assumeTrue(of.hasLikelihood(), "this policy has no likelihood");
  }

  /** What a policy's likelihood says about rows. */
  static List<TokenScores> score(Policy policy, List<TokenRow> rows, double temperature) {
    return likelihood(policy).score(rows, temperature);
  }

  /** A policy's likelihood; where it is missing, rule P14 says so and the others have no case. */
  static Likelihood likelihood(Policy policy) {
    assumeTrue(policy.likelihood().isPresent(), "this policy gives no likelihood: see rule P14");
    return policy.likelihood().get();
  }

  static void with(PolicySettings of, Consumer<Policy> rule) {
    try (Policy policy = of.make()) {
      rule.accept(policy);
    }
  }

  /** The token ids of answers, so that they compare. */
  static List<List<String>> ids(List<List<Completion>> answers) {
    return answers.stream()
        .map(some -> some.stream().map(c -> Arrays.toString(c.tokens())).toList())
        .toList();
  }

  /** The id that ends answers: the last one of an answer that came as text. */
  static int endOfSequence(Policy policy, Prompt prompt) {
    int[] empty = policy.encode(prompt, Answer.ofText("")).completion();
    Seen.that(
        empty.length == 1,
        "an empty answer becomes " + Arrays.toString(empty),
        "end-of-sequence is appended by id, once, also to an empty answer");
    return empty[0];
  }

  static boolean close(TokenScores a, TokenScores b, double tolerance) {
    return Seen.close(a.logProbs(), b.logProbs(), tolerance)
        && Seen.close(a.entropies(), b.entropies(), tolerance);
  }

  /** Compares numbers that answers carry with their scores. */
  static void compare(
      Policy policy,
      List<Prompt> prompts,
      List<List<Completion>> drawn,
      Function<Completion, float[]> carried,
      double temperature,
      double tolerance,
      String... causes) {
    List<TokenRow> rows = new ArrayList<>();
    List<float[]> carries = new ArrayList<>();
    for (int p = 0; p < prompts.size(); p++) {
      for (Completion completion : drawn.get(p)) {
        rows.add(new TokenRow(policy.encode(prompts.get(p)), completion.tokens()));
        carries.add(carried.apply(completion));
      }
    }
    List<float[]> scored =
        score(policy, rows, temperature).stream().map(TokenScores::logProbs).toList();
    Seen.that(
        Seen.close(carries, scored, tolerance),
        "answers carry "
            + Seen.words(carries)
            + ", their scores at temperature "
            + temperature
            + " are "
            + Seen.words(scored),
        causes);
  }

  /** Each token is where the cumulative distribution, in the order of ids, exceeds the number. */
  static void checkInversion(
      Policy policy, int[] prompt, int[] tokens, int vocabulary, RandomStream random, long index) {
    for (int t = 0; t < tokens.length; t++) {
      int[] before = Arrays.copyOf(tokens, t + 1);
      int here = t;
      List<TokenRow> each =
          IntStream.range(0, vocabulary)
              .mapToObj(
                  id -> {
                    int[] next = before.clone();
                    next[here] = id;
                    return new TokenRow(prompt, next);
                  })
              .toList();
      List<TokenScores> scores = score(policy, each, 1);
      double below = 0;
      for (int id = 0; id < tokens[t]; id++) {
        below += Math.exp(scores.get(id).logProbs()[t]);
      }
      double upTo = below + Math.exp(scores.get(tokens[t]).logProbs()[t]);
      double u = random.uniform(index, t);
      Seen.that(
          u >= below - BOUNDARY && u < upTo + BOUNDARY,
          "answer "
              + index
              + ", token "
              + t
              + " is "
              + tokens[t]
              + ", which covers ["
              + below
              + ", "
              + upTo
              + "); uniform("
              + index
              + ", "
              + t
              + ") is "
              + u,
          "the numbers are drawn in another order, or with another generator",
          "the index is not p * n + s",
          "probabilities are summed in the order of their size");
    }
  }
}
