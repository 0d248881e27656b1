package org.rlhf4j.policies;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One weight of a decoder as its program holds it: a tensor of the checkpoint, or several of them
 * on top of each other (query, key and value, say, which one product then computes together).
 *
 * @param parts the checkpoint's tensors, from top to bottom; none for a weight that this model
 *     lacks
 * @param kind what it is, for its first values and for weight decay
 */
record Weight(List<Part> parts, Kind kind) {

  /** What a weight is. */
  enum Kind {
    /** A matrix or an embedding. */
    MATRIX,
    /** A matrix whose output is added to the residual stream; it starts smaller. */
    RESIDUAL,
    /** The gain of a norm; it starts at 1. */
    GAIN,
    /** A bias; it starts at 0. */
    BIAS,
    /** The output matrix of a model whose embedding serves as such. */
    TIED,
    /** Not in this model. */
    ABSENT
  }

  /**
   * A tensor of the checkpoint.
   *
   * @param name without the prefix of the model body
   * @param shape rows first
   */
  record Part(String name, int... shape) {

    long size() {
      return Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    }
  }

  static final Weight ABSENT = new Weight(List.of(), Kind.ABSENT);

  static Weight of(Kind kind, Part... parts) {
    return new Weight(List.of(parts), kind);
  }

  /** The shape of the parts on top of each other. */
  long[] shape() {
    long[] shape = Arrays.stream(parts.get(0).shape).asLongStream().toArray();
    shape[0] = parts.stream().mapToLong(p -> p.shape[0]).sum();
    return shape;
  }

  boolean present() {
    return !parts.isEmpty();
  }

  /** The weights of a model in the order in which its program expects them. */
  static List<Weight> layout(ModelConfig c) {
    return switch (c.family()) {
      case LLAMA -> llama(c);
      case GPT2 -> gpt2(c);
    };
  }

  private static List<Weight> llama(ModelConfig c) {
    List<Weight> w = new ArrayList<>();
    w.add(of(Kind.MATRIX, new Part("embed_tokens.weight", c.vocabulary(), c.hidden())));
    w.add(of(Kind.GAIN, new Part("norm.weight", c.hidden())));
    w.add(
        c.tied()
            ? new Weight(List.of(), Kind.TIED)
            : of(Kind.MATRIX, new Part("lm_head.weight", c.vocabulary(), c.hidden())));
    int q = c.heads() * c.headDim();
    int kv = c.kvHeads() * c.headDim();
    for (int i = 0; i < c.layers(); i++) {
      String layer = "layers." + i + ".";
      String attention = layer + "self_attn.";
      String mlp = layer + "mlp.";
      w.add(of(Kind.GAIN, new Part(layer + "input_layernorm.weight", c.hidden())));
      w.add(
          of(
              Kind.MATRIX,
              new Part(attention + "q_proj.weight", q, c.hidden()),
              new Part(attention + "k_proj.weight", kv, c.hidden()),
              new Part(attention + "v_proj.weight", kv, c.hidden())));
      w.add(
          onlyIf(
              c.qkvBias(),
              of(
                  Kind.BIAS,
                  new Part(attention + "q_proj.bias", q),
                  new Part(attention + "k_proj.bias", kv),
                  new Part(attention + "v_proj.bias", kv))));
      w.add(onlyIf(c.qkNorm(), of(Kind.GAIN, new Part(attention + "q_norm.weight", c.headDim()))));
      w.add(onlyIf(c.qkNorm(), of(Kind.GAIN, new Part(attention + "k_norm.weight", c.headDim()))));
      w.add(of(Kind.RESIDUAL, new Part(attention + "o_proj.weight", c.hidden(), q)));
      w.add(onlyIf(c.outputBias(), of(Kind.BIAS, new Part(attention + "o_proj.bias", c.hidden()))));
      w.add(of(Kind.GAIN, new Part(layer + "post_attention_layernorm.weight", c.hidden())));
      w.add(
          of(
              Kind.MATRIX,
              new Part(mlp + "gate_proj.weight", c.mlp(), c.hidden()),
              new Part(mlp + "up_proj.weight", c.mlp(), c.hidden())));
      w.add(
          onlyIf(
              c.mlpBias(),
              of(
                  Kind.BIAS,
                  new Part(mlp + "gate_proj.bias", c.mlp()),
                  new Part(mlp + "up_proj.bias", c.mlp()))));
      w.add(of(Kind.RESIDUAL, new Part(mlp + "down_proj.weight", c.hidden(), c.mlp())));
      w.add(onlyIf(c.mlpBias(), of(Kind.BIAS, new Part(mlp + "down_proj.bias", c.hidden()))));
    }
    return List.copyOf(w);
  }

  private static List<Weight> gpt2(ModelConfig c) {
    int d = c.hidden();
    List<Weight> w = new ArrayList<>();
    w.add(of(Kind.MATRIX, new Part("wte.weight", c.vocabulary(), d)));
    w.add(of(Kind.GAIN, new Part("ln_f.weight", d)));
    w.add(
        c.tied()
            ? new Weight(List.of(), Kind.TIED)
            : of(Kind.MATRIX, new Part("lm_head.weight", c.vocabulary(), d)));
    w.add(of(Kind.MATRIX, new Part("wpe.weight", c.context(), d)));
    w.add(of(Kind.BIAS, new Part("ln_f.bias", d)));
    for (int i = 0; i < c.layers(); i++) {
      String layer = "h." + i + ".";
      w.add(of(Kind.GAIN, new Part(layer + "ln_1.weight", d)));
      w.add(of(Kind.BIAS, new Part(layer + "ln_1.bias", d)));
      w.add(of(Kind.MATRIX, new Part(layer + "attn.c_attn.weight", d, 3 * d)));
      w.add(of(Kind.BIAS, new Part(layer + "attn.c_attn.bias", 3 * d)));
      w.add(of(Kind.RESIDUAL, new Part(layer + "attn.c_proj.weight", d, d)));
      w.add(of(Kind.BIAS, new Part(layer + "attn.c_proj.bias", d)));
      w.add(of(Kind.GAIN, new Part(layer + "ln_2.weight", d)));
      w.add(of(Kind.BIAS, new Part(layer + "ln_2.bias", d)));
      w.add(of(Kind.MATRIX, new Part(layer + "mlp.c_fc.weight", d, c.mlp())));
      w.add(of(Kind.BIAS, new Part(layer + "mlp.c_fc.bias", c.mlp())));
      w.add(of(Kind.RESIDUAL, new Part(layer + "mlp.c_proj.weight", c.mlp(), d)));
      w.add(of(Kind.BIAS, new Part(layer + "mlp.c_proj.bias", d)));
    }
    return List.copyOf(w);
  }

  private static Weight onlyIf(boolean present, Weight weight) {
    return present ? weight : ABSENT;
  }
}
