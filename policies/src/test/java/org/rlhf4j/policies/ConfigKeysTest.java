package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;

/**
 * No key of {@code config.json} that changes what transformers computes is passed over: of each
 * architecture we know all the keys that it reads, and each is used, or refused, or cannot matter.
 */
class ConfigKeysTest {

  private static final JsonObject KEYS = resource("config-keys.json");
  private static final JsonObject ORACLE = resource("transformers-log-probs.json");
  private static final String LLAMA =
      """
      {"model_type": "%s", "hidden_size": 12, "intermediate_size": 20, "num_hidden_layers": 2,
       "num_attention_heads": 6, "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 40,
       "rms_norm_eps": 1e-5, "tie_word_embeddings": false, "sliding_window": null}
      """;
  private static final String GPT2 =
      """
      {"model_type": "gpt2", "n_embd": 12, "n_layer": 2, "n_head": 3, "n_positions": 40,
       "tie_word_embeddings": false}
      """;

  @TempDir Path folder;

  private static JsonObject resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(ConfigKeysTest.class.getResourceAsStream(name), name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<JsonObject> cases() {
    return ORACLE.getAsJsonArray("cases").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logProbabilitiesAreThoseOfTransformers(JsonObject one) throws IOException {
    ModelFolder.write(folder, one.get("config").toString(), 1);
    double[] wanted =
        one.getAsJsonArray("logProbs").asList().stream()
            .mapToDouble(JsonElement::getAsDouble)
            .toArray();
    float[] found = numbers(ints(ORACLE.getAsJsonArray("ids")));
    assertEquals(wanted.length, found.length);
    for (int t = 0; t < wanted.length; t++) {
      assertEquals(wanted[t], found[t], 1e-5, one.get("name") + ", token " + t);
    }
  }

  private static int[] ints(JsonArray array) {
    return array.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  private float[] numbers(int[] ids) {
    try (TransformerPolicy policy = Policies.load(folder)) {
      TokenRow row = new TokenRow(Arrays.copyOf(ids, 1), Arrays.copyOfRange(ids, 1, ids.length));
      return policy.logProbs(List.of(row), 1).get(0);
    }
  }

  private static String base(String type) {
    return type.equals("gpt2") ? GPT2 : LLAMA.formatted(type);
  }

  private static List<String> kinds(String type) {
    return type.equals("gpt2") ? List.of("common", type) : List.of("common", "llama-like", type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "gpt2"})
  void everyKeyThatIsReadIsKnown(String type) {
    Set<String> known = new TreeSet<>(KEYS.getAsJsonObject("harmless").keySet());
    for (String kind : kinds(type)) {
      JsonElement alone = KEYS.getAsJsonObject("computes").get(kind);
      if (alone != null) {
        known.addAll(alone.getAsJsonObject().keySet());
      }
      JsonElement together = KEYS.getAsJsonObject("together").get(kind);
      if (together != null) {
        together.getAsJsonArray().forEach(o -> known.addAll(o.getAsJsonObject().keySet()));
      }
    }
    Set<String> unknown = new TreeSet<>();
    KEYS.getAsJsonObject("read").getAsJsonArray(type).forEach(k -> unknown.add(k.getAsString()));
    unknown.removeAll(known);
    assertEquals(Set.of(), unknown);
  }

  /** The context, and the log-probabilities as far as that reaches; or the words of a refusal. */
  private Object outcome() {
    int[] ids = IntStream.range(1, 22).toArray();
    try (TransformerPolicy policy = Policies.load(folder)) {
      int length = Math.min(ids.length, policy.contextLength());
      return policy.contextLength() + Arrays.toString(numbers(Arrays.copyOf(ids, length)));
    } catch (UserException e) {
      return e;
    }
  }

  private Object outcomeWith(JsonObject changes, String type) throws IOException {
    JsonObject config = JsonParser.parseString(base(type)).getAsJsonObject();
    ModelFolder.write(folder, config.toString(), 1);
    JsonObject written = ModelJson.read(folder.resolve("config.json"));
    changes.asMap().forEach(written::add);
    ModelJson.write(folder.resolve("config.json"), written);
    return outcome();
  }

  private void matters(JsonObject changes, String type, Object before) throws IOException {
    Object after = outcomeWith(changes, type);
    if (after instanceof UserException e) {
      assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
    } else {
      assertTrue(!after.equals(before), type + " passes over " + changes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "gpt2"})
  void whatChangesTheComputationIsUsedOrRefused(String type) throws IOException {
    Object before = outcomeWith(new JsonObject(), type);
    for (String kind : kinds(type)) {
      JsonObject keys = KEYS.getAsJsonObject("computes").getAsJsonObject(kind);
      for (String key : keys.keySet()) {
        for (JsonElement value : keys.getAsJsonArray(key)) {
          JsonObject change = new JsonObject();
          change.add(key, value);
          matters(change, type, before);
        }
      }
      JsonElement together = KEYS.getAsJsonObject("together").get(kind);
      if (together != null) {
        for (JsonElement change : together.getAsJsonArray()) {
          matters(change.getAsJsonObject(), type, before);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "gpt2"})
  void whatCannotMatterDoesNot(String type) throws IOException {
    Object before = outcomeWith(new JsonObject(), type);
    for (String value : List.of("null", "7", "true", "\"x\"", "{\"a\": 1}")) {
      JsonObject all = new JsonObject();
      KEYS.getAsJsonObject("harmless")
          .keySet()
          .forEach(key -> all.add(key, JsonParser.parseString(value)));
      assertEquals(before, outcomeWith(all, type), type + " with " + value);
    }
    assertTrue(before instanceof String, String.valueOf(before));
  }
}
