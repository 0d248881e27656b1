package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/** Entropies and divergences of whole distributions in a loss. */
class DistributionsTest {

  private static final AdamWStep STEP = new AdamWStep(1e-3, 0.9, 0.999, 1e-8, 0.01, 1.0);
  private static final AdamWStep STAY = new AdamWStep(0, 0, 0, 1, 0, 0);
  private static final List<TokenRow> ROWS =
      List.of(
          new TokenRow(new int[] {1, 3, 4}, new int[] {5, 6, 2}),
          new TokenRow(new int[] {1}, new int[] {7, 8, 9, 10, 11, 12, 3, 4, 2}),
          new TokenRow(new int[] {1, 5, 5, 5, 5, 5}, new int[] {2}),
          new TokenRow(new int[] {1, 9}, new int[] {3, 3, 3, 3, 2}));

  // Not linear in any of the three, so that a wrong scale anywhere shows.
  private static NDArray curved(Microbatch m) {
    NDArray logProbs = Masked.rowSums(m.outputs(), m.mask());
    NDArray entropies = Masked.rowSums(m.entropies(), m.mask());
    NDArray divergences = Masked.rowSums(m.divergences(), m.mask());
    NDArray all = logProbs.add(Scalars.times(entropies, 0.5)).add(Scalars.times(divergences, 20));
    return Scalars.times(all.square().sum(), 0.01);
  }

  /** A policy that is another than the one from scratch. */
  private static TransformerPolicy moved() {
    TransformerPolicy other = Policies.tiny(4096, 8);
    TrainingBatch batch = TrainingBatch.ofRows(ROWS);
    for (int i = 0; i < 20; i++) {
      other.update(
          batch,
          m -> Scalars.times(m.outputs().sum(), -0.1),
          new AdamWStep(1e-2, 0.9, 0.999, 1e-8, 0, 1));
    }
    return other;
  }

  @Test
  void agreeWithTheSlowTwin(@TempDir Path temp) throws IOException {
    String config =
        """
        {"model_type": "%s", "hidden_size": 12, "n_embd": 12, "intermediate_size": 20,
         "num_hidden_layers": 1, "n_layer": 1, "num_attention_heads": 2, "n_head": 2,
         "max_position_embeddings": 40, "n_positions": 40, "rms_norm_eps": 1e-5,
         "activation_function": "gelu_new", "tie_word_embeddings": true}
        """;
    Path one = ModelFolder.write(temp.resolve("a"), config.formatted("llama"), 1);
    Path two = ModelFolder.write(temp.resolve("b"), config.formatted("gpt2"), 1);
    double temperature = 1.7;
    double[][][] entropies = new double[ROWS.size()][][];
    double[][][] divergences = new double[ROWS.size()][][];
    for (int i = 0; i < ROWS.size(); i++) {
      TokenRow row = ROWS.get(i);
      int[] ids = java.util.stream.IntStream.range(0, row.length()).map(row::token).toArray();
      double[][] q = tempered(new SlowDecoder(one).logProbs(ids), temperature);
      double[][] r = tempered(new SlowDecoder(two).logProbs(ids), temperature);
      int n = row.completion().length;
      entropies[i] = new double[1][n];
      divergences[i] = new double[1][n];
      for (int t = 0; t < n; t++) {
        int at = row.prompt().length - 1 + t;
        for (int v = 0; v < q[at].length; v++) {
          entropies[i][0][t] -= Math.exp(q[at][v]) * q[at][v];
          divergences[i][0][t] += Math.exp(q[at][v]) * (q[at][v] - r[at][v]);
        }
      }
    }
    try (TransformerPolicy policy = Policies.load(one);
        TransformerPolicy other = Policies.load(two)) {
      TrainingBatch batch =
          new TrainingBatch(ROWS, 1, temperature).withEntropies().withDivergencesFrom(other);
      int[] seen = {0};
      TokenLoss look =
          m -> {
            int width = (int) m.outputs().getShape().get(1);
            float[] h = m.entropies().toFloatArray();
            float[] k = m.divergences().toFloatArray();
            for (int i = 0; i < m.rows().length; i++) {
              int row = m.rows()[i];
              for (int t = 0; t < width; t++) {
                boolean real = t < ROWS.get(row).completion().length;
                assertEquals(real ? entropies[row][0][t] : 0, h[i * width + t], 1e-5);
                assertEquals(real ? divergences[row][0][t] : 0, k[i * width + t], 1e-5);
                seen[0]++;
              }
            }
            return m.outputs().sum();
          };
      UpdateReport report = policy.update(batch, look, STAY);
      assertTrue(seen[0] >= 18, seen[0] + " places");
      assertArrayEquals(policy.logProbs(ROWS, temperature).get(1), report.outputs()[1], 1e-5f);
    }
  }

