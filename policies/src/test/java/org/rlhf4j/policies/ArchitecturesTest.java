package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;

/**
 * Every supported architecture against the slow twin, through scoring and through the key/value
 * cache.
 */
class ArchitecturesTest {

  private static final String LLAMA =
      """
      {"model_type": "llama", "hidden_size": 12, "intermediate_size": 20, "num_hidden_layers": 2,
       "num_attention_heads": 6, "num_key_value_heads": 2, "max_position_embeddings": 40, "rms_norm_eps": 1e-5,
       "tie_word_embeddings": %s, "attention_bias": true, "mlp_bias": true%s}
      """;
  private static final String QWEN2 =
      """
      {"model_type": "qwen2", "hidden_size": 12, "intermediate_size": 20, "num_hidden_layers": 2,
       "num_attention_heads": 3, "num_key_value_heads": 1, "max_position_embeddings": 40, "rope_theta": 1000000.0,
       "tie_word_embeddings": true, "sliding_window": 8, "use_sliding_window": false}
      """;
  private static final String QWEN3 =
      """
      {"model_type": "qwen3", "hidden_size": 12, "intermediate_size": 20, "num_hidden_layers": 2, "head_dim": 8,
       "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 40,
       "tie_word_embeddings": false}
      """;
  private static final String GPT2 =
      """
      {"model_type": "gpt2", "n_embd": 12, "n_layer": 2, "n_head": 3, "n_positions": 40,
       "activation_function": "gelu_new"}
      """;

  static String config(String name) {
    return switch (name) {
      case "llama, separate output matrix" -> LLAMA.formatted("false", "");
      case "llama, stretched positions" ->
          LLAMA.formatted(
              "true",
              """
              , "rope_theta": 100.0, "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                "high_freq_factor": 4.0, "original_max_position_embeddings": 30}
              """);
      case "qwen2" -> QWEN2;
      case "qwen3" -> QWEN3;
      case "gpt2, scores not scaled" -> GPT2.replace("}", ", \"scale_attn_weights\": false}");
      case "gpt2, scores scaled by layer" ->
          GPT2.replace("}", ", \"scale_attn_by_inverse_layer_idx\": true}");
      default -> GPT2;
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama, separate output matrix",
        "llama, stretched positions",
        "qwen2",
        "qwen3",
        "gpt2",
        "gpt2, scores not scaled",
        "gpt2, scores scaled by layer"
      })
  void agreesWithTheSlowTwin(String name, @TempDir Path temp) throws IOException {
    Path folder = ModelFolder.write(temp, config(name), name.contains("separate") ? 3 : 1);
    double[][] wanted = new SlowDecoder(folder).logProbs(new int[] {1, 7, 3, 19, 5, 11, 4, 8, 22});
    try (TransformerPolicy policy = Policies.load(folder)) {
      int[] completion = {3, 19, 5, 11, 4, 8, 22};
      TokenRow shorter = new TokenRow(new int[] {1}, new int[] {7});
      TokenRow row = new TokenRow(new int[] {1, 7}, completion);
      TokenScores scores = policy.score(List.of(shorter, row), 1).get(1);
      for (int t = 0; t < completion.length; t++) {
        assertEquals(
            wanted[t + 1][completion[t]], scores.logProbs()[t], 1e-5, name + " token " + t);
        double entropy = -Arrays.stream(wanted[t + 1]).map(lp -> Math.exp(lp) * lp).sum();
        assertEquals(entropy, scores.entropies()[t], 1e-5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama, separate output matrix", "qwen3", "gpt2"})
  void embeddingsAreMeansOfTheSlowTwinsStates(String name, @TempDir Path temp) throws IOException {
    Path folder = ModelFolder.write(temp, config(name), 1);
    double[][] states = new SlowDecoder(folder).states(new int[] {1, 7, 3, 19, 5});
    try (TransformerPolicy policy = Policies.load(folder)) {
      assertTrue(policy.embedding().isPresent());
      TokenRow longer = new TokenRow(new int[] {9}, new int[] {2, 2, 2, 2, 2, 2, 4});
      TokenRow row = new TokenRow(new int[] {1, 7}, new int[] {3, 19, 5});
      float[] found = policy.embed(List.of(longer, row, longer)).get(1);
      assertEquals(states[0].length, found.length);
      for (int d = 0; d < found.length; d++) {
        // the prompt's own states do not count, the last token's does
        assertEquals((states[2][d] + states[3][d] + states[4][d]) / 3, found[d], 1e-5, name);
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> policy.embed(List.of(new TokenRow(new int[] {1}, new int[0]))));
      assertThrows(
          UserException.class,
          () -> policy.embed(List.of(new TokenRow(new int[] {1}, new int[40]))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama, separate output matrix",
        "llama, stretched positions",
        "qwen2",
        "qwen3",
        "gpt2",
        "gpt2, scores not scaled",
        "gpt2, scores scaled by layer"
      })
  void cachedGenerationAgreesWithScoring(String name, @TempDir Path temp) throws IOException {
    Path folder = ModelFolder.write(temp, config(name), 1);
    try (TransformerPolicy policy = Policies.load(folder)) {
      List<int[]> prompts = List.of(new int[] {1, 5, 9, 4}, new int[] {1}, new int[] {1, 20, 3});
      List<List<Completion>> all =
          policy.generateFrom(prompts, 3, Decoding.sampling(1, 20), RandomStream.ofSeed(3));
      for (int p = 0; p < prompts.size(); p++) {
        for (Completion c : all.get(p)) {
          float[] again =
              policy.score(List.of(new TokenRow(prompts.get(p), c.tokens())), 1).get(0).logProbs();
          assertArrayEquals(again, c.logProbs(), 2e-5f);
          assertArrayEquals(again, c.samplingLogProbs(), 2e-5f);
        }
      }
    }
  }

  @Test
  void halfPrecisionIsCloseAndSavesAsSuch(@TempDir Path temp) throws IOException {
    Path folder = ModelFolder.write(temp.resolve("a"), config("qwen3"), 1);
    List<TokenRow> rows = List.of(new TokenRow(new int[] {1, 7}, new int[] {3, 19, 5}));
    try (TransformerPolicy exact = Policies.load(folder);
        TransformerPolicy half = Policies.load(folder, TransformerOptions.Dtype.BFLOAT16)) {
      float[] wanted = exact.score(rows, 1).get(0).logProbs();
      float[] got = half.score(rows, 1).get(0).logProbs();
      assertArrayEquals(wanted, got, 0.15f);
      half.save(temp.resolve("b"));
      try (TransformerPolicy again =
          Policies.load(temp.resolve("b"), TransformerOptions.Dtype.BFLOAT16)) {
        assertArrayEquals(got, again.score(rows, 1).get(0).logProbs());
      }
    }
  }
}
