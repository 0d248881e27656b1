package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/** Low-rank adapters: what they compute, learn, share, and how they are kept. */
class AdapterTest {

  private static final String SEPARATE = "llama, separate output matrix";
  private static final List<TokenRow> ROWS =
      List.of(
          new TokenRow(new int[] {1, 3, 4}, new int[] {5, 6, 2}),
          new TokenRow(new int[] {1}, new int[] {7, 8, 9, 10, 11, 12, 3, 4, 2}),
          new TokenRow(new int[] {1, 9}, new int[] {3, 5, 3, 3, 2}));
  private static final TrainingBatch BATCH = TrainingBatch.ofRows(ROWS);
  private static final AdapterOptions SMALL = new AdapterOptions(3, 6, "all-linear", false);

  @TempDir Path temp;

  private Path folder(String name) throws IOException {
    return ModelFolder.write(temp.resolve("base"), ArchitecturesTest.config(name), 1);
  }

  private static AdamWStep rule(double rate) {
    return new AdamWStep(rate, 0.9, 0.99, 1e-8, 0.01, 0);
  }

  private static void train(TrainablePolicy policy, int from, int to) {
    for (int i = from; i < to; i++) {
      policy.update(BATCH, m -> Masked.sum(m.outputs(), m.mask()).neg(), rule(2e-2 / (i + 1)));
    }
  }

  private static float[] scored(TrainablePolicy policy) {
    return policy.score(ROWS, 1).get(1).logProbs();
  }

