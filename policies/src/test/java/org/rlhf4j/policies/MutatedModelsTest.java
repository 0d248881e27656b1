package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;

/**
 * Damaged model folders. Each file is changed in a hundred ways; the model then either loads and
 * computes finite numbers, or is refused in a sentence that names the file.
 */
class MutatedModelsTest {

  private static final int MUTATIONS = 100;

  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1",
          "2.5",
          "99999",
          "2147483648",
          "-1e308",
          "1e999",
          "\"\"",
          "\"x\"",
          "\"\\u0000\"",
          "\"../x.safetensors\"",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "{\"a\": 1}",
          "1e-320",
          "123456789012345678901234567890");

  @TempDir Path folder;

  private void write() throws IOException {
    ModelFolder.write(
        folder,
        """
        {"model_type": "llama", "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 1,
         "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 4, "max_position_embeddings": 32,
         "tie_word_embeddings": false, "attention_bias": true, "mlp_bias": false, "hidden_act": "silu",
         "rms_norm_eps": 1e-5, "rope_parameters": {"rope_type": "llama3", "rope_theta": 100.0, "factor": 8.0,
          "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16},
         "layer_types": ["full_attention"], "sliding_window": null}
        """,
        2);
    Files.writeString(
        folder.resolve("generation_config.json"),
        "{\"eos_token_id\": [2, 1], \"bos_token_id\": 1}");
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"eos_token": {"content": "</s>", "special": true}, "bos_token": "<s>", "add_bos_token": true,
         "chat_template": [{"name": "default",
          "template": "{% for m in messages %}{{ m['content'] }} {{ eos_token }}{% endfor %}"}]}
        """);
  }

  private void tryIt(String file, String change) {
    try (TransformerPolicy policy = Policies.load(folder)) {
      Prompt prompt = new Prompt("p", "wd we");
      TokenRow row = policy.encode(prompt, Answer.ofText("wf wg"));
      if (row.length() <= policy.contextLength()) {
        for (float x : policy.logProbs(List.of(row), 1).get(0)) {
          assertTrue(Float.isFinite(x), change);
        }
        policy.generate(List.of(prompt), 1, Decoding.sampling(1, 2), RandomStream.ofSeed(1));
      }
      policy.decode(row.completion());
      policy.hasToken("<s>");
    } catch (UserException e) {
      boolean named = e.getMessage().contains(file) || e.getMessage().contains("config.json");
      assertTrue(named && e.getMessage().length() < 2000, change + ": " + e.getMessage());
    } catch (Throwable e) { // also StackOverflowError and the like
      fail(change + ": " + e, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "generation_config.json",
        "tokenizer_config.json",
        "tokenizer.json",
        "model.safetensors.index.json"
      })
  void jsonFiles(String name) throws IOException {
    Random random = new Random(7);
    write();
    Path file = folder.resolve(name);
    String good = Files.readString(file);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bad =
          i % 2 == 0 ? values(good, random) : bytes(good.getBytes(StandardCharsets.UTF_8), random);
      Files.write(file, bad);
      tryIt(name, name + " " + i + "\n" + new String(bad, StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"values", "bytes"})
  void headersOfTensors(String kind) throws IOException {
    Random random = new Random(8);
    write();
    String name = "model-00001-of-00002.safetensors";
    Path file = folder.resolve(name);
    byte[] good = Files.readAllBytes(file);
    int length = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(good, 8, length, StandardCharsets.UTF_8);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bad = good.clone();
      if (kind.equals("values")) {
        byte[] changed = values(header, random);
        ByteBuffer out =
            ByteBuffer.allocate(good.length - length + changed.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(changed.length).put(changed).put(good, 8 + length, good.length - 8 - length);
        bad = out.array();
      } else {
        byte[] head = bytes(Arrays.copyOf(good, 8 + length), random);
        ByteBuffer out = ByteBuffer.allocate(head.length + good.length - 8 - length);
        bad = out.put(head).put(good, 8 + length, good.length - 8 - length).array();
      }
      Files.write(file, bad);
      int end = Math.min(bad.length, length + 40);
      tryIt(name, name + " " + i + "\n" + new String(bad, 0, end, StandardCharsets.ISO_8859_1));
    }
  }

  /** One value of the file, however deep, becomes another, goes, or comes twice. */
  private static byte[] values(String good, Random random) {
    JsonElement root = JsonParser.parseString(good);
    List<Runnable> changes = new ArrayList<>();
    collect(root, changes, random);
    changes.get(random.nextInt(changes.size())).run();
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void collect(JsonElement node, List<Runnable> changes, Random random) {
    JsonElement odd = JsonParser.parseString(ODD.get(random.nextInt(ODD.size())));
    if (node instanceof JsonObject object) {
      for (String key : List.copyOf(object.keySet())) {
        changes.add(() -> object.add(key, odd));
        changes.add(() -> object.remove(key));
        changes.add(() -> object.add(key + "x", object.remove(key)));
        collect(object.get(key), changes, random);
      }
    } else if (node instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        int place = i;
        changes.add(() -> array.set(place, odd));
        changes.add(() -> array.remove(place));
        changes.add(() -> array.add(array.get(place)));
        collect(array.get(i), changes, random);
      }
    }
  }

  /** A few bytes become others, go, or come. */
  private static byte[] bytes(byte[] good, Random random) {
    byte[] bad = good.clone();
    int place = random.nextInt(bad.length);
    switch (random.nextInt(4)) {
      case 0 -> bad[place] = (byte) random.nextInt(256);
      case 1 -> bad[place] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bad = Arrays.copyOf(bad, place);
      default -> {
        int to = Math.min(bad.length, place + 1 + random.nextInt(5));
        byte[] shorter = new byte[bad.length - (to - place)];
        System.arraycopy(bad, 0, shorter, 0, place);
        System.arraycopy(bad, to, shorter, place, bad.length - to);
        bad = shorter;
      }
    }
    return bad;
  }
}