  private static double[][] tempered(double[][] logProbs, double temperature) {
    for (double[] row : logProbs) {
      double sum = 0;
      for (int v = 0; v < row.length; v++) {
        row[v] /= temperature;
        sum += Math.exp(row[v]);
      }
      for (int v = 0; v < row.length; v++) {
        row[v] -= Math.log(sum);
      }
    }
    return logProbs;
  }

  @Test
  void theSplitIntoMicroBatchesChangesNothing() {
    float[] wanted = null;
    double norm = 0;
    try (TransformerPolicy other = moved()) {
      TrainingBatch batch = TrainingBatch.ofPairs(ROWS).withEntropies().withDivergencesFrom(other);
      for (int budget : new int[] {1, 20, 4096}) {
        try (TransformerPolicy policy = Policies.tiny(budget, 8)) {
          UpdateReport report = policy.update(batch, DistributionsTest::curved, STEP);
          policy.update(batch, DistributionsTest::curved, STEP);
          float[] after = policy.logProbs(ROWS, 1).get(1);
          if (wanted == null) {
            wanted = after;
            norm = report.gradNorm();
          }
          assertEquals(norm, report.gradNorm(), 1e-5 * norm);
          assertArrayEquals(wanted, after, 1e-4f);
        }
      }
    }
  }

  // As in TrainingTest: the loss falls by step size times the gradient's squared norm.
  @Test
  void theGradientIsTheGradient() {
    double[] fallByNorm = new double[2];
    try (TransformerPolicy other = moved()) {
      for (int k = 0; k < 2; k++) {
        try (TransformerPolicy policy = Policies.tiny(30, 8)) {
          TrainingBatch batch =
              new TrainingBatch(ROWS, 1, 0.7).withEntropies().withDivergencesFrom(other);
          double epsilon = 1e5;
          double rate = k == 0 ? 1 : 0.5;
          AdamWStep step = new AdamWStep(rate, 0, 0, epsilon, 0, 0);
          UpdateReport before = policy.update(batch, DistributionsTest::curved, step);
          UpdateReport after = policy.update(batch, DistributionsTest::curved, STAY);
          fallByNorm[k] =
              (before.loss() - after.loss())
                  / (rate / epsilon * before.gradNorm() * before.gradNorm());
        }
      }
    }
    assertEquals(1, 2 * fallByNorm[1] - fallByNorm[0], 2e-2);
  }

  @Test
  void entropyAloneRisesToThatOfTheUniformDistribution() {
    try (TransformerPolicy policy = moved()) {
      TrainingBatch batch = TrainingBatch.ofRows(ROWS).withEntropies();
      long tokens = batch.completionTokens();
      TokenLoss loss = m -> Scalars.times(Masked.sum(m.entropies(), m.mask()), -1.0 / tokens);
      AdamWStep step = new AdamWStep(1e-2, 0.9, 0.999, 1e-8, 0, 1);
      double first = -policy.update(batch, loss, step).loss();
      for (int i = 0; i < 100; i++) {
        policy.update(batch, loss, step);
      }
      double last = -policy.update(batch, loss, STAY).loss();
      assertTrue(first < 2.3, "entropy " + first);
      assertEquals(Math.log(13), last, 0.02);
    }
  }

  @Test
  void fromItselfNothingDiverges() {
    for (Dtype type : Dtype.values()) {
      var options = Policies.options(null, Part.of(new Policies.Words()), type, 20, 8);
      try (TransformerPolicy policy = Policies.make(options);
          TrainablePolicy same = policy.copy()) {
        TrainingBatch batch = TrainingBatch.ofRows(ROWS).withDivergencesFrom(same);
        UpdateReport report = policy.update(batch, m -> m.divergences().sum(), STAY);
        assertEquals(0, report.loss(), 1e-6);
        assertEquals(0, report.gradNorm(), type == Dtype.FLOAT32 ? 1e-5 : 1e-3);
      }
    }
  }