  private static byte[] written(Stateful model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    model.writeState(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void read(Stateful model, byte[] state) throws IOException {
    model.readState(new DataInputStream(new ByteArrayInputStream(state)));
  }

  @ParameterizedTest
  @ValueSource(strings = {SEPARATE, "qwen2", "qwen3", "gpt2"})
  void withBZeroItIsTheBaseBitForBit(String name) throws IOException {
    Path folder = folder(name);
    try (TransformerPolicy plain = Policies.load(folder);
        TransformerPolicy adapted = Policies.adapted(folder, SMALL, false)) {
      read(adapted, written(adapted)); // so that its zeros are computed with
      assertFalse(adapted.decoder().adapter().idle());
      assertArrayEquals(scored(plain), scored(adapted));
      List<int[]> prompts = List.of(new int[] {1, 5, 9, 4}, new int[] {1});
      Completion wanted = generated(plain, prompts);
      assertEquals(wanted.text(), generated(adapted, prompts).text());
      assertArrayEquals(wanted.logProbs(), generated(adapted, prompts).logProbs());
    }
  }

  private static Completion generated(TransformerPolicy policy, List<int[]> prompts) {
    return policy
        .generateFrom(prompts, 2, Decoding.sampling(1, 12), RandomStream.ofSeed(3))
        .get(0)
        .get(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {SEPARATE, "qwen2", "qwen3", "gpt2"})
  void aTrainedOneIsTheBaseWithItsProductAddedInDoubles(String name) throws IOException {
    Path base = folder(name);
    for (String targets :
        List.of("all-linear", name.equals("gpt2") ? "attn.c_proj" : "v_proj,down_proj")) {
      Path saved = temp.resolve("saved");
      AdapterOptions options = new AdapterOptions(2, 5, targets, !targets.equals("all-linear"));
      float[] trained;
      try (TransformerPolicy policy = Policies.adapted(base, options, false)) {
        double before = sum(policy);
        train(policy, 0, 4);
        trained = scored(policy);
        assertTrue(sum(policy) > before + 1e-2, "it learned nothing");
        policy.save(saved);
        Completion c = generated(policy, List.of(new int[] {1, 5, 9, 4}));
        TokenRow row = new TokenRow(new int[] {1, 5, 9, 4}, c.tokens());
        assertArrayEquals(policy.score(List.of(row), 1).get(0).logProbs(), c.logProbs(), 2e-5f);
      }
      Path merged = mergedInDoubles(base, saved, temp.resolve("by-hand"));
      TokenRow row = ROWS.get(1);
      int[] ids = {1, 7, 8, 9, 10, 11, 12, 3, 4, 2};
      double[][] wanted = new SlowDecoder(merged).logProbs(ids);
      for (int t = 0; t < row.completion().length; t++) {
        assertEquals(wanted[t][row.completion()[t]], trained[t], 2e-5, targets + " token " + t);
      }
      try (TransformerPolicy again = Policies.adapted(saved, null, false);
          TransformerPolicy whole = Policies.adapted(saved, null, true)) {
        assertArrayEquals(trained, scored(again));
        assertArrayEquals(trained, scored(whole), 1e-5f);
        whole.save(temp.resolve("merged"));
      }
      try (TransformerPolicy whole = Policies.load(temp.resolve("merged"))) {
        assertArrayEquals(trained, scored(whole), 1e-5f);
      }
    }
  }

  /** W + scale B A, written from the definition on the two files alone. */
  private static Path mergedInDoubles(Path base, Path adapter, Path into) throws IOException {
    Files.createDirectories(into);
    Files.copy(
        base.resolve("config.json"),
        into.resolve("config.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    JsonObject config = ModelJson.read(adapter.resolve("adapter_config.json"));
    int r = config.get("r").getAsInt();
    double alpha = config.get("lora_alpha").getAsDouble();
    double scale = alpha / (config.get("use_rslora").getAsBoolean() ? Math.sqrt(r) : r);
    boolean transposed = config.get("fan_in_fan_out").getAsBoolean();
    Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    int changed = 0;
    try (Safetensors weights = Safetensors.open(base.resolve("model.safetensors"));
        Safetensors pairs = Safetensors.open(adapter.resolve("adapter_model.safetensors"))) {
      for (String name : weights.names()) {
        int[] shape = Arrays.stream(weights.shape(name)).mapToInt(d -> (int) d).toArray();
        float[] w =
            weights.numbers(name, shape).take(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        String key = "base_model.model." + name.replace(".weight", "");
        if (pairs.names().contains(key + ".lora_A.weight")) {
          changed++;
          int out = shape[transposed ? 1 : 0];
          int in = shape[transposed ? 0 : 1];
          float[] a = pairs.numbers(key + ".lora_A.weight", r, in).take(r * in);
          float[] b = pairs.numbers(key + ".lora_B.weight", out, r).take(out * r);
          for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
              double sum = 0;
              for (int k = 0; k < r; k++) {
                sum += (double) b[o * r + k] * a[k * in + i];
              }
              w[transposed ? i * out + o : o * in + i] += (float) (scale * sum);
            }
          }
        }
        tensors.put(name, new Safetensors.Tensor(shape, TensorNumbers.of(w)));
      }
      assertEquals(pairs.names().size(), 2 * changed);
    }
    Safetensors.write(into.resolve("model.safetensors"), tensors, "F32");
    return into;
  }

  /**
   * AdamW's first moment after one step is (1 - beta1) times the gradient; a state holds it behind
   * the weights.
   */
  @ParameterizedTest
  @ValueSource(strings = {SEPARATE, "gpt2"})
  void theGradientIsThatOfFiniteDifferences(String name) throws IOException {
    try (TransformerPolicy policy = Policies.adapted(folder(name), SMALL, false)) {
      train(policy, 0, 3); // B is no longer 0
      policy.freeze();
      byte[] state = written(policy);
      policy.update(BATCH, m -> Masked.sum(m.outputs(), m.mask()), rule(1e-3));
      int n = (int) policy.size().orElseThrow().parameters();
      float[] gradient = floats(written(policy), state.length - 4 * n, 2 * n);
      read(policy, state);
      Random random = new Random(4);
      double largest = 0;
      for (int trial = 0; trial < 40; trial++) {
        int i = random.nextInt(n);
        double slope = (sum(policy, state, n, i, 2e-3f) - sum(policy, state, n, i, -2e-3f)) / 4e-3;
        double own = gradient[n + i] / 0.1;
        assertEquals(slope, own, 2e-2 * Math.max(1, Math.abs(slope)), "number " + i);
        largest = Math.max(largest, Math.abs(own));
      }
      assertTrue(largest > 0.1, "all gradients are small: " + largest);
    }
  }

  private static float[] floats(byte[] state, int from, int count) {
    float[] values = new float[count];
    ByteBuffer.wrap(state, from, 4 * count).asFloatBuffer().get(values);
    return values;
  }

  private static double sum(TransformerPolicy policy, byte[] state, int n, int i, float step)
      throws IOException {
    byte[] moved = state.clone();
    int at = state.length - 4 * n + 4 * i;
    ByteBuffer buffer = ByteBuffer.wrap(moved);
    buffer.putFloat(at, buffer.getFloat(at) + step);
    read(policy, moved);
    return sum(policy);
  }

  private static double sum(TrainablePolicy policy) {
    double sum = 0;
    for (float[] row : policy.logProbs(ROWS, 1)) {
      for (float x : row) {
        sum += x;
      }
    }
    return sum;
  }

  @Test
  void theHeadOfAScalarModelAndItsAdapterLearnAsFiniteDifferencesSay() throws IOException {
    try (TransformerPolicy policy = Policies.adapted(folder("qwen3"), SMALL, false);
        ScalarModel model = policy.newScalarModel(RandomStream.ofSeed(3), 0.5)) {
      for (int i = 0; i < 3; i++) {
        model.update(BATCH, Readout.LAST_TOKEN, m -> m.outputs().sub(1).square().sum(), rule(2e-2));
      }
      byte[] learned = written(model);
      int n = (int) policy.size().orElseThrow().parameters() + 12;
      try (ScalarModel fresh = model.copy()) {
        byte[] state = written(fresh);
        fresh.update(BATCH, Readout.LAST_TOKEN, m -> m.outputs().sum(), rule(1e-3));
        float[] gradient = floats(written(fresh), state.length - 4 * n, 2 * n);
        for (int i : new int[] {0, 5, n / 2, n - 60, n - 12, n - 5, n - 1}) {
          double slope = (sum(fresh, state, n, i, 2e-3f) - sum(fresh, state, n, i, -2e-3f)) / 4e-3;
          assertEquals(slope, gradient[n + i] / 0.1, 2e-2 * Math.max(1, Math.abs(slope)), "" + i);
        }
      }
      assertArrayEquals(learned, written(model), "a copy learned in its original");
      Path saved = temp.resolve("reward");
      model.save(saved);
      JsonObject config = ModelJson.read(saved.resolve("adapter_config.json"));
      assertEquals("SEQ_CLS", config.get("task_type").getAsString());
      try (Safetensors tensors = Safetensors.open(saved.resolve("adapter_model.safetensors"))) {
        float[] head = tensors.numbers("base_model.model.score.weight", 1, 12).take(12);
        int weights = 4 * n * 3 + 4; // and two moments of each, and the count of steps
        assertArrayEquals(floats(learned, learned.length - weights + 4 * (n - 12), 12), head);
      }
    }
  }

  private static double sum(ScalarModel model, byte[] state, int n, int i, float step)
      throws IOException {
    byte[] moved = state.clone();
    int at = state.length - 4 * n + 4 * i;
    ByteBuffer buffer = ByteBuffer.wrap(moved);
    buffer.putFloat(at, buffer.getFloat(at) + step);
    read(model, moved);
    return Arrays.stream(model.read(ROWS, Readout.LAST_TOKEN)).mapToDouble(row -> row[0]).sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "BFLOAT16"})
  void interruptedTrainingGoesOnExactly(String type) throws IOException {
    Path folder = folder("qwen3");
    Dtype dtype = Dtype.valueOf(type);
    try (TransformerPolicy whole = Policies.adapted(folder, SMALL, false, dtype);
        TransformerPolicy first = Policies.adapted(folder, SMALL, false, dtype);
        TransformerPolicy second = Policies.adapted(folder, SMALL, false, dtype);
        TransformerPolicy plain = Policies.load(folder, dtype)) {
      train(whole, 0, 6);
      train(first, 0, 3);
      byte[] state = written(first);
      read(second, state);
      assertArrayEquals(state, written(second));
      train(second, 3, 6);
      assertArrayEquals(written(whole), written(second));
      assertArrayEquals(scored(whole), scored(second));
      IOException e = assertThrows(IOException.class, () -> read(plain, state));
      assertTrue(e.getMessage().contains("another model"), e.getMessage());
    }
  }

  @Test
  void allThatDescendFromOnePolicyShareItsWeightsAndLearnAlone() throws IOException {
    Path folder = folder(SEPARATE);
    try (TransformerPolicy reference = Policies.adapted(folder, SMALL, false);
        TransformerPolicy start = (TransformerPolicy) reference.copy();
        ScalarModel value = start.newScalarModel(RandomStream.ofSeed(1));
        TransformerPolicy plain = Policies.load(folder)) {
      assertSame(reference.decoder().base(), start.decoder().base());
      float[] before = scored(reference);
      float[][] values = value.read(ROWS, Readout.LAST_TOKEN);
      TrainingBatch against =
          TrainingBatch.ofRows(ROWS).withEntropies().withDivergencesFrom(reference);
      UpdateReport report =
          start.update(
              against,
              m -> Masked.sum(m.outputs(), m.mask()).neg().add(Masked.sum(m.entropies(), m.mask())),
              rule(2e-2));
      assertTrue(report.gradNorm() > 0);
      assertNotEquals(before[0], scored(start)[0]);
      assertArrayEquals(before, scored(reference));
      assertArrayEquals(before, scored(plain));
      assertArrayEquals(values, value.read(ROWS, Readout.LAST_TOKEN));
      try (TransformerPolicy chained = (TransformerPolicy) start.copy()) {
        assertArrayEquals(scored(start), scored(chained));
        start.freeze();
        train(chained, 0, 1);
      }
      long own = start.size().orElseThrow().parameters();
      assertEquals(start.size().orElseThrow().weightBytes(), 4 * own);
      assertEquals(
          start.size().orElseThrow().sharedBytes(), plain.size().orElseThrow().weightBytes());
    }
  }

  @Test
  void nativeMemoryHasOwners() throws IOException {
    try (TransformerPolicy policy = Policies.adapted(folder(SEPARATE), SMALL, false)) {
      train(policy, 0, 1);
      int tensors = policy.tensors();
      train(policy, 0, 5);
      assertEquals(tensors, policy.tensors());
      int ofBase = policy.decoder().base().manager().getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        policy.copy().close();
      }
      assertEquals(ofBase, policy.decoder().base().manager().getManagedArrays().size());
      scored(policy);
    }
  }

  @Test
  void aModelMadeFromScratchIsSavedWhole() {
    ModelSizes sizes = new ModelSizes(16, 2, 2, 1, 24, 32, 0.2);
    var words = org.rlhf4j.api.plugin.Part.of(new Policies.Words());
    var options =
        new TransformerOptions(
            null, words, sizes, SMALL, false, Dtype.FLOAT32, 64, 8, "2024-07-26");
    try (TransformerPolicy policy = Policies.make(options)) {
      train(policy, 0, 3);
      policy.save(temp.resolve("whole"));
      try (TransformerPolicy again = Policies.load(temp.resolve("whole"))) {
        assertArrayEquals(scored(policy), scored(again), 1e-5f);
      }
      UserException e =
          assertThrows(
              UserException.class,
              () -> policy.addControlTokens(List.of("<|good|>"), RandomStream.ofSeed(1)));
      assertTrue(e.getMessage().contains("leave out \"adapter\""), e.getMessage());
    }
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() throws IOException {
    Path folder = folder(SEPARATE);
    assertTrue(
        message(folder, new AdapterOptions(13, 1, "q_proj", false))
            .contains("has the shape [12, 12] and so a rank of at most 12"));
    assertTrue(
        message(folder, new AdapterOptions(2, 1, "q_proj,w_proj", false))
            .contains("names \"w_proj\", which is no matrix of this model; it can be"));
    assertTrue(message(folder, new AdapterOptions(2, 1, "lm_head", false)).contains("\"lm_head\""));
    Path saved = temp.resolve("saved");
    try (TransformerPolicy policy = Policies.adapted(folder, SMALL, false)) {
      policy.save(saved);
    }
    assertTrue(message(saved, SMALL).contains("is an adapter itself"));
    UserException nothing =
        assertThrows(UserException.class, () -> Policies.adapted(folder, null, true));
    assertTrue(nothing.getMessage().contains("nothing to merge"));
    JsonObject config = ModelJson.read(saved.resolve("adapter_config.json"));
    Path other =
        ModelFolder.write(
            temp.resolve("other"),
            ArchitecturesTest.config(SEPARATE)
                .replace("\"intermediate_size\": 20", "\"intermediate_size\": 24"),
            1);
    changed(saved, config, "base_model_name_or_path", "\"" + other + "\"");
    assertTrue(message(saved, null).contains("belongs to another model"), message(saved, null));
    Path gpt2 = ModelFolder.write(temp.resolve("gpt2"), ArchitecturesTest.config("gpt2"), 1);
    changed(saved, config, "base_model_name_or_path", "\"" + gpt2 + "\"");
    assertTrue(message(saved, null).contains("belongs to another model"), message(saved, null));
    changed(saved, config, "base_model_name_or_path", "\"nobody/nothing\"");
    assertTrue(message(saved, null).contains("write the folder of that model there"));
    changed(saved, config, "use_dora", "true");
    assertTrue(message(saved, null).contains("use_dora is true, which is not supported"));
    changed(saved, config, "peft_type", "\"IA3\"");
    assertTrue(message(saved, null).contains("peft_type is \"IA3\""));
    changed(saved, config, "r", "4");
    assertTrue(message(saved, null).contains("has the shape"));
    ModelJson.write(saved.resolve("adapter_config.json"), config);
    Path weights = saved.resolve("adapter_model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 7));
    assertTrue(message(saved, null).contains("is truncated"));
  }

  private static void changed(Path adapter, JsonObject config, String name, String value)
      throws IOException {
    JsonObject other = config.deepCopy();
    other.add(name, JsonParser.parseString(value));
    ModelJson.write(adapter.resolve("adapter_config.json"), other);
  }

  private static String message(Path folder, AdapterOptions options) {
    UserException e =
        assertThrows(UserException.class, () -> Policies.adapted(folder, options, false).close());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    return e.getMessage();
  }

  @Test
  void theCanarySeesASamplerThatIsLeftBehind() throws IOException {
    try (TransformerPolicy policy = Policies.adapted(folder(SEPARATE), SMALL, false)) {
      Canary canary = new Canary(policy.decoder(), ROWS.get(1));
      canary.check(rule(1e-3), 0); // a step that had nothing to learn
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> canary.check(rule(1e-3), 1));
      assertTrue(e.getMessage().contains("does not reach the sampler"), e.getMessage());
    }
    float[] before = {-1, -2};
    float[] after = {-1.1f, -2.1f};
    Canary.check(after, after, before, 1e-3, 1);
    Canary.check(before, before, before, 1e-3, 1e-6);
    assertThrows(IllegalStateException.class, () -> Canary.check(after, before, before, 1e-3, 1));
    float[] noise = {Float.NaN, -2.1f};
    assertThrows(IllegalStateException.class, () -> Canary.check(after, noise, before, 1e-3, 1));
  }
}
