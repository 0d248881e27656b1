package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.contract.Kit.Broken;

/** Each broken policy fails its rule, and no other. */
final class PolicyContractTest {

  private static Supplier<Policy> policy = PolicyWrapper::new;
  private static boolean wholeVocabulary;
  private static int made;

  /** Run by the tests below. */
  static final class Case implements PolicyContract {
    @Override
    public Policy make() {
      return policy.get();
    }

    @Override
    public OptionalInt vocabularySize() {
      return wholeVocabulary ? OptionalInt.of(3) : OptionalInt.empty();
    }
  }

  /** A test of five lines. */
  static final class Plain implements PolicyContract {
    @Override
    public Policy make() {
      return new OracleProblem().policy();
    }
  }

  private static void set(boolean vocabulary, Supplier<Policy> supplier) {
    wholeVocabulary = vocabulary;
    policy = supplier;
  }

  private static Broken broken(String rule, String what, Supplier<Policy> supplier) {
    return new Broken(rule, what, () -> set(true, supplier));
  }

  /** The number of a rule about randomness is told without that which names the numbers. */
  private static Broken otherwiseDrawn(String rule, String what, Supplier<Policy> supplier) {
    return new Broken(rule, what, () -> set(false, supplier));
  }

  @Test
  void aRightPolicyPasses() {
    set(true, PolicyWrapper::new);
    assertEquals(List.of(), Kit.assertPasses(Case.class).leftOut());
    assertEquals(List.of("P9"), Kit.assertPasses(Plain.class).leftOut());
  }

  @Test
  void everyRuleIsBroken() {
    Kit.assertEveryRuleIsBroken(PolicyContract.class, "P", all());
  }

  @TestFactory
  Stream<DynamicTest> aBrokenPolicy() {
    return Kit.eachFailsItsRuleAlone(Case.class, all());
  }

  private static Completion with(Completion c, float[] logProbs, float[] samplingLogProbs) {
    return new Completion(c.answer(), c.finish(), logProbs, samplingLogProbs);
  }

  private static List<Broken> all() {
    List<Broken> all = new ArrayList<>(drawing());
    all.addAll(scoring());
    all.addAll(texts());
    return all;
  }

  private static List<Broken> drawing() {
    return List.of(
        broken("P1", "an answer to no prompt", AnswersNobody::new),
        otherwiseDrawn("P2", "a generator of its own", () -> new Redrawn("" + made++)),
        broken("P4", "log-probabilities after temperature", TemperedLogProbs::new),
        broken("P5", "sampling log-probabilities of the model", UntemperedSampling::new),
        broken("P7", "answers without their end-of-sequence", WithoutEnd::new),
        otherwiseDrawn("P8", "numbers that depend on the size of the batch", BySize::new),
        broken("P9", "other numbers than those of the contract", () -> new Redrawn("other")),
        broken("P10", "greedy answers that are not the most probable", NotGreedy::new),
        broken("P11", "a limit that moves the random numbers", ByLimit::new),
        broken("P16", "a prompt that is cut in silence", CutsPrompts::new));
  }

