package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.List;

/**
 * Attention to the last tokens only. Within its window it is full attention, which is all that we
 * compute: where any layer has a window, the context ends with it.
 */
final class SlidingWindow {

  private static final int NONE = Integer.MAX_VALUE;

  /** Used where {@code sliding_window} is missing, in the configurations that have it. */
  private static final int DEFAULT = 4096;

  private static final String KEY = "sliding_window";
  private static final String TYPES = "layer_types";
  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  private SlidingWindow() {}

  /** The longest sequence of a Llama-like model for which all its layers have full attention. */
  static int context(Fields f, String type, int layers) {
    int context =
        f.integer(
            "max_position_embeddings",
            switch (type) {
              case "mistral" -> 131_072;
              case "qwen2", "qwen3" -> 32_768;
              default -> 2048;
            });
    int window = window(f, type);
    boolean slides = f.has(TYPES) ? slides(f, layers) : inAnyLayer(f, type, layers, window);
    if (slides && window == NONE) {
      throw f.wrong(
          TYPES
              + " has "
              + SLIDING
              + ", but there is no window: give sliding_window"
              + (type.startsWith("qwen") ? " and use_sliding_window true" : "")
              + ", or write "
              + FULL
              + " for every layer");
    }
    return slides ? Math.min(context, window) : context;
  }

  private static boolean inAnyLayer(Fields f, String type, int layers, int window) {
    return window != NONE
        && (!type.startsWith("qwen") || layers > f.integer("max_window_layers", 28));
  }

  private static int window(Fields f, String type) {
    boolean missing = !f.json().has(KEY);
    return switch (type) {
      case "mistral" -> missing ? DEFAULT : limit(f, NONE);
      case "qwen2", "qwen3" ->
          f.flag("use_sliding_window", false) ? missing ? DEFAULT : limit(f, NONE) : NONE;
      default -> limit(f, NONE);
    };
  }

  /** Refuses a window where there is full attention, as in GPT-2. */
  static void refuse(Fields f, int layers, int context) {
    boolean slides = f.has(TYPES) && slides(f, layers);
    if (slides || limit(f, context) < context) {
      throw f.wrong(
          (slides ? TYPES : KEY)
              + " is "
              + f.shown(slides ? TYPES : KEY)
              + ", but this model has full attention in all layers; leave it out");
    }
  }

  /** The window that the file gives, or something else where it gives none. */
  private static int limit(Fields f, int otherwise) {
    int window = f.integer(KEY, otherwise);
    if (window < 1) {
      throw f.wrong(KEY + " is " + window + "; it must be at least 1, or null for none");
    }
    return window;
  }

  private static boolean slides(Fields f, int layers) {
    if (!(f.json().get(TYPES) instanceof JsonArray types) || types.size() != layers) {
      throw f.wrong(
          TYPES + " is " + f.shown(TYPES) + ", not a list of " + layers + " kinds, one a layer");
    }
    boolean slides = false;
    for (JsonElement type : types) {
      String name = type instanceof JsonPrimitive p && p.isString() ? p.getAsString() : "";
      if (!List.of(FULL, SLIDING).contains(name)) {
        throw f.wrong(TYPES + " has " + type + "; a layer can be " + FULL + " or " + SLIDING);
      }
      slides |= name.equals(SLIDING);
    }
    return slides;
  }
}
