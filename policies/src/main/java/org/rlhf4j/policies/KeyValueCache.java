package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys and values of the tokens read so far, layer by layer. It is native memory and is closed by
 * who made it.
 */
final class KeyValueCache implements AutoCloseable {

  private final Decoder decoder;
  private PtNDManager owner;
  private final int positions;
  private IValue keys;
  private IValue values;
  private List<PtNDArray> tensors;

  /**
   * An empty cache.
   *
   * @param decoder reads the tokens; not owned
   * @param rows how many sequences
   * @param positions of up to how many tokens
   */
  KeyValueCache(Decoder decoder, int rows, int positions) {
    this.decoder = decoder;
    this.owner = decoder.scope();
    this.positions = positions;
    ModelConfig config = decoder.config();
    long[] shape = {rows, config.kvHeads(), positions, config.headDim()};
    this.tensors = new ArrayList<>();
    for (int i = 0; i < 2 * config.layers(); i++) {
      tensors.add(decoder.zeros(owner, shape));
    }
    this.keys = list(0);
    this.values = list(config.layers());
  }

  private IValue list(int from) {
    return IValue.listFrom(
        tensors.subList(from, from + decoder.config().layers()).toArray(PtNDArray[]::new));
  }

  /**
   * Reads prompts: number source[j] goes to cache row target[j].
   *
   * @return hidden states (target.length, D) at each one's last token
   */
  PtNDArray prefill(PtNDManager scope, List<int[]> prompts, long[] source, long[] target) {
    int width = prompts.stream().mapToInt(p -> p.length).max().orElse(1);
    long[] ids = new long[prompts.size() * width];
    long[] lengths = new long[prompts.size()];
    for (int i = 0; i < prompts.size(); i++) {
      int[] prompt = prompts.get(i);
      lengths[i] = prompt.length;
      for (int t = 0; t < prompt.length; t++) {
        ids[i * width + t] = prompt[t];
      }
    }
    return decoder.run(
        scope,
        "prefill",
        keys,
        values,
        Torch.longs(scope, ids, prompts.size(), width),
        Torch.longs(scope, lengths, lengths.length),
        Torch.longs(scope, source, source.length),
        Torch.longs(scope, target, target.length));
  }

  /**
   * Reads one more token for every row.
   *
   * @param ids token of each row
   * @param at position of that token
   * @return hidden states (R, D)
   */
  PtNDArray decode(PtNDManager scope, long[] ids, long[] at) {
    // Attention reads up to the longest row; in steps of 16, so that few different shapes occur.
    int length = (int) Math.min(positions, (Arrays.stream(at).max().orElse(0) + 16) / 16 * 16);
    return decoder.run(
        scope,
        "decode",
        keys,
        values,
        Torch.longs(scope, ids, ids.length),
        Torch.longs(scope, at, at.length),
        length);
  }

  /** Keeps only these rows, in this order, and frees the memory of the others. */
  void keep(long[] rows) {
    PtNDManager next = decoder.scope();
    try (PtNDArray index = Torch.longs(next, rows, rows.length)) {
      List<PtNDArray> kept = new ArrayList<>();
      for (PtNDArray tensor : tensors) {
        kept.add(decoder.head().tensor(next, "select", tensor, index));
      }
      close();
      owner = next;
      tensors = kept;
      keys = list(0);
      values = list(decoder.config().layers());
    }
  }

  @Override
  public void close() {
    keys.close();
    values.close();
    owner.close();
  }
}
