package org.rlhf4j.policies;

import ai.djl.Device;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rlhf4j.api.UserException;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/**
 * A model folder in Hugging Face layout, opened for reading: {@code config.json}, {@code
 * tokenizer.json}, and weights in {@code model.safetensors} or in the shards that {@code
 * model.safetensors.index.json} lists.
 */
final class Checkpoint implements AutoCloseable {

  static final String SCORE = "score.weight";
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String OUTPUT = "lm_head.weight";

  private final Path folder;
  private final ModelConfig config;
  private final List<Safetensors> files;
  private final Map<String, Safetensors> fileOf = new HashMap<>();

  private Checkpoint(Path folder, ModelConfig config, List<Safetensors> files) {
    this.folder = folder;
    this.config = config;
    this.files = files;
    files.forEach(this::add);
  }

  private void add(Safetensors file) {
    UnreadTensors.check(config, file.file(), file.names());
    for (String name : file.names()) {
      Safetensors other = fileOf.put(name, file);
      if (other != null) {
        throw new UserException(
            file.file()
                + ": tensor "
                + ShardIndex.shown(name)
                + " stands in "
                + other.file()
                + " too; which is meant?");
      }
    }
  }

  static Checkpoint open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          folder + ": is not a folder; a model is a folder with config.json and safetensors files");
    }
    Path configFile = folder.resolve("config.json");
    if (!Files.exists(configFile)) {
      throw new UserException(
          folder + ": has no config.json, so it is not a model in Hugging Face layout");
    }
    ModelConfig config = ModelConfig.of(ModelJson.read(configFile), configFile);
    List<Safetensors> files = new ArrayList<>();
    try {
      weightFiles(folder).forEach(f -> files.add(Safetensors.open(f)));
      return new Checkpoint(folder, config, files);
    } catch (RuntimeException e) {
      files.forEach(Safetensors::close);
      throw e;
    }
  }

  private static List<Path> weightFiles(Path folder) {
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      if (!Files.exists(folder.resolve(SINGLE))) {
        throw new UserException(folder + ": has neither " + SINGLE + " nor " + INDEX);
      }
      return List.of(folder.resolve(SINGLE));
    }
    return ShardIndex.files(index);
  }

  ModelConfig config() {
    return config;
  }

  Decoder decoder(Device device, Dtype type) {
    return Decoder.of(config, device, type, (weight, part) -> numbers(part.name(), part.shape()));
  }

  /** The values of a scalar head, (1, D). */
  float[] scalarHead() {
    return numbers(SCORE, 1, config.hidden()).take(config.hidden());
  }

  private TensorNumbers numbers(String name, int... shape) {
    for (String candidate : candidates(name)) {
      Safetensors file = fileOf.get(candidate);
      if (file != null) {
        return file.numbers(candidate, shape);
      }
    }
    String where = files.stream().map(f -> f.file().toString()).collect(Collectors.joining(", "));
    throw new UserException(where + ": tensor " + candidates(name).get(0) + " is missing");
  }

  // GPT-2 comes with and without the prefix of the model body; a tied embedding may be stored as
  // the output matrix.
  private List<String> candidates(String name) {
    if (name.equals(OUTPUT) || name.equals(SCORE)) {
      return List.of(name);
    }
    String full = prefix(config) + name;
    boolean embedding = name.equals("embed_tokens.weight") || name.equals("wte.weight");
    return embedding && config.tied() ? List.of(full, name, OUTPUT) : List.of(full, name);
  }

  /** What stands before the names of the body's tensors. */
  static String prefix(ModelConfig config) {
    return config.family() == ModelConfig.Family.LLAMA ? "model." : "transformer.";
  }

  TextCodec codec() {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      throw new UserException(folder + ": has no tokenizer.json");
    }
    try {
      return new TextCodec(ModelJson.read(file), stops().iterator().next(), config.vocabulary());
    } catch (UserException e) {
      throw new UserException(file + ": " + e.getMessage(), e);
    }
  }

  /** The ids that end a sequence, the one to train with first. */
  Set<Integer> stops() {
    return StopTokens.of(folder, config.outputs());
  }

  /**
   * Refuses a network with a scalar head, which cannot write.
   *
   * @throws UserException if the folder holds one
   */
  void requireLanguageModel() {
    JsonElement architectures = config.json().get("architectures");
    String text = String.valueOf(architectures);
    if (text.contains("ForSequenceClassification")) {
      throw new UserException(
          folder
              + ": is a reward model (architectures "
              + text
              + " in config.json): it gives an answer a score, has no vocabulary to write or score"
              + " tokens with, and cannot be a policy; name the folder of a language model");
    }
  }

  /** The files of the folder that are about text and are written again with a trained model. */
  Companions companions() {
    return Companions.of(folder);
  }

  @Override
  public void close() {
    files.forEach(Safetensors::close);
  }

  /**
   * Writes a model folder.
   *
   * @param scalarHead values of a scalar head (1, D), which takes the place of the output matrix;
   *     none for a policy
   */
  static void write(
      Path folder, Decoder decoder, float[] scalarHead, TextCodec codec, Companions companions) {
    ModelConfig config = decoder.config();
    boolean scalar = scalarHead.length > 0;
    JsonObject json = config.json().deepCopy();
    boolean half = decoder.type() == Dtype.BFLOAT16;
    json.remove("dtype");
    json.addProperty("torch_dtype", half ? "bfloat16" : "float32");
    JsonArray architectures = new JsonArray();
    architectures.add(architecture(json.get("model_type").getAsString(), scalar));
    json.add("architectures", architectures);
    if (scalar) {
      json.addProperty("num_labels", 1);
    }
    WholeFolder.write(
        folder,
        partial -> {
          companions.write(partial);
          ModelJson.write(partial.resolve("tokenizer.json"), codec.json());
          ModelJson.write(partial.resolve("config.json"), json);
          Safetensors.write(
              partial.resolve(SINGLE), tensors(decoder, scalarHead), half ? "BF16" : "F32");
        });
  }

  private static String architecture(String type, boolean scalar) {
    String family =
        switch (type) {
          case "gpt2" -> "GPT2";
          case "llama" -> "Llama";
          case "mistral" -> "Mistral";
          case "qwen2" -> "Qwen2";
          default -> "Qwen3";
        };
    return family
        + (scalar
            ? "ForSequenceClassification"
            : family.equals("GPT2") ? "LMHeadModel" : "ForCausalLM");
  }

  private static Map<String, Safetensors.Tensor> tensors(Decoder decoder, float[] scalarHead) {
    ModelConfig config = decoder.config();
    Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    List<Weight> layout = Weight.layout(config);
    for (int place = 0; place < layout.size(); place++) {
      Weight weight = layout.get(place);
      if (!weight.present()) {
        continue;
      }
      long at = 0;
      for (Weight.Part part : weight.parts()) {
        boolean output = part.name().equals(OUTPUT);
        if (!(output && scalarHead.length > 0)) {
          tensors.put(
              output ? OUTPUT : prefix(config) + part.name(),
              new Safetensors.Tensor(part.shape(), decoder.numbers(place, at)));
        }
        at += part.size();
      }
    }
    if (scalarHead.length > 0) {
      tensors.put(
          SCORE,
          new Safetensors.Tensor(new int[] {1, config.hidden()}, TensorNumbers.of(scalarHead)));
    }
    return tensors;
  }
}
