package org.rlhf4j.policies;

import com.google.gson.JsonObject;
import org.rlhf4j.api.Option;

/**
 * The sizes of a model to be made from scratch: a Llama-architecture decoder with tied embeddings
 * and one token a word.
 *
 * @param hidden hidden size, a multiple of twice the heads
 * @param layers number of layers
 * @param heads query heads
 * @param kvHeads key/value heads, a divisor of heads
 * @param mlp inner size of the feed-forward part
 * @param context longest sequence in tokens
 * @param initializerRange standard deviation of the first weights; 0.02 suits large models, narrow
 *     ones learn faster from about 0.05
 */
public record ModelSizes(
    @Option(value = "hidden size, a multiple of twice the heads", min = 2, max = 65_536) int hidden,
    @Option(value = "layers", min = 1, max = 1000) int layers,
    @Option(value = "query heads", min = 1, max = 1024) int heads,
    @Option(value = "key/value heads, a divisor of heads", min = 1, max = 1024) int kvHeads,
    @Option(value = "inner size of the feed-forward part", min = 1, max = 1_048_576) int mlp,
    @Option(value = "longest sequence in tokens", min = 2, max = 1_048_576) int context,
    @Option(value = "standard deviation of the first weights", min = 1e-6, max = 1)
        double initializerRange) {

  private static final double MOST_PARAMETERS = 4e9;

  /** A model of about 0.2 million parameters: 3 layers of 64. */
  public ModelSizes() {
    this(64, 3, 4, 4, 192, 128, 0.05);
  }

  public ModelSizes {
    if (heads < 1 || kvHeads < 1 || hidden % (2 * heads) != 0 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "hidden "
              + hidden
              + " must be a multiple of twice the heads "
              + heads
              + ", and heads a multiple of kvHeads "
              + kvHeads);
    }
    // those of all layers; a vocabulary of words adds little
    double parameters = (double) layers * hidden * (4.0 * hidden + 3.0 * mlp);
    if (parameters > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "hidden "
              + hidden
              + ", layers "
              + layers
              + " and mlp "
              + mlp
              + " make a model of about "
              + Math.round(parameters / 1e6)
              + " million parameters; one that is made from scratch has at most "
              + Math.round(MOST_PARAMETERS / 1e6));
    }
  }

  /** The same as a Hugging Face configuration. */
  JsonObject config(int vocabulary, int begin, int end) {
    JsonObject json = new JsonObject();
    json.addProperty("model_type", "llama");
    json.addProperty("vocab_size", vocabulary);
    json.addProperty("hidden_size", hidden);
    json.addProperty("intermediate_size", mlp);
    json.addProperty("num_hidden_layers", layers);
    json.addProperty("num_attention_heads", heads);
    json.addProperty("num_key_value_heads", kvHeads);
    json.addProperty("max_position_embeddings", context);
    json.addProperty("initializer_range", initializerRange);
    json.addProperty("rms_norm_eps", 1e-5);
    json.addProperty("rope_theta", 10000.0);
    json.addProperty("hidden_act", "silu");
    json.addProperty("attention_bias", false);
    json.addProperty("mlp_bias", false);
    json.addProperty("tie_word_embeddings", true);
    json.addProperty("bos_token_id", begin);
    json.addProperty("eos_token_id", end);
    return json;
  }
}
