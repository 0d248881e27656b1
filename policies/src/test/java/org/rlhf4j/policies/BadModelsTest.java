package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.ScalarModel;

/** A folder that does not fit gives one sentence that names the file and the tensor. */
class BadModelsTest {

  @TempDir Path folder;

  @BeforeEach
  void goodModel() throws IOException {
    ModelFolder.write(
        folder,
        """
        {"model_type": "llama", "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 1,
         "num_attention_heads": 2, "max_position_embeddings": 16, "tie_word_embeddings": false}
        """,
        2);
  }

  private void refused(String... words) {
    UserException e = assertThrows(UserException.class, () -> Policies.load(folder).close());
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), "expected \"" + word + "\" in: " + e.getMessage());
    }
  }

  private void edit(String file, String from, String to) throws IOException {
    String text = Files.readString(folder.resolve(file));
    assertTrue(text.contains(from), text);
    Files.writeString(folder.resolve(file), text.replace(from, to));
  }

  @Test
  void loadsAsItIs() {
    Policies.load(folder).close();
  }

  @Test
  void wrongShape() throws IOException {
    edit("config.json", "\"intermediate_size\": 12", "\"intermediate_size\": 16");
    refused("model-0000", "mlp.", "[12, 8]", "[16, 8]");
  }

  @Test
  void missingTensor() throws IOException {
    edit("config.json", "\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2");
    refused("model-00001", "model.layers.1.input_layernorm.weight", "missing");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
  void weightsThatAreNotFinite(float bad) throws IOException {
    Path file = folder.resolve("model-00002-of-00002.safetensors");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(number.putFloat(bad).flip(), channel.size() - 4);
    }
    refused("model-00002-of-00002.safetensors", "tensor model.", Float.toString(bad));
  }

  @Test
  void unknownArchitecture() throws IOException {
    edit("config.json", "\"llama\"", "\"bloom\"");
    refused("config.json", "bloom", "llama", "gpt2");
  }

  @Test
  void truncatedFile() throws IOException {
    Path file = folder.resolve("model-00002-of-00002.safetensors");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 5);
    }
    refused("model-00002-of-00002.safetensors", "truncated", "tensor");
  }

  @Test
  void cutWithinTheHeader() throws IOException {
    Files.write(
        folder.resolve("model-00001-of-00002.safetensors"),
        new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{'});
    refused("model-00001-of-00002.safetensors", "truncated");
  }

  @Test
  void notSafetensors() throws IOException {
    Files.writeString(
        folder.resolve("model-00001-of-00002.safetensors"), "version https://git-lfs");
    refused("model-00001-of-00002.safetensors", "not a safetensors file");
  }

  @Test
  void missingShard() throws IOException {
    Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
    refused("index.json", "model-00002-of-00002.safetensors");
  }

  @Test
  void missingFiles() throws IOException {
    Files.delete(folder.resolve("tokenizer.json"));
    refused("tokenizer.json");
    Files.delete(folder.resolve("config.json"));
    refused("config.json");
  }

  @Test
  void noEndOfSequence() throws IOException {
    edit("config.json", "\"eos_token_id\": 2", "\"eos_token_id\": null");
    refused("eos_token_id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"tie_word_embeddings\": false | \"tie_word_embeddings\": {} | tie_word_embeddings",
        "\"tie_word_embeddings\": false | \"tie_word_embeddings\": \"yes\" | tie_word_embeddings",
        "\"llama\" | [\"llama\"] | model_type",
        "\"model_type\" | \"rope_scaling\": \"x\", \"model_type\" | rope_scaling",
        "\"model_type\" | \"rope_theta\": 0, \"model_type\" | rope_theta",
        "\"max_position_embeddings\": 16 | \"max_position_embeddings\": 2147483647 |"
            + " max_position_embeddings",
        "\"num_hidden_layers\": 1 | \"num_hidden_layers\": 1000000000 | layers",
        "\"hidden_size\": 8 | \"hidden_size\": 2000000000 | 2000000000",
        "\"model_type\" | \"rms_norm_eps\": -1, \"model_type\" | epsilon",
        "\"eos_token_id\": 2 | \"eos_token_id\": {} | eos_token_id",
        "\"eos_token_id\": 2 | \"eos_token_id\": [2, \"x\"] | eos_token_id",
        "\"eos_token_id\": 2 | \"eos_token_id\": 23 | eos_token_id",
        "\"eos_token_id\": 2 | \"eos_token_id\": -1 | eos_token_id",
      })
  void valuesThatDoNotServe(String from, String to, String word) throws IOException {
    edit("config.json", from, to);
    refused("config.json", word);
  }

  @Test
  void anIndexThatNamesNoFile() throws IOException {
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\": {\"a.weight\": [1]}}");
    refused("index.json", "a.weight", "[1]");
    Files.writeString(index, "{\"weight_map\": {}}");
    refused("index.json", "empty");
  }

  @Test
  void negativeOffsets() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[-16,-8]}}       ";
    ByteBuffer file = ByteBuffer.allocate(8 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("model-00001-of-00002.safetensors"), file.array());
    refused("model-00001-of-00002.safetensors", "tensor a", "negative");
  }

  @Test
  void aTokenizerThatKnowsMoreThanTheModel() throws IOException {
    edit(
        "tokenizer.json",
        "\"added_tokens\": [",
        "\"added_tokens\": [{\"id\": 23, \"content\": \"<x>\", \"single_word\": false, \"lstrip\":"
            + " false, \"rstrip\": false, \"normalized\": false, \"special\": true},");
    try (TransformerPolicy policy = Policies.load(folder)) {
      UserException e =
          assertThrows(UserException.class, () -> policy.encode(new Prompt("1", "wd <x>")));
      assertTrue(e.getMessage().contains("\"<x>\" the id 23"), e.getMessage());
    }
  }

  @Test
  void aModelThatWasAPartOfAPolicySaysSo() throws IOException {
    Files.writeString(
        folder.resolve("rlhf4j-policy.json"), "{\"kind\": \"x\", \"note\": \"only a part\"}");
    List<String> notes = new ArrayList<>();
    Policies.Context context =
        new Policies.Context() {
          @Override
          public RunLog log() {
            return new RunLog() {
              @Override
              public void step(int step, Record metrics) {}

              @Override
              public Progress progress(String task, long total, String unit) {
                return (done, detail) -> {};
              }

              @Override
              public void note(String line) {
                notes.add(line);
              }
            };
          }
        };
    var options =
        Policies.options(folder.toString(), null, TransformerOptions.Dtype.FLOAT32, 2048, 64);
    new TransformerPlugin().create(options, context).close();
    assertEquals(List.of(folder + ": only a part"), notes);
  }

  @Test
  void aRewardModelIsNoPolicy() throws IOException {
    Path reward = folder.resolve("reward");
    try (TransformerPolicy policy = Policies.load(folder);
        ScalarModel network = policy.newScalarModel(RandomStream.ofSeed(1))) {
      network.save(reward);
    }
    UserException e = assertThrows(UserException.class, () -> Policies.load(reward).close());
    assertTrue(e.getMessage().contains("is a reward model"), e.getMessage());
  }

  @Test
  void aModelThatCannotBeWrittenLeavesNothing() throws IOException {
    Path blocked = Files.writeString(folder.resolve("file"), "no folder");
    Path parent = Files.createDirectory(folder.resolve("models"));
    try (TransformerPolicy policy = Policies.load(folder)) {
      UserException e =
          assertThrows(UserException.class, () -> policy.save(blocked.resolve("model")));
      assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
      IOException full = new IOException("No space left on device");
      UserException f =
          assertThrows(
              UserException.class,
              () ->
                  WholeFolder.write(
                      parent.resolve("sft"),
                      partial -> {
                        Files.writeString(partial.resolve("config.json"), "{");
                        throw full;
                      }));
      assertTrue(f.getMessage().contains("No space left on device"), f.getMessage());
      try (Stream<Path> left = Files.list(parent)) {
        assertEquals(List.of(), left.toList());
      }
      policy.save(parent.resolve("sft"));
      Files.writeString(parent.resolve("sft/config.json"), "{}");
      policy.save(parent.resolve("sft"));
      Policies.load(parent.resolve("sft")).close();
    }
  }

  @Test
  void unsupportedFeatures() throws IOException {
    edit("config.json", "\"model_type\"", "\"hidden_act\": \"gelu\", \"model_type\"");
    refused("hidden_act", "gelu", "silu");
  }

  @Test
  void malformedConfiguration() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": ");
    refused("config.json", "JSON");
  }
}
