package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

class TrainingTest {

  private static final AdamWStep STEP = new AdamWStep(1e-3, 0.9, 0.999, 1e-8, 0.01, 1.0);

  private static final List<TokenRow> ROWS =
      List.of(
          new TokenRow(new int[] {1, 3, 4}, new int[] {5, 6, 2}),
          new TokenRow(new int[] {1}, new int[] {7, 8, 9, 10, 11, 12, 3, 4, 2}),
          new TokenRow(new int[] {1, 5, 5, 5, 5, 5}, new int[] {2}),
          new TokenRow(new int[] {1, 9}, new int[] {3, 3, 3, 3, 2}));

  private static TokenLoss meanNegativeLogProb(TrainingBatch batch) {
    return micro ->
        Scalars.times(Masked.sum(micro.outputs(), micro.mask()), -1.0 / batch.completionTokens());
  }

  // A loss that is not linear in the log-probabilities, so that a wrong scale anywhere shows.
  private static NDArray curved(NDArray outputs, NDArray mask) {
    return Scalars.times(Masked.rowSums(outputs, mask).square().sum(), 0.01);
  }

  @Test
  void theSplitIntoMicroBatchesChangesNothing() {
    TrainingBatch batch = TrainingBatch.ofPairs(ROWS);
    float[] wanted = null;
    double norm = 0;
    for (int budget : new int[] {1, 20, 4096}) {
      try (TransformerPolicy policy = Policies.tiny(budget, 8)) {
        UpdateReport report = policy.update(batch, meanNegativeLogProb(batch), STEP);
        policy.update(batch, meanNegativeLogProb(batch), STEP);
        float[] after = policy.score(ROWS, 1).get(1).logProbs();
        if (wanted == null) {
          wanted = after;
          norm = report.gradNorm();
        }
        assertEquals(norm, report.gradNorm(), 1e-5 * norm);
        // no nearer: Adam's first steps are of full size wherever a gradient is not exactly 0
        assertArrayEquals(wanted, after, 1e-4f);
      }
    }
  }

  @Test
  void withStepsInProportionToTheGradientTheSplitChangesNothingInFiveDigits() {
    TrainingBatch batch = TrainingBatch.ofPairs(ROWS);
    AdamWStep descent = new AdamWStep(100, 0.9, 0.999, 1000, 0, 0);
    List<float[]> wanted = null;
    for (int budget : new int[] {1, 20, 4096}) {
      try (TransformerPolicy policy = Policies.tiny(budget, 8)) {
        List<float[]> start = policy.logProbs(ROWS, 1);
        for (int step = 0; step < 3; step++) {
          policy.update(batch, meanNegativeLogProb(batch), descent);
        }
        List<float[]> after = policy.logProbs(ROWS, 1);
        if (wanted == null) {
          wanted = after;
          assertTrue(Math.abs(after.get(1)[0] - start.get(1)[0]) > 1e-2, "it learned nothing");
        }
        for (int i = 0; i < ROWS.size(); i++) {
          for (int t = 0; t < after.get(i).length; t++) {
            float exact = wanted.get(i)[t];
            assertEquals(exact, after.get(i)[t], 1e-5 * Math.abs(exact));
          }
        }
      }
    }
  }

  @Test
  void theOrderOfRowsChangesNothing() {
    List<TokenRow> turned = List.of(ROWS.get(2), ROWS.get(0), ROWS.get(3), ROWS.get(1));
    try (TransformerPolicy a = Policies.tiny(4096, 8);
        TransformerPolicy b = Policies.tiny(4096, 8)) {
      UpdateReport x =
          a.update(TrainingBatch.ofRows(ROWS), m -> curved(m.outputs(), m.mask()), STEP);
      UpdateReport y =
          b.update(TrainingBatch.ofRows(turned), m -> curved(m.outputs(), m.mask()), STEP);
      assertEquals(x.loss(), y.loss(), 1e-5 * x.loss());
      assertEquals(x.gradNorm(), y.gradNorm(), 1e-5 * x.gradNorm());
      assertArrayEquals(x.outputs()[2], y.outputs()[0], 1e-5f);
    }
  }

