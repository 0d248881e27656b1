package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rlhf4j.api.UserException;

/**
 * An adapter's folder as Hugging Face's PEFT has it: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}.
 *
 * @param folder where it lies
 * @param config the first of the two files
 */
record Peft(Path folder, JsonObject config) {

  static final String CONFIG = "adapter_config.json";
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String PREFIX = "base_model.model.";
  private static final String DOWN = ".lora_A.weight";
  private static final String UP = ".lora_B.weight";

  /**
   * What changes how an adapter is computed, beside what is known here, with its harmless value.
   */
  private static final Map<String, Set<String>> HARMLESS =
      Map.of(
          "use_dora", Set.of("false"),
          "bias", Set.of("\"none\""),
          "lora_bias", Set.of("false"),
          "use_qalora", Set.of("false"),
          "rank_pattern", Set.of("{}"),
          "alpha_pattern", Set.of("{}"),
          "modules_to_save", Set.of("[]"),
          "layer_replication", Set.of("[]"),
          "init_lora_weights",
              Set.of("true", "false", "\"gaussian\"", "\"eva\"", "\"orthogonal\""));

  private static final List<String> UNKNOWN =
      List.of(
          "trainable_token_indices",
          "target_parameters",
          "alora_invocation_tokens",
          "corda_config");

  /** Whether a folder holds an adapter and not a model. */
  static boolean isAdapter(Path folder) {
    return Files.exists(folder.resolve(CONFIG)) && !Files.exists(folder.resolve("config.json"));
  }

  /**
   * Opens the folder of an adapter.
   *
   * @throws UserException if it is of a kind that is not supported
   */
  static Peft open(Path folder) {
    Peft peft = new Peft(folder, ModelJson.read(folder.resolve(CONFIG)));
    peft.require("peft_type", peft.config.get("peft_type"), Set.of("\"LORA\""));
    HARMLESS.forEach(
        (name, values) -> {
          JsonElement value = peft.config.get(name);
          if (value != null && !value.isJsonNull()) {
            peft.require(name, value, values);
          }
        });
    for (String name : UNKNOWN) {
      JsonElement value = peft.config.get(name);
      if (value != null && !value.isJsonNull()) {
        peft.require(name, value, Set.of("null"));
      }
    }
    return peft;
  }

  private void require(String name, JsonElement value, Set<String> values) {
    if (!values.contains(String.valueOf(value))) {
      throw wrong(
          name
              + " is "
              + value
              + ", which is not supported; it can be "
              + values.stream().sorted().collect(Collectors.joining(", ")));
    }
  }

  private UserException wrong(String what) {
    return new UserException(folder.resolve(CONFIG) + ": " + what);
  }

  /**
   * The folder of the model that the adapter belongs to.
   *
   * @throws UserException if {@code base_model_name_or_path} is no folder here
   */
  Path base() {
    if (!(config.get("base_model_name_or_path") instanceof JsonPrimitive name && name.isString())) {
      throw wrong("has no base_model_name_or_path, so its model is not known");
    }
    for (Path place : List.of(folder.resolve(name.getAsString()), Path.of(name.getAsString()))) {
      if (Files.exists(place.resolve("config.json"))) {
        return place.toAbsolutePath().normalize();
      }
    }
    throw wrong(
        "base_model_name_or_path is "
            + name
            + ", and there is no folder of that name with a config.json; write the folder of that"
            + " model there");
  }

  /** The model with this adapter beside its weights. */
  Decoder beside(Decoder base, Path baseFolder) {
    Path file = folder.resolve(WEIGHTS);
    if (!Files.exists(file)) {
      throw new UserException(folder + ": has " + CONFIG + ", but no " + WEIGHTS);
    }
    try (Safetensors weights = Safetensors.open(file)) {
      String prefix = PREFIX + Checkpoint.prefix(base.config());
      LowRank shape = shape(base.config(), weights, prefix, baseFolder);
      return base.withAdapter(
          shape,
          decoder ->
              Adapter.of(
                  decoder,
                  shape,
                  false,
                  (slot, module) ->
                      weights.numbers(
                          prefix + module + (slot.down() ? DOWN : UP),
                          slot.down() ? shape.rank() : slot.shape()[0],
                          slot.shape()[1])));
    }
  }

  private LowRank shape(ModelConfig base, Safetensors weights, String prefix, Path baseFolder) {
    int rank = number("r").getAsInt();
    boolean stabilized =
        config.get("use_rslora") instanceof JsonPrimitive flag && flag.getAsBoolean();
    Map<String, Weight.Part> parts = new LinkedHashMap<>();
    LowRank.adaptable(base).forEach(w -> w.parts().forEach(p -> parts.put(LowRank.module(p), p)));
    Set<String> modules = new LinkedHashSet<>();
    for (String name : weights.names()) {
      boolean down = name.endsWith(DOWN);
      String bare = name.substring(0, Math.max(0, name.length() - DOWN.length()));
      String module = bare.startsWith(prefix) ? bare.substring(prefix.length()) : bare;
      Weight.Part part = down || name.endsWith(UP) ? parts.get(module) : null;
      if (part == null || !bare.startsWith(prefix)) {
        throw misfit(
            weights, "has the tensor " + name + ", and no such matrix can be adapted", baseFolder);
      }
      long[] wanted =
          down
              ? new long[] {rank, LowRank.in(base, part)}
              : new long[] {LowRank.out(base, part), rank};
      if (!Arrays.equals(wanted, weights.shape(name))) {
        throw misfit(
            weights,
            "tensor "
                + name
                + " has the shape "
                + Arrays.toString(weights.shape(name))
                + " where rank "
                + rank
                + " and the matrix need "
                + Arrays.toString(wanted),
            baseFolder);
      }
      modules.add(module);
    }
    if (modules.isEmpty()) {
      throw misfit(weights, "holds no tensors", baseFolder);
    }
    return new LowRank(rank, number("lora_alpha").getAsDouble(), stabilized, modules);
  }