  private static final class AnswersNobody extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return prompts.isEmpty()
          ? List.of(List.of())
          : super.generateFrom(prompts, n, decoding, random);
    }
  }

  private static final class Redrawn extends PolicyWrapper {
    private final String stream;

    Redrawn(String stream) {
      this.stream = stream;
    }

    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return super.generateFrom(prompts, n, decoding, random.child(stream));
    }
  }

  private static final class BySize extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return super.generateFrom(prompts, n, decoding, random.child((long) prompts.size() * n));
    }
  }

  private static final class ByLimit extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      boolean one = decoding.maxNewTokens() == 1;
      return super.generateFrom(prompts, n, decoding, one ? random.child("one") : random);
    }
  }

  private static final class NotGreedy extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return decoding.temperature() > 0
          ? super.generateFrom(prompts, n, decoding, random)
          : generateWith(
              prompts,
              n,
              Decoding.sampling(1, decoding.maxNewTokens()),
              RandomStream.ofSeed(0),
              c -> with(c, c.logProbs(), new float[c.tokens().length]));
    }
  }

  private static final class TemperedLogProbs extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return generateWith(
          prompts, n, decoding, random, c -> with(c, c.samplingLogProbs(), c.samplingLogProbs()));
    }
  }

  private static final class UntemperedSampling extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return generateWith(prompts, n, decoding, random, c -> with(c, c.logProbs(), c.logProbs()));
    }
  }

  private static final class WithoutEnd extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return generateWith(
          prompts,
          n,
          decoding,
          random,
          c -> {
            int length = c.tokens().length - (c.finish() == Completion.Finish.STOP ? 1 : 0);
            return new Completion(
                new Answer(c.text(), Arrays.copyOf(c.tokens(), length)),
                c.finish(),
                Arrays.copyOf(c.logProbs(), length),
                Arrays.copyOf(c.samplingLogProbs(), length));
          });
    }
  }

  private static final class CutsPrompts extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      List<int[]> cut =
          prompts.stream()
              .map(p -> Arrays.copyOf(p, Math.min(p.length, contextLength() - 1)))
              .toList();
      return super.generateFrom(cut, n, decoding, random);
    }
  }

  private static List<Broken> scoring() {
    return List.of(
        broken("P3", "padding that is masked by id", MaskedById::new),
        broken("P6", "negative entropies", NegativeEntropies::new),
        broken("P14", "a likelihood that is denied", DeniesLikelihood::new),
        broken("P15", "log-probabilities without their temperature", IgnoresTemperature::new));
  }

  private static final class MaskedById extends PolicyWrapper {
    @Override
    public List<TokenScores> score(List<TokenRow> rows, double temperature) {
      int width = rows.stream().mapToInt(r -> r.completion().length).max().orElse(0);
      List<TokenScores> scores = super.score(rows, temperature);
      for (int i = 0; i < rows.size(); i++) {
        int[] completion = rows.get(i).completion();
        for (int t = 0; completion.length < width && t < completion.length; t++) {
          scores.get(i).entropies()[t] *= completion[t] == 0 ? 0 : 1; // end-of-sequence pads
        }
      }
      return scores;
    }
  }

  private static final class NegativeEntropies extends PolicyWrapper {
    @Override
    public List<TokenScores> score(List<TokenRow> rows, double temperature) {
      List<TokenScores> scores = super.score(rows, temperature);
      for (TokenScores row : scores) {
        for (int t = 0; t < row.entropies().length; t++) {
          row.entropies()[t] *= -1;
        }
      }
      return scores;
    }
  }

  private static final class DeniesLikelihood extends PolicyWrapper {
    @Override
    public Optional<Likelihood> likelihood() {
      return Optional.empty();
    }
  }

  private static final class IgnoresTemperature extends PolicyWrapper {
    @Override
    public List<float[]> logProbs(List<TokenRow> rows, double temperature) {
      return super.logProbs(rows, 1);
    }
  }

  private static List<Broken> texts() {
    return List.of(
        broken("P12", "end-of-sequence behind sampled ids", AppendsEnd::new),
        broken("P13", "a text with its marker", ShowsEnd::new),
        broken("P17", "a second close that throws", ClosesOnce::new));
  }

  private static final class AppendsEnd extends PolicyWrapper {
    @Override
    public TokenRow encode(Prompt prompt, Answer answer) {
      TokenRow row = super.encode(prompt, answer);
      int length = row.completion().length;
      return answer.tokens() == null
          ? row
          : new TokenRow(row.prompt(), Arrays.copyOf(row.completion(), length + 1));
    }
  }

  private static final class ShowsEnd extends PolicyWrapper {
    @Override
    public List<List<Completion>> generateFrom(
        List<int[]> prompts, int n, Decoding decoding, RandomStream random) {
      return generateWith(
          prompts,
          n,
          decoding,
          random,
          c ->
              new Completion(
                  new Answer(c.text() + "</s>", c.tokens()),
                  c.finish(),
                  c.logProbs(),
                  c.samplingLogProbs()));
    }
  }

  private static final class ClosesOnce extends PolicyWrapper {
    @Override
    public void close() {
      if (inner.isClosed()) {
        throw new IllegalStateException("closed already");
      }
      super.close();
    }
  }
}