  @Test
  void reportsTheLogProbabilitiesThatScoringGives() {
    try (TransformerPolicy policy = Policies.tiny(20, 8)) {
      TrainingBatch batch = new TrainingBatch(ROWS, 1, 0.5);
      UpdateReport report =
          policy.update(batch, m -> curved(m.outputs(), m.mask()), new AdamWStep(0, 0, 0, 1, 0, 0));
      for (int i = 0; i < ROWS.size(); i++) {
        assertArrayEquals(policy.score(ROWS, 0.5).get(i).logProbs(), report.outputs()[i], 1e-5f);
      }
    }
  }

  // With a huge epsilon the first AdamW step is a plain gradient step of size lr / epsilon, and the
  // loss must then fall by (lr / epsilon) * |gradient|^2. That holds only if what we call the
  // gradient is the gradient of the loss.
  @Test
  void theGradientIsTheGradient() {
    double[] fallByNorm = new double[2];
    for (int k = 0; k < 2; k++) {
      try (TransformerPolicy policy = Policies.tiny(30, 8)) {
        TrainingBatch batch = new TrainingBatch(ROWS, 1, 0.7);
        TokenLoss loss = m -> curved(m.outputs(), m.mask());
        double epsilon = 1e4;
        double rate = k == 0 ? 1 : 0.5;
        UpdateReport before = policy.update(batch, loss, new AdamWStep(rate, 0, 0, epsilon, 0, 0));
        UpdateReport after = policy.update(batch, loss, new AdamWStep(0, 0, 0, 1, 0, 0));
        fallByNorm[k] =
            (before.loss() - after.loss())
                / (rate / epsilon * before.gradNorm() * before.gradNorm());
      }
    }
    // The two step sizes leave a second-order term that halves; extrapolated, the ratio is 1.
    assertEquals(1, 2 * fallByNorm[1] - fallByNorm[0], 2e-2);
  }

  @Test
  void clippingScalesTheGradientNotTheReport() {
    try (TransformerPolicy clipped = Policies.tiny(4096, 8);
        TransformerPolicy free = Policies.tiny(4096, 8)) {
      TrainingBatch batch = TrainingBatch.ofRows(ROWS);
      TokenLoss loss = m -> curved(m.outputs(), m.mask());
      double epsilon = 1e4; // so that the step shows the gradient's size
      UpdateReport a = clipped.update(batch, loss, new AdamWStep(1, 0, 0, epsilon, 0, 0.5));
      UpdateReport b =
          free.update(batch, loss, new AdamWStep(0.5 / a.gradNorm(), 0, 0, epsilon, 0, 0));
      assertEquals(a.gradNorm(), b.gradNorm(), 1e-6 * a.gradNorm());
      assertTrue(a.gradNorm() > 0.5);
      assertArrayEquals(
          clipped.score(ROWS, 1).get(1).logProbs(), free.score(ROWS, 1).get(1).logProbs(), 1e-5f);
    }
  }

  @Test
  void learnsWhatItIsShownAndCopiesStayAsTheyWere() {
    try (TransformerPolicy policy = Policies.tiny(4096, 8);
        TrainablePolicy copy = policy.copy()) {
      float[] before = copy.score(ROWS, 1).get(1).logProbs();
      TrainingBatch batch = TrainingBatch.ofRows(ROWS);
      double first = policy.update(batch, meanNegativeLogProb(batch), STEP).loss();
      double last = first;
      AdamWStep faster = new AdamWStep(1e-2, 0.9, 0.999, 1e-8, 0, 1);
      for (int i = 0; i < 150; i++) {
        last = policy.update(batch, meanNegativeLogProb(batch), faster).loss();
      }
      assertTrue(last < 0.05 && first > 2, first + " -> " + last);
      assertArrayEquals(before, copy.score(ROWS, 1).get(1).logProbs());
    }
  }

