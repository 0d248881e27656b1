package org.rlhf4j.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

final class TabularPolicyTest {

  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(5, "a", "b", "c");
  private static final RandomStream RANDOM = RandomStream.ofSeed(3);
  private static final Prompt PROMPT = new Prompt("p", "a");
  private static final AdamWStep PLAIN = new AdamWStep(0.1, 0.9, 0.999, 1e-8, 0, 0);
  private static final TokenLoss LIKELIHOOD = micro -> micro.outputs().sum().neg();

  private static TabularPolicy policy() {
    return new TabularPolicy(LANGUAGE, RANDOM, 0.7);
  }

  @Test
  void listsEveryCompletionOnce() {
    List<int[]> completions = LANGUAGE.completions(3);
    // 1 of length one; 3 that end at two; 9 * 4 that end at three or are cut off there.
    assertEquals(1 + 3 + 36, completions.size());
    double[] p = Exact.distribution(policy(), PROMPT, 3);
    assertEquals(1, Arrays.stream(p).sum(), 1e-12);
  }

  @Test
  void samplesFromItsExactDistribution() {
    TabularPolicy policy = policy();
    List<int[]> completions = LANGUAGE.completions(2);
    double[] p = Exact.distribution(policy, PROMPT, 2);
    int draws = 20_000;
    int[] counts = new int[p.length];
    for (Completion c :
        policy.generate(List.of(PROMPT), draws, Decoding.sampling(1, 2), RANDOM).get(0)) {
      for (int y = 0; y < p.length; y++) {
        counts[y] += Arrays.equals(completions.get(y), c.tokens()) ? 1 : 0;
      }
    }
    for (int y = 0; y < p.length; y++) {
      double error = Math.sqrt(p[y] * (1 - p[y]) / draws);
      assertEquals(p[y], (double) counts[y] / draws, 4 * error);
    }
  }

  @Test
  void samplesDependOnTheirPlaceAlone() {
    TabularPolicy policy = policy();
    Decoding decoding = Decoding.sampling(1, 4);
    Prompt other = new Prompt("q", "b c");
    List<List<Completion>> both = policy.generate(List.of(PROMPT, other), 2, decoding, RANDOM);
    List<List<Completion>> one = policy.generate(List.of(PROMPT), 2, decoding, RANDOM);
    assertEquals(one.get(0).get(1).answer(), both.get(0).get(1).answer());
    assertEquals(
        both.get(1).get(0).answer(),
        policy.generate(List.of(PROMPT, other), 2, decoding, RANDOM).get(1).get(0).answer());
  }

  @Test
  void reportsBothLogProbabilitiesOfWhatItDraws() {
    TabularPolicy policy = policy();
    policy.setLogits(new int[] {1}, Math.log(4), Math.log(3), Math.log(2), Math.log(1));
    Decoding two = new Decoding(0.5, 2, 1, 1);
    for (Completion c : policy.generate(List.of(PROMPT), 50, two, RANDOM).get(0)) {
      int token = c.tokens()[0];
      assertTrue(token < 2, "only the two most probable are drawn");
      double weight = 4 - token;
      assertEquals(Math.log(weight / 10), c.logProbs()[0], 1e-6);
      assertEquals(Math.log(weight * weight / 25), c.samplingLogProbs()[0], 1e-6);
    }
    Decoding nucleus = new Decoding(1, 0, 0.65, 1);
    for (Completion c : policy.generate(List.of(PROMPT), 50, nucleus, RANDOM).get(0)) {
      assertEquals(Math.log((4 - c.tokens()[0]) / 7.0), c.samplingLogProbs()[0], 1e-6);
    }
    Completion greedy =
        policy.generate(List.of(PROMPT), 1, Decoding.greedy(1), RANDOM).get(0).get(0);
    assertArrayEquals(new int[] {0}, greedy.tokens());
    assertEquals(Completion.Finish.STOP, greedy.finish());
    assertEquals("", greedy.text());
    assertEquals(0, greedy.samplingLogProbs()[0]);
  }

  @Test
  void thePromptMustLeaveRoom() {
    assertThrows(
        UserException.class,
        () ->
            policy()
                .generate(List.of(new Prompt("p", "a a a a a")), 1, Decoding.greedy(1), RANDOM));
  }

