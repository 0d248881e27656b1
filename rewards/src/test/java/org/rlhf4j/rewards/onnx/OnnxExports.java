package org.rlhf4j.rewards.onnx;

import static org.rlhf4j.rewards.onnx.OnnxWriter.FLOAT;
import static org.rlhf4j.rewards.onnx.OnnxWriter.INT64;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;

/** Small models of a few words, as an export would give them, and what they say by hand. */
final class OnnxExports {

  private OnnxExports() {}

  static final int PAD = 0;
  static final int UNKNOWN = 1;
  static final int CLS = 2;
  static final int SEP = 3;
  static final List<String> WORDS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "c", "d", "e", "f");
  static final int WIDTH = 4;

  static final float[] EMBEDDING = normal("embedding", WORDS.size() * WIDTH);
  static final float[] TYPES = normal("types", 2 * WIDTH);
  static final float[] MATRIX = normal("matrix", WIDTH * 3);
  static final float[] BIAS = normal("bias", 3);

  static float[] normal(String name, int n) {
    RandomGenerator generator = RandomStream.ofSeed(5).child(name).generator();
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) generator.nextGaussian();
    }
    return values;
  }

  /** A model with all inputs, of a type of whole numbers. */
  static OnnxWriter masked(int type, int labels) {
    OnnxWriter model =
        new OnnxWriter()
            .input("input_ids", type, 2)
            .input("attention_mask", type, 2)
            .input("token_type_ids", type, 2)
            .floats("embedding", EMBEDDING, WORDS.size(), WIDTH)
            .floats("types", TYPES, 2, WIDTH)
            .longs("last", 2)
            .longs("tokens", 1)
            .node("Gather", List.of("embedding", "input_ids"), "token")
            .node("Gather", List.of("types", "token_type_ids"), "type")
            .node("Add", List.of("token", "type"), "both")
            .node(
                "Cast", List.of("attention_mask"), "mask", new OnnxWriter.Ints("to", false, FLOAT))
            .node("Unsqueeze", List.of("mask", "last"), "mask3")
            .node("Mul", List.of("both", "mask3"), "kept")
            .node(
                "ReduceSum",
                List.of("kept", "tokens"),
                "sum",
                new OnnxWriter.Ints("keepdims", false, 0))
            .node("ReduceSum", List.of("mask", "tokens"), "count")
            .node("Div", List.of("sum", "count"), "mean");
    return head(model, labels).output("logits", FLOAT, 2);
  }

  /** A model that reads ids alone. */
  static OnnxWriter unmasked(int labels) {
    OnnxWriter model =
        new OnnxWriter()
            .input("input_ids", INT64, 2)
            .floats("embedding", EMBEDDING, WORDS.size(), WIDTH)
            .node("Gather", List.of("embedding", "input_ids"), "token")
            .node(
                "ReduceMean",
                List.of("token"),
                "mean",
                new OnnxWriter.Ints("axes", true, 1),
                new OnnxWriter.Ints("keepdims", false, 0));
    return head(model, labels).output("logits", FLOAT, 2);
  }

  static OnnxWriter head(OnnxWriter model, int labels) {
    float[] matrix = new float[WIDTH * labels];
    for (int k = 0; k < WIDTH; k++) {
      System.arraycopy(MATRIX, 3 * k, matrix, labels * k, labels);
    }
    return model
        .floats("matrix", matrix, WIDTH, labels)
        .floats("bias", Arrays.copyOf(BIAS, labels), labels)
        .node("MatMul", List.of("mean", "matrix"), "product")
        .node("Add", List.of("product", "bias"), "logits");
  }

  /** The same by hand, for the first labels. */
  static double[] expected(boolean types, int labels, int[] first, int... second) {
    double[] logits = new double[labels];
    int n = first.length + second.length;
    for (int label = 0; label < labels; label++) {
      logits[label] = BIAS[label];
      for (int t = 0; t < n; t++) {
        int id = t < first.length ? first[t] : second[t - first.length];
        int type = t < first.length ? 0 : 1;
        for (int k = 0; k < WIDTH; k++) {
          double value = EMBEDDING[id * WIDTH + k] + (types ? TYPES[type * WIDTH + k] : 0);
          logits[label] += value / n * MATRIX[3 * k + label];
        }
      }
    }
    return logits;
  }

  static int id(String word) {
    return WORDS.indexOf(word);
  }

  /** A word tokenizer for {@link #WORDS}, as tokenizer.json has it. */
  static String tokenizer() {
    StringBuilder vocabulary = new StringBuilder();
    for (int i = 0; i < WORDS.size(); i++) {
      vocabulary
          .append(i == 0 ? "" : ", ")
          .append('"')
          .append(WORDS.get(i))
          .append("\": ")
          .append(i);
    }
    return """
    {"version": "1.0",
     "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst",
                    "stride": 0},
     "padding": {"strategy": {"Fixed": 9}, "direction": "Left", "pad_to_multiple_of": null,
                 "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
     "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
     "post_processor": {"type": "TemplateProcessing",
       "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                  {"Sequence": {"id": "A", "type_id": 0}},
                  {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
       "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 1}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
       "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                          "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
     "decoder": null,
     "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "[UNK]"}}
    """
        .formatted(vocabulary);
  }
}