  @Test
  void halfPrecisionLearnsThroughItsMasterCopy() {
    var options =
        Policies.options(
            null,
            org.rlhf4j.api.plugin.Part.of(new Policies.Words()),
            TransformerOptions.Dtype.BFLOAT16,
            4096,
            8);
    try (TransformerPolicy policy = Policies.make(options)) {
      TrainingBatch batch = TrainingBatch.ofRows(ROWS);
      double first = policy.update(batch, meanNegativeLogProb(batch), STEP).loss();
      double last = first;
      for (int i = 0; i < 200; i++) {
        last =
            policy
                .update(
                    batch, meanNegativeLogProb(batch), new AdamWStep(5e-3, 0.9, 0.999, 1e-8, 0, 1))
                .loss();
      }
      assertTrue(last < 0.2 * first, first + " -> " + last);
    }
  }

  @Test
  void aLossThatIsNotFiniteChangesNothing() {
    try (TransformerPolicy policy = Policies.tiny(20, 8)) {
      TrainingBatch batch = TrainingBatch.ofRows(ROWS);
      float[] before = policy.score(ROWS, 1).get(0).logProbs();
      NonFiniteLossException e =
          assertThrows(
              NonFiniteLossException.class,
              () -> policy.update(batch, m -> Scalars.times(m.outputs().sum(), Double.NaN), STEP));
      assertTrue(e.rows().length > 0);
      assertArrayEquals(before, policy.score(ROWS, 1).get(0).logProbs());
      UpdateReport after = policy.update(batch, meanNegativeLogProb(batch), STEP);
      try (TransformerPolicy fresh = Policies.tiny(20, 8)) {
        UpdateReport wanted = fresh.update(batch, meanNegativeLogProb(batch), STEP);
        assertEquals(wanted.gradNorm(), after.gradNorm(), 1e-6 * wanted.gradNorm());
      }
    }
  }

  @Test
  void scalarModelsReadAndLearnAtTheirPlaces() {
    try (TransformerPolicy policy = Policies.tiny(30, 8);
        ScalarModel model = policy.newScalarModel(RandomStream.ofSeed(2))) {
      float[][] values = model.read(ROWS, Readout.BEFORE_EACH_TOKEN);
      float[][] rewards = model.read(ROWS, Readout.LAST_TOKEN);
      for (int i = 0; i < ROWS.size(); i++) {
        assertEquals(ROWS.get(i).completion().length, values[i].length);
        assertEquals(1, rewards[i].length);
      }
      // The last token of a row cut by one is the token before the row's last.
      TokenRow row = ROWS.get(1);
      TokenRow shorter = new TokenRow(row.prompt(), java.util.Arrays.copyOf(row.completion(), 8));
      assertEquals(values[1][8], model.read(List.of(shorter), Readout.LAST_TOKEN)[0][0], 1e-6);

      float[] wanted = {1, -1, 2, 0};
      TrainingBatch batch = TrainingBatch.ofRows(ROWS);
      AdamWStep step = new AdamWStep(1e-2, 0.9, 0.999, 1e-8, 0, 1);
      double last = 1;
      for (int i = 0; i < 120; i++) {
        last =
            model
                .update(
                    batch,
                    Readout.LAST_TOKEN,
                    m -> Masked.rowSums(m.outputs(), m.mask()).sub(m.rows(wanted)).square().sum(),
                    step)
                .loss();
      }
      assertTrue(last < 1e-2, "squared error " + last);
      try (ScalarModel copy = model.copy()) {
        assertEquals(
            model.read(ROWS, Readout.LAST_TOKEN)[2][0], copy.read(ROWS, Readout.LAST_TOKEN)[2][0]);
      }
    }
  }

