package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys of {@code config.json} that change what transformers computes and that we compute with at
 * one value only. A file that has another is refused: its model would be scored wrongly.
 */
final class FixedKeys {

  /** By key what the computation here is; a key may also be missing, null or empty. */
  private static final Map<String, JsonElement> VALUES = new LinkedHashMap<>();

  static {
    VALUES.put("is_causal", new JsonPrimitive(true)); // false: every token sees all others
    VALUES.put("is_encoder_decoder", new JsonPrimitive(false));
    VALUES.put("add_cross_attention", new JsonPrimitive(false)); // layers that read an encoder
    VALUES.put("num_kv_shared_layers", new JsonPrimitive(0)); // layers without keys of their own
    VALUES.put("attention_chunk_size", new JsonObject()); // attention within chunks of the text
    VALUES.put("per_layer_config", new JsonObject()); // sizes that differ from layer to layer
    VALUES.put("quantization_config", new JsonObject()); // weights that are codes for numbers
    VALUES.put("partial_rotary_factor", new JsonPrimitive(1)); // part of a head without position
  }

  private FixedKeys() {}

  /**
   * Refuses other values.
   *
   * @throws org.rlhf4j.api.UserException that names file, key, value and what may stand there
   */
  static void check(Fields f) {
    VALUES.forEach(
        (key, value) -> {
          JsonElement found = f.json().get(key);
          if (found != null && !same(found, value)) {
            throw f.wrong(
                key
                    + " is "
                    + f.shown(key)
                    + ", which changes what the model computes and is not supported; "
                    + (value.isJsonObject()
                        ? "only a model without it is"
                        : "it can be " + value + " or missing"));
          }
        });
  }

  private static boolean same(JsonElement found, JsonElement value) {
    if (found instanceof JsonPrimitive one
        && value instanceof JsonPrimitive other
        && one.isNumber()
        && other.isNumber()) {
      return one.getAsDouble() == other.getAsDouble();
    }
    return found.isJsonNull()
        || found.equals(value)
        || (found instanceof JsonArray list && list.isEmpty() && value.isJsonObject());
  }
}
