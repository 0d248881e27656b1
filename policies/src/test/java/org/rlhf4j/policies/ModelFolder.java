package org.rlhf4j.policies;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes small model folders with random weights, as other programs would. */
final class ModelFolder {

  static final int VOCABULARY = 23;

  private ModelFolder() {}

  /** Writes a folder in {@code shards} files. */
  static Path write(Path folder, String config, int shards) throws IOException {
    JsonObject json = JsonParser.parseString(config).getAsJsonObject();
    json.addProperty("vocab_size", VOCABULARY);
    json.addProperty("eos_token_id", 2);
    json.addProperty("bos_token_id", 1);
    Files.createDirectories(folder);
    ModelJson.write(folder.resolve("config.json"), json);
    String words =
        IntStream.range(3, VOCABULARY)
            .mapToObj(i -> "w" + (char) ('a' + i))
            .collect(Collectors.joining(" "));
    ModelJson.write(folder.resolve("tokenizer.json"), WordTokenizer.of(List.of(words)));
    ModelConfig parsed = ModelConfig.of(json, folder.resolve("config.json"));
    writeWeights(folder, tensors(parsed), shards);
    return folder;
  }

  private static Map<String, Safetensors.Tensor> tensors(ModelConfig config) {
    Random random = new Random(5);
    String prefix = config.family() == ModelConfig.Family.LLAMA ? "model." : "transformer.";
    Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    for (Weight weight : Weight.layout(config)) {
      for (Weight.Part part : weight.parts()) {
        float[] values = new float[(int) part.size()];
        for (int i = 0; i < values.length; i++) {
          double x = random.nextGaussian();
          values[i] = (float) (weight.kind() == Weight.Kind.GAIN ? 1 + 0.2 * x : 0.4 * x);
        }
        boolean output = part.name().equals("lm_head.weight");
        tensors.put(
            output ? part.name() : prefix + part.name(),
            new Safetensors.Tensor(part.shape(), TensorNumbers.of(values)));
      }
    }
    return tensors;
  }

  private static void writeWeights(Path folder, Map<String, Safetensors.Tensor> all, int shards)
      throws IOException {
    if (shards == 1) {
      Safetensors.write(folder.resolve("model.safetensors"), all, "F32");
      return;
    }
    JsonObject map = new JsonObject();
    for (int s = 0; s < shards; s++) {
      String name = "model-0000%d-of-0000%d.safetensors".formatted(s + 1, shards);
      Map<String, Safetensors.Tensor> own = new LinkedHashMap<>();
      int i = 0;
      for (Map.Entry<String, Safetensors.Tensor> e : all.entrySet()) {
        if (i++ % shards == s) {
          own.put(e.getKey(), e.getValue());
          map.addProperty(e.getKey(), name);
        }
      }
      Safetensors.write(folder.resolve(name), own, "F32");
    }
    JsonObject index = new JsonObject();
    index.add("weight_map", map);
    ModelJson.write(folder.resolve("model.safetensors.index.json"), index);
  }
}
