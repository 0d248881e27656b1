package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.UserException;

/**
 * A folder whose files lie about each other is refused with file, value and what may stand there.
 */
class HostileModelsTest {

  private static final String SHARD = "model-00002-of-00002.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void goodModel() throws IOException {
    folder = temp.resolve("model");
    ModelFolder.write(
        folder,
        """
        {"model_type": "llama", "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2,
         "num_attention_heads": 2, "max_position_embeddings": 16, "tie_word_embeddings": false}
        """,
        2);
  }

  private void refused(String... words) {
    UserException e = assertThrows(UserException.class, () -> Policies.load(folder).close());
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), "expected \"" + word + "\" in: " + e.getMessage());
    }
    assertFalse(e.getMessage().contains("\0"), e.getMessage());
  }

  private void edit(String file, String from, String to) throws IOException {
    String text = Files.readString(folder.resolve(file));
    assertTrue(text.contains(from), text);
    Files.writeString(folder.resolve(file), text.replace(from, to));
  }

  @Test
  void aShardOutsideOfTheFolder() throws IOException {
    Path outside = temp.resolve("outside.safetensors");
    Files.move(folder.resolve(SHARD), outside);
    for (String name :
        new String[] {
          "../outside.safetensors",
          outside.toString(),
          "./" + SHARD,
          "sub/" + SHARD,
          "..\\\\outside.safetensors"
        }) {
      edit(INDEX, "\"" + SHARD + "\"", "\"" + name + "\"");
      refused(INDEX, "weight_map", name.replace("\\\\", "\\"), "name of a file in this folder");
      edit(INDEX, "\"" + name + "\"", "\"" + SHARD + "\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a\\u0000b.safetensors", "config.json", "a\\nb.safetensors"})
  void aShardWithoutAProperName(String name) throws IOException {
    edit(INDEX, "\"" + SHARD + "\"", "\"" + name + "\"");
    refused(INDEX, "weight_map", "name of a file in this folder");
  }

  @Test
  void linksAsInACacheOfDownloadsServe() throws IOException {
    Path blobs = Files.createDirectory(temp.resolve("blobs"));
    Files.move(folder.resolve(SHARD), blobs.resolve("e3b0c442"));
    Files.createSymbolicLink(folder.resolve(SHARD), Path.of("../blobs/e3b0c442"));
    Policies.load(folder).close();
  }

  @Test
  void aTensorThatStandsInTwoShards() throws IOException {
    Files.copy(folder.resolve(SHARD), folder.resolve("model-00003-of-00002.safetensors"));
    edit(
        INDEX,
        "{\n  \"weight_map\": {",
        "{\n  \"weight_map\": {\"x\": \"model-00003-of-00002.safetensors\",");
    refused("model-00003-of-00002.safetensors", SHARD, "tensor model.");
  }

  @Test
  void aLayerThatTheConfigurationDoesNotName() throws IOException {
    edit("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
    refused("safetensors", "model.layers.1.", "config.json");
  }

  @Test
  void aBiasThatTheConfigurationDoesNotName() throws IOException {
    ModelFolder.write(
        folder,
        """
        {"model_type": "llama", "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 1,
         "num_attention_heads": 2, "max_position_embeddings": 16, "attention_bias": true}
        """,
        2);
    edit("config.json", "\"attention_bias\": true", "\"attention_bias\": false");
    refused("safetensors", "self_attn.", ".bias", "config.json");
  }

  private void rewriteHeader(String from, String to) throws IOException {
    Path file = folder.resolve(SHARD);
    byte[] all = Files.readAllBytes(file);
    int length = (int) ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(all, 8, length, StandardCharsets.UTF_8);
    assertTrue(header.contains(from), header);
    byte[] changed =
        header
            .replaceFirst(java.util.regex.Pattern.quote(from), to)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(8 + changed.length + all.length - 8 - length)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(changed.length).put(changed).put(all, 8 + length, all.length - 8 - length);
    Files.write(file, out.array());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"shape\":[8] | \"shape\":[8.5]",
        "\"shape\":[8] | \"shape\":[\"8\"]",
        "\"shape\":[8] | \"shape\":[1e999]",
        "\"shape\":[8] | \"shape\":[8,4611686018427387904,4]",
        "\"shape\":[8] | \"shape\":8",
        "\"dtype\":\"F32\" | \"dtype\":32",
        "\"dtype\":\"F32\" | \"dtype\":\"F4\"",
        "\"data_offsets\":[0, | \"data_offsets\":[0.5,",
        "\"data_offsets\":[0, | \"data_offsets\":[",
        "\"data_offsets\":[0, | \"data_offsets\":[0,0,",
        "{\"__metadata__\" | {\"a\":5,\"__metadata__\"",
        "{\"__metadata__\" | {__metadata__",
      })
  void aHeaderThatDoesNotServe(String from, String to) throws IOException {
    rewriteHeader(from, to);
    refused(SHARD);
  }

  @Test
  void tensorsThatShareTheirBytes() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
    ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 12).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve(SHARD), file.array());
    refused(SHARD, "tensor b", "tensor a");
  }

  @Test
  void bytesThatBelongToNoTensor() throws IOException {
    Files.write(folder.resolve(SHARD), new byte[16], StandardOpenOption.APPEND);
    refused(SHARD, "16 bytes");
  }

  @ParameterizedTest
  @ValueSource(floats = {3e38f, -3e38f, 1e9f})
  void weightsThatAreTooLargeToComputeWith(float bad) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(SHARD), StandardOpenOption.WRITE)) {
      ByteBuffer number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(number.putFloat(bad).flip(), channel.size() - 4);
    }
    refused(SHARD, "tensor model.", Float.toString(bad), "-1000000 to 1000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999", "-1", "\"x\"", "2.5", "23", "[]", "[2, -1]", "true", "1e300"})
  void anEndOfSequenceThatIsNoToken(String id) throws IOException {
    for (String file : new String[] {"config.json", "generation_config.json"}) {
      String other = file.equals("config.json") ? "generation_config.json" : "config.json";
      Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": 2}");
      String before = Files.readString(folder.resolve(file));
      edit(file, "\"eos_token_id\": 2", "\"eos_token_id\": " + id);
      refused(file, "eos_token_id", "0 to 22");
      Files.writeString(folder.resolve(file), before);
      assertTrue(Files.exists(folder.resolve(other)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "config.json | {'model_type': 1}",
        "config.json | {\"model_type\": \"llama\"} x",
        "config.json | [1]",
        "config.json | {\"model_type\": \"llama\", \"vocab_size\": NaN}",
        "generation_config.json | {\"eos_token_id\": 2,}",
        "tokenizer_config.json | {\"eos_token\": 5}",
        "tokenizer_config.json | {\"eos_token\": {\"content\": 5}}",
        "tokenizer_config.json | {\"bos_token\": [\"<s>\"]}",
        "tokenizer.json | {}",
        "tokenizer.json | {\"model\": 5}",
        "tokenizer.json | {\"model\": {\"type\": \"WordLevel\", \"vocab\": {}, \"unk_token\":"
            + " \"x\"}}",
        "model.safetensors.index.json | {\"weight_map\": []}",
        "model.safetensors.index.json | 5",
      })
  void aFileThatIsNotWhatItShouldBe(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    refused(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"decoder\": null | \"decoder\": 1e999",
        "\"normalizer\": null | \"normalizer\": {\"type\": \"Prepend\", \"prepend\": -1e999}",
        "\"decoder\": null | \"decoder\": DEEP",
        "\"ids\": [ | \"ids\": [7,",
        "\"special_tokens\": { | \"special_tokens\": {}, \"others\": {"
      })
  void aTokenizerThatWouldEndTheProcess(String change) throws IOException {
    String[] parts = change.split(" \\| ", -1);
    String deep = "[".repeat(200) + "]".repeat(200);
    edit("tokenizer.json", parts[0], parts[1].replace("DEEP", deep));
    refused("tokenizer.json");
  }

  @Test
  void aFileThatIsNotText() throws IOException {
    Files.write(
        folder.resolve("config.json"), new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    refused("config.json", "UTF-8");
  }
}