  @Test
  void aReferenceWithoutTheControlTokensReadsTheRowWithoutThem() {
    try (TransformerPolicy policy = Policies.tiny(4096, 8);
        TransformerPolicy other = moved()) {
      float[][] wanted = new float[1][];
      TrainingBatch plain = TrainingBatch.ofRows(ROWS.subList(0, 1)).withDivergencesFrom(other);
      policy.update(
          plain,
          m -> {
            wanted[0] = m.divergences().toFloatArray();
            return m.outputs().sum();
          },
          STAY);
      int good = policy.addControlTokens(List.of("<|good|>"), RandomStream.ofSeed(1))[0];
      policy.update(
          TrainingBatch.ofRows(ROWS.subList(0, 1)).withDivergencesFrom(other),
          m -> {
            assertArrayEquals(wanted[0], m.divergences().toFloatArray(), 1e-6f);
            return m.outputs().sum();
          },
          STAY);
      // KL(pi || other) = -H - sum p log q: the same prompt with the token first, all by scoring.
      TokenRow row = new TokenRow(new int[] {1, good, 3, 4}, ROWS.get(0).completion());
      assertArrayEquals(
          ROWS.get(0).prompt(), DistributionHead.readable(row, 13).prompt(), "what it reads");
      policy.update(
          TrainingBatch.ofRows(List.of(row)).withDivergencesFrom(other),
          m -> {
            assertEquals(exactDivergence(policy, row, other), m.divergences().getFloat(0, 0), 1e-5);
            return m.outputs().sum();
          },
          STAY);
      TokenRow only = new TokenRow(new int[] {good}, new int[] {3});
      TrainingBatch unreadable = TrainingBatch.ofRows(List.of(only)).withDivergencesFrom(other);
      assertThrows(
          UserException.class, () -> policy.update(unreadable, m -> m.outputs().sum(), STAY));
    }
  }

  /** At a row's first token, from the probabilities of all 13 tokens. */
  private static double exactDivergence(
      TransformerPolicy policy, TokenRow row, TransformerPolicy other) {
    double sum = 0;
    for (int v = 0; v < 13; v++) {
      int[] token = {v};
      double p = policy.score(List.of(new TokenRow(row.prompt(), token)), 1).get(0).sum();
      TokenRow bare = DistributionHead.readable(new TokenRow(row.prompt(), token), 13);
      sum += Math.exp(p) * (p - other.score(List.of(bare), 1).get(0).sum());
    }
    return sum;
  }

  @Test
  void otherKindsOfReferencesAreRefused(@TempDir Path temp) throws IOException {
    Likelihood wrapper =
        (rows, temperature) -> {
          throw new AssertionError("it is asked for no scores");
        };
    Path folder =
        ModelFolder.write(
            temp,
            """
            {"model_type": "gpt2", "n_embd": 12, "n_layer": 1, "n_head": 2, "n_positions": 40,
             "activation_function": "gelu_new"}
            """,
            1);
    try (TransformerPolicy policy = Policies.tiny(4096, 8);
        TransformerPolicy foreign = Policies.load(folder)) {
      for (Likelihood other : List.of(wrapper, foreign)) {
        TrainingBatch batch = TrainingBatch.ofRows(ROWS).withDivergencesFrom(other);
        UserException e =
            assertThrows(
                UserException.class, () -> policy.update(batch, m -> m.outputs().sum(), STAY));
        assertTrue(e.getMessage().contains("divergence"), e.getMessage());
      }
    }
  }

  @Test
  void nativeMemoryHasOwners() {
    try (TransformerPolicy policy = Policies.tiny(30, 3);
        TransformerPolicy other = moved()) {
      TrainingBatch batch = TrainingBatch.ofRows(ROWS).withEntropies().withDivergencesFrom(other);
      policy.update(batch, DistributionsTest::curved, STEP);
      int[] before = {policy.tensors(), other.tensors()};
      for (int i = 0; i < 20; i++) {
        policy.update(batch, DistributionsTest::curved, STEP);
      }
      assertArrayEquals(before, new int[] {policy.tensors(), other.tensors()});
    }
  }
}
