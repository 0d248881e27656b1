package org.rlhf4j.policies;

/**
 * What attention scores are multiplied with before the softmax.
 *
 * @param base in the first layer
 * @param byLayer whether layer i, counted from 1, has base / i
 */
record AttentionScale(double base, boolean byLayer) {

  /** 1 / sqrt(head size) everywhere (Vaswani et al., "Attention is all you need"). */
  static AttentionScale plain(int headDim) {
    return new AttentionScale(1 / Math.sqrt(headDim), false);
  }

  /**
   * That of GPT-2, in transformers' words: {@code scale_attn_weights: false} leaves 1 / sqrt(head
   * size) out, and {@code scale_attn_by_inverse_layer_idx: true} divides by the layer's number, as
   * Mistral's GPT-2 models were trained.
   */
  static AttentionScale gpt2(Fields f, int headDim) {
    double base = f.flag("scale_attn_weights", true) ? 1 / Math.sqrt(headDim) : 1;
    return new AttentionScale(base, f.flag("scale_attn_by_inverse_layer_idx", false));
  }

  /** In one layer, counted from 0. */
  double of(int layer) {
    return byLayer ? base / (layer + 1) : base;
  }
}