  @Test
  void controlTokensAreReadButNeverWritten(@TempDir Path temp) {
    try (TransformerPolicy policy = Policies.tiny(4096, 8)) {
      float[] before = policy.score(ROWS, 1).get(0).logProbs();
      int[] ids = policy.addControlTokens(List.of("<|good|>", "<|bad|>"), RandomStream.ofSeed(1));
      assertArrayEquals(new int[] {13, 14}, ids);
      assertArrayEquals(before, policy.score(ROWS, 1).get(0).logProbs());
      TokenRow good = new TokenRow(new int[] {1, 3, ids[0]}, new int[] {4, 5, 2});
      TokenRow bad = new TokenRow(new int[] {1, 3, ids[1]}, new int[] {5, 4, 2});
      TrainingBatch batch = TrainingBatch.ofRows(List.of(good, bad));
      for (int i = 0; i < 150; i++) {
        policy.update(
            batch, meanNegativeLogProb(batch), new AdamWStep(1e-2, 0.9, 0.999, 1e-8, 0, 1));
      }
      policy.freeze();
      policy.save(temp);
      try (TransformerPolicy again = Policies.load(temp)) {
        // so that who has only the folder can end prompts with the token's text
        for (String text : List.of("a<|good|>", "a <|good|>")) {
          assertArrayEquals(good.prompt(), again.encode(new Prompt("1", text)), text);
        }
        for (TransformerPolicy p : List.of(policy, again)) {
          var c =
              p.generateFrom(
                  List.of(good.prompt(), bad.prompt()),
                  1,
                  Decoding.greedy(5),
                  RandomStream.ofSeed(1));
          assertArrayEquals(good.completion(), c.get(0).get(0).tokens());
          assertArrayEquals(bad.completion(), c.get(1).get(0).tokens());
          assertEquals(" b c", c.get(0).get(0).text());
        }
        var hot =
            again.generateFrom(
                List.of(good.prompt()), 300, Decoding.sampling(50, 3), RandomStream.ofSeed(1));
        assertTrue(
            hot.get(0).stream()
                .flatMapToInt(c -> java.util.Arrays.stream(c.tokens()))
                .allMatch(t -> t < 13));
      }
    }
  }

  @Test
  void weightsThatTrainingDestroyedAreNotSaved(@TempDir Path temp) {
    AdamWStep explosion = new AdamWStep(1e39, 0.9, 0.999, 1e-8, 0, 1);
    TrainingBatch batch = TrainingBatch.ofRows(ROWS);
    try (TransformerPolicy policy = Policies.tiny(4096, 8);
        ScalarModel value = policy.newScalarModel(RandomStream.ofSeed(2))) {
      policy.save(temp.resolve("good"));
      policy.update(batch, meanNegativeLogProb(batch), explosion);
      var atTheEnd = assertThrows(NonFiniteLossException.class, policy::freeze);
      assertEquals(0, atTheEnd.rows().length);
      assertThrows(NonFiniteLossException.class, () -> policy.save(temp.resolve("policy")));
      value.update(batch, Readout.LAST_TOKEN, m -> m.outputs().square().sum(), explosion);
      assertThrows(NonFiniteLossException.class, () -> value.save(temp.resolve("value")));
      assertTrue(!temp.resolve("policy").toFile().exists());
      assertTrue(!temp.resolve("value").toFile().exists());
    }
  }

  @Test
  void nativeMemoryHasOwners() {
    try (TransformerPolicy policy = Policies.tiny(30, 3);
        ScalarModel value = policy.newScalarModel(RandomStream.ofSeed(2))) {
      TrainingBatch batch = TrainingBatch.ofRows(ROWS);
      int after10 = 0;
      for (int i = 0; i < 60; i++) {
        policy.update(batch, meanNegativeLogProb(batch), STEP);
        value.update(batch, Readout.BEFORE_EACH_TOKEN, m -> m.outputs().square().sum(), STEP);
        policy.score(ROWS, 1);
        policy.generateFrom(
            List.of(new int[] {1, 3}), 5, Decoding.sampling(1, 6), RandomStream.ofSeed(i));
        policy.copy().close();
        if (i == 10) {
          after10 = policy.tensors();
        }
      }
      assertEquals(after10, policy.tensors());
    }
  }
}