  @Test
  void scoresAndUpdatesSeeTheSameLogProbabilities() {
    for (double temperature : new double[] {1, 0.6}) {
      TabularPolicy policy = policy();
      List<TokenRow> rows =
          List.of(
              policy.encode(PROMPT, Answer.ofText("b c")),
              policy.encode(PROMPT, Answer.ofText("")));
      List<TokenScores> scores = policy.score(rows, temperature);
      UpdateReport report =
          policy.update(new TrainingBatch(rows, 1, temperature), LIKELIHOOD, PLAIN);
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(scores.get(i).logProbs(), report.outputs()[i], 1e-6f);
      }
      assertEquals(-scores.get(0).sum() - scores.get(1).sum(), report.loss(), 1e-5);
    }
  }

  @Test
  void scoresTheEntropyOfTheNextToken() {
    TabularPolicy uniform = new TabularPolicy(LANGUAGE, RANDOM, 0);
    TokenScores scores =
        uniform.score(List.of(new TokenRow(new int[] {1}, new int[] {2})), 1).get(0);
    assertEquals(Math.log(4), scores.entropies()[0], 1e-6);
    assertEquals(-Math.log(4), scores.logProbs()[0], 1e-6);
  }

  /**
   * The gradient of -log softmax(x)[i] is softmax(x) - e_i; the first step of AdamW is its sign.
   */
  @Test
  void aStepIsThatOfAdamW() {
    TabularPolicy policy = new TabularPolicy(LANGUAGE, RANDOM, 0);
    TokenRow row = new TokenRow(new int[] {1}, new int[] {2});
    AdamWStep decaying = new AdamWStep(0.1, 0.9, 0.999, 0, 0.5, 0);
    policy.setLogits(new int[] {1}, 1, 1, 1, 1);
    UpdateReport report = policy.update(TrainingBatch.ofRows(List.of(row)), LIKELIHOOD, decaying);
    assertEquals(Math.sqrt(3 / 16.0 + 9 / 16.0), report.gradNorm(), 1e-6);
    // logits 1 * (1 - 0.1 * 0.5) -+ 0.1
    double up = Math.exp(0.95 + 0.1);
    double down = Math.exp(0.95 - 0.1);
    assertEquals(Math.log(up / (up + 3 * down)), policy.logProbability(row), 1e-6);
  }

  @Test
  void clippingScalesTheWholeGradient() {
    TabularPolicy clipped = new TabularPolicy(LANGUAGE, RANDOM, 0);
    TokenRow row = new TokenRow(new int[] {1}, new int[] {2});
    // A large epsilon makes the step proportional to the gradient: 1e6 * g / (|g| + 1e6).
    AdamWStep step = new AdamWStep(1e6, 0, 0, 1e6, 0, 0.1);
    clipped.update(TrainingBatch.ofRows(List.of(row)), LIKELIHOOD, step);
    double scale = 0.1 / Math.sqrt(12 / 16.0);
    double up = Math.exp(scale * 3 / 4.0);
    double down = Math.exp(-scale / 4.0);
    assertEquals(Math.log(up / (up + 3 * down)), clipped.logProbability(row), 1e-4);
  }

  @Test
  void aLossThatIsNotFiniteChangesNothing() {
    TabularPolicy policy = policy();
    TokenRow row = new TokenRow(new int[] {1}, new int[] {2});
    double before = policy.logProbability(row);
    NonFiniteLossException e =
        assertThrows(
            NonFiniteLossException.class,
            () ->
                policy.update(
                    TrainingBatch.ofRows(List.of(row)),
                    micro -> micro.outputs().sum().mul(Double.NaN),
                    PLAIN));
    assertArrayEquals(new int[] {0}, e.rows());
    assertEquals(before, policy.logProbability(row));
  }

  @Test
  void aCopyIsIndependent() {
    TabularPolicy policy = policy();
    TokenRow row = new TokenRow(new int[] {1}, new int[] {2});
    policy.update(TrainingBatch.ofRows(List.of(row)), LIKELIHOOD, PLAIN);
    TabularPolicy copy = policy.copy();
    double before = policy.logProbability(row);
    assertEquals(before, copy.logProbability(row));
    copy.update(TrainingBatch.ofRows(List.of(row)), LIKELIHOOD, PLAIN);
    assertEquals(before, policy.logProbability(row));
    policy.close();
    assertThrows(IllegalStateException.class, () -> policy.score(List.of(row), 1));
    copy.score(List.of(row), 1);
  }

  @Test
  void freezingForgetsMoments() {
    TokenRow row = new TokenRow(new int[] {1}, new int[] {2});
    TrainingBatch batch = TrainingBatch.ofRows(List.of(row));
    TabularPolicy frozen = policy();
    frozen.update(batch, LIKELIHOOD, PLAIN);
    TabularPolicy fresh = frozen.copy();
    frozen.freeze();
    frozen.update(batch, LIKELIHOOD, PLAIN);
    fresh.update(batch, LIKELIHOOD, PLAIN);
    assertEquals(fresh.logProbability(row), frozen.logProbability(row));
  }

  @Test
  void aScalarModelLearnsWhatItIsTold() {
    TokenRow row = new TokenRow(new int[] {1}, new int[] {2, 3});
    try (ScalarModel model = policy().newScalarModel(RANDOM)) {
      assertEquals(2, model.read(List.of(row), Readout.BEFORE_EACH_TOKEN)[0].length);
      for (int step = 0; step < 200; step++) {
        model.update(
            TrainingBatch.ofRows(List.of(row)),
            Readout.LAST_TOKEN,
            micro -> micro.outputs().sub(3).square().sum(),
            PLAIN);
      }
      assertEquals(3, model.read(List.of(row), Readout.LAST_TOKEN)[0][0], 1e-2);
    }
  }

  @Test
  void writesWhatItLearned(@TempDir Path folder) throws Exception {
    TabularPolicy policy = policy();
    policy.setLogits(new int[] {1, 2}, 1, 2, 3, 4);
    policy.save(folder.resolve("new"));
    assertEquals(
        "[1, 2]\t[1.0, 2.0, 3.0, 4.0]\n", Files.readString(folder.resolve("new/table.tsv")));
  }

  @Test
  void nothingNativeIsLeftBehind() {
    TabularPolicy policy = policy();
    TrainingBatch batch =
        TrainingBatch.ofRows(List.of(new TokenRow(new int[] {1}, new int[] {2, 0})));
    policy.update(batch, LIKELIHOOD, PLAIN);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDManager root = manager.getParentManager();
      int before = root.getManagedArrays().size();
      for (int i = 0; i < 20; i++) {
        policy.update(batch, LIKELIHOOD, PLAIN);
      }
      assertEquals(before, root.getManagedArrays().size());
    }
  }
}