  private static UserException misfit(Safetensors weights, String what, Path baseFolder) {
    return new UserException(
        weights.file()
            + ": "
            + what
            + " in the model "
            + baseFolder
            + "; the adapter belongs to another model, or is of a kind that is not supported");
  }

  private JsonPrimitive number(String name) {
    if (config.get(name) instanceof JsonPrimitive number
        && number.isNumber()
        && number.getAsDouble() > 0) {
      return number;
    }
    throw wrong(name + " is " + config.get(name) + ", not a number above 0");
  }

  /**
   * Writes a folder.
   *
   * @param base of the model that the adapter stands beside
   * @param scalarHead the head of a scalar model (1, D), or none
   */
  static void write(
      Path folder,
      Decoder decoder,
      Adapter adapter,
      Path base,
      float[] scalarHead,
      TokenizerFiles text) {
    ModelConfig model = decoder.config();
    WholeFolder.write(
        folder,
        partial -> {
          text.companions().write(partial);
          ModelJson.write(partial.resolve("tokenizer.json"), text.codec().json());
          ModelJson.write(
              partial.resolve(CONFIG), json(model, adapter.shape(), base, scalarHead.length > 0));
          Safetensors.write(partial.resolve(WEIGHTS), tensors(decoder, adapter, scalarHead), "F32");
        });
  }

  private static JsonObject json(ModelConfig model, LowRank shape, Path base, boolean scalar) {
    JsonObject json = new JsonObject();
    json.addProperty("peft_type", "LORA");
    json.addProperty("task_type", scalar ? "SEQ_CLS" : "CAUSAL_LM");
    json.addProperty("base_model_name_or_path", base.toString());
    json.addProperty("r", shape.rank());
    boolean whole = shape.alpha() == Math.rint(shape.alpha());
    json.addProperty("lora_alpha", whole ? (Number) (long) shape.alpha() : shape.alpha());
    json.addProperty("use_rslora", shape.rankStabilized());
    json.addProperty("lora_dropout", 0.0);
    json.addProperty("bias", "none");
    json.addProperty("fan_in_fan_out", LowRank.transposed(model));
    json.addProperty("inference_mode", true);
    JsonArray targets = new JsonArray();
    targets(model, shape).forEach(targets::add);
    json.add("target_modules", targets);
    if (scalar) {
      JsonArray saved = new JsonArray();
      saved.add("score");
      json.add("modules_to_save", saved);
    }
    return json;
  }

  // The shortest names that mean these matrices and no others.
  private static Set<String> targets(ModelConfig model, LowRank shape) {
    List<String> all =
        LowRank.adaptable(model).stream()
            .flatMap(w -> w.parts().stream())
            .map(LowRank::module)
            .toList();
    for (int words = 1; words <= 2; words++) {
      Set<String> names = new TreeSet<>();
      for (String module : shape.modules()) {
        String[] parts = module.split("\\.", -1);
        names.add(String.join(".", Arrays.copyOfRange(parts, parts.length - words, parts.length)));
      }
      boolean exact =
          all.stream()
              .filter(m -> names.stream().anyMatch(n -> m.endsWith("." + n)))
              .allMatch(shape.modules()::contains);
      if (exact) {
        return names;
      }
    }
    return new TreeSet<>(shape.modules());
  }

  private static Map<String, Safetensors.Tensor> tensors(
      Decoder decoder, Adapter adapter, float[] scalarHead) {
    Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
    String prefix = PREFIX + Checkpoint.prefix(decoder.config());
    int rank = adapter.shape().rank();
    for (int i = 0; i < adapter.slots().size(); i++) {
      LowRank.Slot slot = adapter.slots().get(i);
      int rows = slot.down() ? rank : slot.shape()[0];
      int columns = slot.shape()[1];
      long at = 0;
      for (String module : slot.modules()) {
        tensors.put(
            prefix + module + (slot.down() ? DOWN : UP),
            new Safetensors.Tensor(
                new int[] {rows, columns}, Pieces.download(decoder, adapter.tensors().get(i), at)));
        at += (long) rows * columns;
      }
    }
    if (scalarHead.length > 0) {
      tensors.put(
          PREFIX + Checkpoint.SCORE,
          new Safetensors.Tensor(new int[] {1, scalarHead.length}, TensorNumbers.of(scalarHead)));
    }
    return tensors;
  }
}
