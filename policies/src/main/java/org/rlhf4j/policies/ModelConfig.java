package org.rlhf4j.policies;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
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
 * @param scale what attention scores are multiplied with
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
    AttentionScale scale,
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
    f.require("hidden_act", "silu", "swish");
    FixedKeys.check(f);
    int heads = f.integer("num_attention_heads", null);
    int hidden = f.integer("hidden_size", null);
    int layers = f.integer("num_hidden_layers", null);
    int headDim = f.integer("head_dim", type.equals("qwen3") ? 128 : hidden / Math.max(1, heads));
    boolean bias =
        (type.equals("llama") || type.equals("qwen3")) && f.flag("attention_bias", false);
    return new ModelConfig(
            Family.LLAMA,
            f.integer("vocab_size", null),
            f.integer(CONTROL_TOKENS, 0),
            hidden,
            layers,
            heads,
            keyValueHeads(f, type, heads),
            headDim,
            f.integer("intermediate_size", null),
            SlidingWindow.context(f, type, layers),
            f.number("rms_norm_eps", 1e-6),
            f.flag("tie_word_embeddings", false),
            bias || type.equals("qwen2"),
            bias,
            type.equals("llama") && f.flag("mlp_bias", false),
            type.equals("qwen3"),
            AttentionScale.plain(headDim),
            Rope.of(f),
            f.json())
        .checked(f);
  }

  // Where the key is missing, each configuration class has a default of its own; null is "as many
  // as heads" in all of them.
  private static int keyValueHeads(Fields f, String type, int heads) {
    String key = "num_key_value_heads";
    if (f.json().has(key)) {
      return f.integer(key, heads);
    }
    return switch (type) {
      case "mistral" -> 8;
      case "qwen2", "qwen3" -> 32;
      default -> heads;
    };
  }

  private static ModelConfig gpt2(Fields f) {
    f.require("activation_function", "gelu_new", "gelu_pytorch_tanh");
    FixedKeys.check(f);
    int hidden = f.either("n_embd", "hidden_size", null);
    int heads = f.either("n_head", "num_attention_heads", null);
    if (heads > 0 && hidden % heads != 0) {
      throw f.wrong("n_embd " + hidden + " is not a multiple of n_head " + heads);
    }
    int headDim = hidden / Math.max(1, heads);
    int context = f.either("n_positions", "max_position_embeddings", 1024);
    int layers = f.either("n_layer", "num_hidden_layers", null);
    SlidingWindow.refuse(f, layers, context);
    return new ModelConfig(
            Family.GPT2,
            f.integer("vocab_size", null),
            f.integer(CONTROL_TOKENS, 0),
            hidden,
            layers,
            heads,
            heads,
            headDim,
            f.integer("n_inner", 4 * hidden),
            context,
            f.number("layer_norm_epsilon", 1e-5),
            f.flag("tie_word_embeddings", true),
            true,
            true,
            true,
            false,
            AttentionScale.gpt2(f, headDim),
            Rope.plain(10000),
            f.json())
        .checked(f);
  }

  private ModelConfig checked(Fields f) {
    range(f, "the number of layers", layers, 1, MOST_LAYERS);
    range(f, "vocab_size", vocabulary, 1, LARGEST_SIZE);
    range(f, "the hidden size", hidden, 1, LARGEST_SIZE);
    range(f, "the number of heads", heads, 1, LARGEST_SIZE);
    range(f, "num_key_value_heads", kvHeads, 1, LARGEST_SIZE);
    range(f, "the size of a head", headDim, 1, LARGEST_SIZE);
    range(f, "the size of all heads", (long) heads * headDim, 1, LARGEST_SIZE);
    range(f, "the inner size of the feed-forward part", mlp, 1, LARGEST_SIZE);
    range(f, "the context (max_position_embeddings)", context, 2, Integer.MAX_VALUE);
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

  private static void range(Fields f, String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw f.wrong(what + " is " + value + "; it can be from " + least + " to " + most);
    }
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
        scale,
        rope,
        changed);
  }
}
