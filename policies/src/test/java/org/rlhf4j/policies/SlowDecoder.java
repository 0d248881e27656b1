package org.rlhf4j.policies;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The slow twin: a decoder in plain Java doubles, one token and one number at a time, written from
 * the published definitions and sharing nothing with the engine's program. It reads a model folder
 * by tensor names.
 */
final class SlowDecoder {

  private final ModelConfig c;
  private final Map<String, float[]> tensors = new HashMap<>();

  SlowDecoder(Path folder) throws java.io.IOException {
    c = ModelConfig.of(ModelJson.read(folder.resolve("config.json")), folder);
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        try (Safetensors s = Safetensors.open(file)) {
          for (Weight weight : Weight.layout(c)) {
            for (Weight.Part part : weight.parts()) {
              for (String name :
                  List.of("model." + part.name(), "transformer." + part.name(), part.name())) {
                if (s.names().contains(name)) {
                  tensors.put(part.name(), s.numbers(name, part.shape()).take((int) part.size()));
                }
              }
            }
          }
        }
      }
    }
  }

  /** The last hidden state at each token. */
  double[][] states(int[] ids) {
    boolean llama = c.family() == ModelConfig.Family.LLAMA;
    double[][] x = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      x[t] = row(llama ? "embed_tokens.weight" : "wte.weight", ids[t], c.hidden());
      if (!llama) {
        add(x[t], row("wpe.weight", t, c.hidden()));
      }
    }
    for (int i = 0; i < c.layers(); i++) {
      if (llama) {
        llamaLayer(x, "layers." + i + ".");
      } else {
        gpt2Layer(x, i);
      }
    }
    double[][] states = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      states[t] = llama ? rms(x[t], "norm.weight") : layerNorm(x[t], "ln_f");
    }
    return states;
  }

  /** Log-softmax of the logits after each token. */
  double[][] logProbs(int[] ids) {
    boolean llama = c.family() == ModelConfig.Family.LLAMA;
    double[][] states = states(ids);
    double[][] out = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      String matrix = c.tied() ? (llama ? "embed_tokens.weight" : "wte.weight") : "lm_head.weight";
      double[] logits = times(matrix, states[t], c.vocabulary(), "");
      double max = Double.NEGATIVE_INFINITY;
      for (double l : logits) {
        max = Math.max(max, l);
      }
      double sum = 0;
      for (double l : logits) {
        sum += Math.exp(l - max);
      }
      for (int v = 0; v < logits.length; v++) {
        logits[v] -= max + Math.log(sum);
      }
      out[t] = logits;
    }
    return out;
  }

  private void llamaLayer(double[][] x, String layer) {
    int e = c.headDim();
    double[][] q = new double[x.length][];
    double[][] k = new double[x.length][];
    double[][] v = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] h = rms(x[t], layer + "input_layernorm.weight");
      String a = layer + "self_attn.";
      q[t] = times(a + "q_proj.weight", h, c.heads() * e, a + "q_proj.bias");
      k[t] = times(a + "k_proj.weight", h, c.kvHeads() * e, a + "k_proj.bias");
      v[t] = times(a + "v_proj.weight", h, c.kvHeads() * e, a + "v_proj.bias");
      if (c.qkNorm()) {
        normHeads(q[t], a + "q_norm.weight");
        normHeads(k[t], a + "k_norm.weight");
      }
      rotate(q[t], t);
      rotate(k[t], t);
    }
    for (int t = x.length - 1; t >= 0; t--) {
      double[] read = attend(q, k, v, t, c.heads() / c.kvHeads(), 1 / Math.sqrt(e));
      add(
          x[t],
          times(
              layer + "self_attn.o_proj.weight",
              read,
              c.hidden(),
              layer + "self_attn.o_proj.bias"));
      double[] h = rms(x[t], layer + "post_attention_layernorm.weight");
      double[] gate =
          times(layer + "mlp.gate_proj.weight", h, c.mlp(), layer + "mlp.gate_proj.bias");
      double[] up = times(layer + "mlp.up_proj.weight", h, c.mlp(), layer + "mlp.up_proj.bias");
      for (int i = 0; i < gate.length; i++) {
        gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
      }
      add(
          x[t],
          times(layer + "mlp.down_proj.weight", gate, c.hidden(), layer + "mlp.down_proj.bias"));
    }
  }

  // From the file itself, as transformers' GPT2Attention does.
  private double gpt2Scale(int layer) {
    double scale = 1;
    if (!(c.json().has("scale_attn_weights")
        && !c.json().get("scale_attn_weights").getAsBoolean())) {
      scale = Math.pow(c.headDim(), -0.5);
    }
    if (c.json().has("scale_attn_by_inverse_layer_idx")
        && c.json().get("scale_attn_by_inverse_layer_idx").getAsBoolean()) {
      scale /= layer + 1;
    }
    return scale;
  }

  private void gpt2Layer(double[][] x, int number) {
    String layer = "h." + number + ".";
    int d = c.hidden();
    double[][] q = new double[x.length][];
    double[][] k = new double[x.length][];
    double[][] v = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] all = timesInOut(layer + "attn.c_attn", layerNorm(x[t], layer + "ln_1"), 3 * d);
      q[t] = java.util.Arrays.copyOfRange(all, 0, d);
      k[t] = java.util.Arrays.copyOfRange(all, d, 2 * d);
      v[t] = java.util.Arrays.copyOfRange(all, 2 * d, 3 * d);
    }
    for (int t = x.length - 1; t >= 0; t--) {
      add(x[t], timesInOut(layer + "attn.c_proj", attend(q, k, v, t, 1, gpt2Scale(number)), d));
      double[] up = timesInOut(layer + "mlp.c_fc", layerNorm(x[t], layer + "ln_2"), c.mlp());
      for (int i = 0; i < up.length; i++) {
        double u = up[i];
        up[i] = 0.5 * u * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (u + 0.044715 * u * u * u)));
      }
      add(x[t], timesInOut(layer + "mlp.c_proj", up, d));
    }
  }

  private double[] attend(
      double[][] q, double[][] k, double[][] v, int t, int share, double scale) {
    int e = c.headDim();
    double[] out = new double[c.heads() * e];
    for (int h = 0; h < c.heads(); h++) {
      double[] p = new double[t + 1];
      double sum = 0;
      for (int s = 0; s <= t; s++) {
        double dot = 0;
        for (int i = 0; i < e; i++) {
          dot += q[t][h * e + i] * k[s][h / share * e + i];
        }
        p[s] = Math.exp(dot * scale);
        sum += p[s];
      }
      for (int s = 0; s <= t; s++) {
        for (int i = 0; i < e; i++) {
          out[h * e + i] += p[s] / sum * v[s][h / share * e + i];
        }
      }
    }
    return out;
  }

  private void rotate(double[] x, int t) {
    int e = c.headDim();
    double[] angles = c.rope().angles(t + 1, e)[t];
    for (int h = 0; h < x.length / e; h++) {
      for (int i = 0; i < e / 2; i++) {
        double a = x[h * e + i];
        double b = x[h * e + i + e / 2];
        x[h * e + i] = a * Math.cos(angles[i]) - b * Math.sin(angles[i]);
        x[h * e + i + e / 2] = b * Math.cos(angles[i]) + a * Math.sin(angles[i]);
      }
    }
  }

  private void normHeads(double[] x, String gain) {
    int e = c.headDim();
    for (int h = 0; h < x.length / e; h++) {
      double[] head = rms(java.util.Arrays.copyOfRange(x, h * e, (h + 1) * e), gain);
      System.arraycopy(head, 0, x, h * e, e);
    }
  }

  private double[] rms(double[] x, String gain) {
    double square = 0;
    for (double v : x) {
      square += v * v / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / Math.sqrt(square + c.epsilon()) * tensors.get(gain)[i];
    }
    return y;
  }

  private double[] layerNorm(double[] x, String name) {
    double mean = 0;
    for (double v : x) {
      mean += v / x.length;
    }
    double square = 0;
    for (double v : x) {
      square += (v - mean) * (v - mean) / x.length;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] =
          (x[i] - mean) / Math.sqrt(square + c.epsilon()) * tensors.get(name + ".weight")[i]
              + tensors.get(name + ".bias")[i];
    }
    return y;
  }

  private double[] row(String name, int row, int width) {
    double[] y = new double[width];
    for (int i = 0; i < width; i++) {
      y[i] = tensors.get(name)[row * width + i];
    }
    return y;
  }

  // A matrix stored (out, in), with a bias where there is one.
  private double[] times(String name, double[] x, int out, String bias) {
    float[] m = tensors.get(name);
    float[] b = tensors.get(bias);
    double[] y = new double[out];
    for (int o = 0; o < out; o++) {
      y[o] = b == null ? 0 : b[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += m[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  // GPT-2 stores its matrices (in, out).
  private double[] timesInOut(String name, double[] x, int out) {
    float[] m = tensors.get(name + ".weight");
    double[] y = new double[out];
    for (int o = 0; o < out; o++) {
      y[o] = tensors.get(name + ".bias")[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += m[i * out + o] * x[i];
      }
    }
    return y;
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }
}
