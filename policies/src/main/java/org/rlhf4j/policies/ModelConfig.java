package org.rlhf4j.policies;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.UserException;

/**
 * The numbers that define a decoder, read from a Hugging Face {@code config.json}.
 *
 * @param family which program runs it
 * @param vocabulary rows of the embedding, control tokens included
 * @param controlTokens the last this many rows are read but never written: they have no logits
 * @param hidden hidden size
 * @param layers number of layers
 * @param heads query heads
 * @param kvHeads key/value heads; each is shared by heads / kvHeads query heads
 * @param headDim size of a head
 * @param mlp inner size of the feed-forward part
 * @param context longest sequence
 * @param epsilon of the norms
 * @param tied whether the output matrix is the embedding
 * @param qkvBias whether query, key and value have biases
 * @param outputBias whether the attention output has a bias
 * @param mlpBias whether the feed-forward matrices have biases
 * @param qkNorm whether queries and keys are normed (Qwen3)
 * @param rope rotary positions; unused by GPT-2
 * @param json the whole file, from which it is written again
 */
record ModelConfig(
    Family family,
    int vocabulary,
    int controlTokens,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int mlp,
    int context,
    double epsilon,
    boolean tied,
    boolean qkvBias,
    boolean outputBias,
    boolean mlpBias,
    boolean qkNorm,
    Rope rope,
    JsonObject json) {

  /** Which program runs a model. */
  enum Family {
    LLAMA,
    GPT2
  }

  private static final int MOST_LAYERS = 1000;
  private static final int LARGEST_SIZE = 10_000_000;
  private static final int LARGEST_TABLE = 1 << 25; // cosines of positions, 128 MiB

  static final String CONTROL_TOKENS = "rlhf4j_control_tokens";

  private static final List<String> LLAMA_LIKE = List.of("llama", "mistral", "qwen2", "qwen3");

  /** Logits that the model has: the vocabulary without control tokens. */
  int outputs() {
    return vocabulary - controlTokens;
  }

  /** Reads a configuration; {@code file} is for messages. */
  static ModelConfig of(JsonObject json, Path file) {
    Fields f = new Fields(json, file);
    String type = f.text("model_type", "");
    if (LLAMA_LIKE.contains(type)) {
      return llama(f, type);
    } else if (type.equals("gpt2")) {
      return gpt2(f);
    }
    throw new UserException(
        file
            + ": model_type \""
            + type
            + "\" is not supported; it can be "
            + String.join(", ", LLAMA_LIKE)
            + " or gpt2");
  }

  private static ModelConfig llama(Fields f, String type) {
    f.require("hidden_act", "silu");
    int heads = f.integer("num_attention_heads", null);
    int hidden = f.integer("hidden_size", null);
    boolean bias = f.flag("attention_bias", false);
    boolean sliding =
        type.equals("mistral")
            ? f.has("sliding_window")
            : f.flag("use_sliding_window", false) && f.has("sliding_window");
    int context = f.integer("max_position_embeddings", 2048);
    return new ModelConfig(
            Family.LLAMA,
            f.integer("vocab_size", null),
            f.integer(CONTROL_TOKENS, 0),
            hidden,
            f.integer("num_hidden_layers", null),
            heads,
            f.integer("num_key_value_heads", heads),
            f.integer("head_dim", hidden / Math.max(1, heads)),
            f.integer("intermediate_size", null),
            // Within its window, sliding attention is full attention; beyond it we do not go.
            sliding ? Math.min(context, f.integer("sliding_window", context)) : context,
            f.number("rms_norm_eps", 1e-6),
            f.flag("tie_word_embeddings", false),
            bias || type.equals("qwen2"),
            bias,
            f.flag("mlp_bias", false),
            type.equals("qwen3"),
            Rope.of(f),
            f.json())
        .checked(f);
  }

  private static ModelConfig gpt2(Fields f) {
    f.require("activation_function", "gelu_new");
    int hidden = f.integer("n_embd", null);
    int heads = f.integer("n_head", null);
    return new ModelConfig(
            Family.GPT2,
            f.integer("vocab_size", null),
            f.integer(CONTROL_TOKENS, 0),
            hidden,
            f.integer("n_layer", null),
            heads,
            heads,
            hidden / Math.max(1, heads),
            f.integer("n_inner", 4 * hidden),
            f.integer("n_positions", 1024),
            f.number("layer_norm_epsilon", 1e-5),
            f.flag("tie_word_embeddings", true),
            true,
            true,
            true,
            false,
            Rope.plain(10000),
            f.json())
        .checked(f);
  }

  private ModelConfig checked(Fields f) {
    if (vocabulary < 1
        || hidden < 1
        || layers < 1
        || heads < 1
        || kvHeads < 1
        || headDim < 1
        || mlp < 1
        || context < 2) {
      throw f.wrong("has a size below 1");
    }
    if (layers > MOST_LAYERS) {
      throw f.wrong("has " + layers + " layers; more than " + MOST_LAYERS + " are not supported");
    }
    int largest = IntStream.of(vocabulary, hidden, heads, headDim, mlp).max().orElse(0);
    if (largest > LARGEST_SIZE) {
      throw f.wrong(
          "has the size " + largest + "; more than " + LARGEST_SIZE + " is not supported");
    }
    if (!(epsilon > 0 && epsilon < 1)) {
      throw f.wrong("the epsilon of the norms must be between 0 and 1, but is " + epsilon);
    }
    if (family == Family.LLAMA && (long) context * headDim > LARGEST_TABLE) {
      throw f.wrong(
          "max_position_embeddings "
              + context
              + " with heads of "
              + headDim
              + " needs a table of positions that is too large; write at most "
              + LARGEST_TABLE / headDim
              + " there");
    }
    if (heads % kvHeads != 0) {
      throw f.wrong(
          "num_attention_heads " + heads + " is not a multiple of num_key_value_heads " + kvHeads);
    }
    if (headDim % 2 != 0 && family == Family.LLAMA) {
      throw f.wrong("the head size " + headDim + " is odd; rotary positions need pairs");
    }
    if (controlTokens < 0 || controlTokens >= vocabulary) {
      throw f.wrong(
          CONTROL_TOKENS + " " + controlTokens + " is not below vocab_size " + vocabulary);
    }
    return this;
  }

  /** The same model with more embedding rows, the new ones being control tokens. */
  ModelConfig withControlTokens(int rows, int control) {
    JsonObject changed = json.deepCopy();
    changed.addProperty("vocab_size", rows);
    changed.addProperty(CONTROL_TOKENS, control);
    return new ModelConfig(
        family,
        rows,
        control,
        hidden,
        layers,
        heads,
        kvHeads,
        headDim,
        mlp,
        context,
        epsilon,
        tied,
        qkvBias,
        outputBias,
        mlpBias,
        qkNorm,
        rope,
        changed);
  }

  /** Typed access to a configuration file; every complaint names the file. */
  record Fields(JsonObject json, Path file) {

    boolean has(String name) {
      return json.has(name) && !json.get(name).isJsonNull();
    }

    int integer(String name, @org.jspecify.annotations.Nullable Integer otherwise) {
      if (!has(name)) {
        if (otherwise == null) {
          throw wrong("has no " + name);
        }
        return otherwise;
      }
      double value = number(name, 0);
      if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
        throw wrong(name + " is " + json.get(name) + ", not a whole number");
      }
      return (int) value;
    }

    double number(String name, double otherwise) {
      if (!has(name)) {
        return otherwise;
      }
      JsonElement e = json.get(name);
      if (!e.isJsonPrimitive() || !e.getAsJsonPrimitive().isNumber()) {
        throw wrong(name + " is " + e + ", not a number");
      }
      return e.getAsDouble();
    }

    boolean flag(String name, boolean otherwise) {
      if (!has(name)) {
        return otherwise;
      }
      if (json.get(name) instanceof JsonPrimitive p && p.isBoolean()) {
        return p.getAsBoolean();
      }
      throw wrong(name + " is " + json.get(name) + ", neither true nor false");
    }

    String text(String name, String otherwise) {
      if (!has(name)) {
        return otherwise;
      }
      if (json.get(name) instanceof JsonPrimitive p && p.isString()) {
        return p.getAsString();
      }
      throw wrong(name + " is " + json.get(name) + ", not a text");
    }

    JsonObject section(String name) {
      if (json.get(name) instanceof JsonObject section) {
        return section;
      }
      throw wrong(name + " is " + json.get(name) + ", not an object");
    }

    void require(String name, String supported) {
      String value = text(name, supported);
      if (!value.equals(supported)) {
        throw wrong(name + " \"" + value + "\" is not supported; it can be \"" + supported + "\"");
      }
    }

    UserException wrong(String what) {
      return new UserException(file + ": " + what);
    }
  }
}
