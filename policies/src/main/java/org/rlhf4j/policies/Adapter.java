package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a low-rank adapter, in float32 whatever the type of the weights that they stand
 * beside. As long as every B is 0, an adapter is idle: it adds nothing, and is not computed with.
 */
final class Adapter {

  private final LowRank shape;
  private final List<LowRank.Slot> slots;
  private final List<PtNDArray> tensors = new ArrayList<>();
  private boolean idle;

  private Adapter(LowRank shape, ModelConfig config, boolean idle) {
    this.shape = shape;
    this.slots = shape.slots(config);
    this.idle = idle;
  }

  /**
   * An adapter of given numbers.
   *
   * @param decoder on whose device it lies, and who owns it
   * @param values gives those of a matrix in a tensor
   */
  static Adapter of(
      Decoder decoder,
      LowRank shape,
      boolean idle,
      BiFunction<LowRank.Slot, String, TensorNumbers> values) {
    Adapter adapter = new Adapter(shape, decoder.config(), idle);
    for (LowRank.Slot slot : adapter.slots) {
      PtNDArray tensor = decoder.emptyFloats(slot.present() ? slot.shape() : new int[] {0});
      adapter.tensors.add(tensor);
      long size = slot.present() ? slot.size() / slot.modules().size() : 0;
      for (int i = 0; i < slot.modules().size(); i++) {
        TensorNumbers numbers = values.apply(slot, slot.modules().get(i));
        Pieces.upload(decoder, tensor, i * size, size, numbers);
      }
    }
    return adapter;
  }

  /** A new one: A uniform in +-1 / sqrt(in), as in PEFT, and B zero. */
  static Adapter fresh(Decoder decoder, LowRank shape, RandomGenerator random) {
    return of(
        decoder,
        shape,
        true,
        (slot, module) ->
            slot.down()
                ? InitialWeights.uniform(1 / Math.sqrt(slot.shape()[1]), random)
                : InitialWeights.constant(0));
  }

  /** The same numbers in memory of its own. */
  Adapter copy(Decoder owner) {
    Adapter copy = new Adapter(shape, owner.config(), idle);
    for (PtNDArray tensor : tensors) {
      try (PtNDArray plain = JniUtils.detachGradient(tensor)) {
        PtNDArray own = (PtNDArray) plain.duplicate();
        own.attach(owner.manager());
        copy.tensors.add(own);
      }
    }
    return copy;
  }

  LowRank shape() {
    return shape;
  }

  List<LowRank.Slot> slots() {
    return slots;
  }

  /** All tensors in the order of the slots. */
  List<PtNDArray> tensors() {
    return tensors;
  }

  /** Those that are there: what training changes. */
  List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).present()) {
        parameters.add(new Parameter(tensors.get(i), true));
      }
    }
    return parameters;
  }

  /** Whether it adds nothing yet. */
  boolean idle() {
    return idle;
  }

  /** From now on its tensors may be anything. */
  void wake() {
    idle = false;
  }

  /** A's rows and B of one adapted matrix. */
  record Pair(PtNDArray down, long firstRow, PtNDArray up) {}

  /** The pair of a matrix, or null where it is not adapted. */
  @Nullable Pair pair(String module) {
    for (int i = 0; i < slots.size(); i++) {
      LowRank.Slot up = slots.get(i);
      if (!up.down() && up.modules().contains(module)) {
        int down = i;
        while (!slots.get(down).down()) {
          down--;
        }
        long first = (long) slots.get(down).modules().indexOf(module) * shape.rank();
        return new Pair(tensors.get(down), first, tensors.get(i));
      }
    }
    return null;
  }
}
