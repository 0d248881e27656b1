package org.rlhf4j.policies;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/**
 * A decoder-only transformer on the engine: token ids in, hidden states out. It owns its weights,
 * or an adapter beside weights that it shares; what stands on top of the hidden states (vocabulary
 * or scalar) is a {@link Head}.
 */
final class Decoder implements AutoCloseable {

  private static final int OUTPUT = 2; // place of the output matrix in every layout

  private final PtNDManager manager;
  private final Base base;
  private final Program program;
  private final Program head;
  private final @Nullable Adapter adapter;
  private @Nullable IValue
      weightList; // the weights as one argument, kept because making it costs a call for each

  /** Takes over one share of the base. */
  private Decoder(Base base, double scale, Function<Decoder, @Nullable Adapter> adapter) {
    this.base = base;
    this.manager = Torch.manager(base.manager().getDevice());
    this.program = Program.load(name(config()), attributes(config(), scale), manager);
    this.head = Program.load("Head", Map.of(), manager);
    try {
      this.adapter = adapter.apply(this);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Decoder empty(Base base) {
    Decoder decoder = new Decoder(base, 0, d -> null);
    if (base.config().family() == ModelConfig.Family.LLAMA) {
      base.tables().addAll(decoder.rotaryTables());
    }
    return decoder;
  }

  /**
   * Builds a decoder.
   *
   * @param type {@code FLOAT32} or {@code BFLOAT16}, of weights and arithmetic
   * @param values gives the numbers of each part of a weight
   */
  static Decoder of(
      ModelConfig config,
      Device device,
      Dtype type,
      BiFunction<Weight, Weight.Part, TensorNumbers> values) {
    Decoder decoder = empty(new Base(device, config, type));
    List<PtNDArray> weights = decoder.base.weights();
    try {
      for (Weight weight : Weight.layout(config)) {
        weights.add(
            switch (weight.kind()) {
              case TIED -> weights.get(0);
              case ABSENT -> Torch.floats(decoder.base.manager(), new float[0], 0);
              default -> decoder.load(weight, values);
            });
      }
      return decoder;
    } catch (RuntimeException e) {
      decoder.close();
      throw e;
    }
  }

  private PtNDArray load(Weight weight, BiFunction<Weight, Weight.Part, TensorNumbers> values) {
    PtNDArray tensor = empty(base.manager(), type(), weight.shape());
    long at = 0;
    for (Weight.Part part : weight.parts()) {
      Pieces.upload(this, tensor, at, part.size(), values.apply(weight, part));
      at += part.size();
    }
    return tensor;
  }

  /** Room for a tensor, which may be asked for a gradient. */
  private PtNDArray empty(PtNDManager owner, Dtype dtype, long... shape) {
    long[] sizesAndType = Arrays.copyOf(shape, shape.length + 1);
    sizesAndType[shape.length] = dtype.torch;
    try (PtNDArray like = Torch.longs(owner, sizesAndType, sizesAndType.length)) {
      return head.differentiable(owner, "empty", List.of(), List.of(like));
    }
  }

  /** Room for a tensor of this decoder's own, in float32. */
  PtNDArray emptyFloats(int... shape) {
    return empty(manager, Dtype.FLOAT32, Arrays.stream(shape).asLongStream().toArray());
  }

  /** The same model with an adapter beside its weights, which it shares from now on. */
  Decoder withAdapter(LowRank shape, Function<Decoder, Adapter> made) {
    return new Decoder(base.share(), shape.scale(), made);
  }

  private static String name(ModelConfig config) {
    return config.family() == ModelConfig.Family.LLAMA ? "Llama" : "Gpt2";
  }

  private static Map<String, Object> attributes(ModelConfig c, double scale) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("layers", c.layers());
    attributes.put("heads", c.heads());
    attributes.put("head_dim", c.headDim());
    attributes.put("eps", c.epsilon());
    attributes.put("adapter_scale", scale);
    if (c.family() == ModelConfig.Family.LLAMA) {
      attributes.put("kv_heads", c.kvHeads());
    } else {
      attributes.put("scale", c.scale().base());
      attributes.put("scale_by_layer", c.scale().byLayer());
    }
    return attributes;
  }

  private List<PtNDArray> rotaryTables() {
    ModelConfig config = config();
    double[][] angles = config.rope().angles(config.context(), config.headDim());
    float[] cos = new float[config.context() * config.headDim()];
    float[] sin = new float[cos.length];
    int half = config.headDim() / 2;
    for (int i = 0; i < cos.length; i++) {
      int place = i % config.headDim();
      double angle = angles[i / config.headDim()][place];
      cos[i] = (float) Math.cos(angle);
      sin[i] =
          (float) (place < half ? -Math.sin(angle) : Math.sin(angle)); // see rotate in Llama.py
    }
    long[] shape = {config.context(), config.headDim()};
    return List.of(
        tensor(base.manager(), type(), cos, shape), tensor(base.manager(), type(), sin, shape));
  }

  /** A tensor of the type that is trained, in memory of the engine's own. */
  PtNDArray tensor(float[] values, long... shape) {
    return tensor(manager, trainedType(), values, shape);
  }

  private PtNDArray tensor(PtNDManager owner, Dtype dtype, float[] values, long... shape) {
    try (PtNDManager scope = scope()) {
      PtNDArray converted =
          head.tensor(scope, "to_type", Torch.floats(scope, values, shape), dtype.torch);
      // What a program returns cannot ask for a gradient; a copy of it can.
      PtNDArray own = (PtNDArray) converted.duplicate();
      own.attach(owner);
      return own;
    }
  }

  /** The program of {@code Head.py}: heads, sampling and the gradient step. */
  Program head() {
    return head;
  }

  ModelConfig config() {
    return base.config();
  }

  /** Type of the weights and of arithmetic. */
  Dtype type() {
    return base.type();
  }

  /** Type of what training changes. */
  Dtype trainedType() {
    return adapter == null ? type() : Dtype.FLOAT32;
  }

  /** The weights, which others may share. */
  Base base() {
    return base;
  }

  /** What is trained beside frozen weights; null where the weights themselves are. */
  @Nullable Adapter adapter() {
    return adapter;
  }

  Device device() {
    return manager.getDevice();
  }

  PtNDManager manager() {
    return manager;
  }

  /** A manager for short-lived tensors on this decoder's device. */
  PtNDManager scope() {
    return (PtNDManager) manager.newSubManager();
  }

  /** Final hidden states (R, T, D) of right-padded ids (R, T). */
  PtNDArray hidden(PtNDManager scope, PtNDArray ids) {
    return run(scope, "hidden", ids);
  }

  /** Final hidden states (N, D) at the places at which the rows' outputs are read. */
  PtNDArray hiddenOfOutputs(PtNDManager scope, PackedRows rows) {
    PtNDArray hidden = hidden(scope, rows.ids(scope));
    PtNDArray flat = (PtNDArray) hidden.reshape(-1, config().hidden());
    return head.tensor(scope, "select", flat, rows.places(scope));
  }

  /** Final hidden states (R, T, D), recording what the backward pass needs. */
  PtNDArray hiddenForTraining(PtNDManager scope, PtNDArray ids) {
    List<PtNDArray> more = new ArrayList<>(base.tables());
    more.add(ids);
    return program.differentiable(scope, "hidden", used(), more);
  }

  /** An empty key/value cache for {@code rows} sequences of up to {@code positions} tokens. */
  KeyValueCache newCache(int rows, int positions) {
    return new KeyValueCache(this, rows, positions);
  }

  /** Runs a method of the decoder's program on its weights and further arguments. */
  PtNDArray run(PtNDManager scope, String method, Object... more) {
    return program.tensor(scope, method, arguments(more));
  }

  /** Zeros of the weights' type. */
  PtNDArray zeros(PtNDManager owner, long... shape) {
    return head.tensor(owner, "zeros", base.weights().get(0), shape);
  }

  private Object[] arguments(Object... more) {
    List<Object> all = new ArrayList<>();
    all.add(weightList());
    all.addAll(base.tables());
    Collections.addAll(all, more);
    return all.toArray();
  }

  /** What the program computes with: the weights, and the adapter unless it adds nothing. */
  private List<PtNDArray> used() {
    if (adapter == null || adapter.idle()) {
      return base.weights();
    }
    List<PtNDArray> all = new ArrayList<>(base.weights());
    all.addAll(adapter.tensors());
    return all;
  }

  private IValue weightList() {
    if (weightList == null) {
      weightList = IValue.listFrom(used().toArray(PtNDArray[]::new));
    }
    return weightList;
  }

  /** What is trained may be anything from now on. */
  void wake() {
    if (adapter != null && adapter.idle()) {
      forgetList();
      adapter.wake();
    }
  }

  /**
   * The matrix (outputs, D) that turns hidden states into logits; control tokens have no row in it.
   */
  PtNDArray outputMatrix(PtNDManager scope) {
    return rows(JniUtils.detachGradient(base.weights().get(OUTPUT)), scope);
  }

  /**
   * The part of the gradient that belongs to {@link #outputMatrix}; adding to it adds to the
   * gradient. Empty where the matrix is frozen.
   */
  PtNDArray outputGradient(PtNDManager scope) {
    return adapter == null
        ? rows(JniUtils.getGradient(base.weights().get(OUTPUT)), scope)
        : Torch.floats(scope, new float[0], 0);
  }

  private PtNDArray rows(PtNDArray whole, PtNDManager scope) {
    whole.attach(scope);
    return config().controlTokens() == 0 ? whole : (PtNDArray) whole.get("0:" + config().outputs());
  }

  /** What training a policy changes: the adapter, or the weights that are there, each once. */
  List<Parameter> parameters() {
    return parameters(i -> true);
  }

  /** The same without an output matrix of its own, which a scalar model does not use. */
  List<Parameter> bodyParameters() {
    return parameters(i -> i != OUTPUT);
  }

  private List<Parameter> parameters(IntPredicate wanted) {
    if (adapter != null) {
      return adapter.parameters();
    }
    List<PtNDArray> weights = base.weights();
    List<Weight> layout = Weight.layout(config());
    return IntStream.range(0, weights.size())
        .filter(i -> layout.get(i).present())
        .filter(wanted)
        .mapToObj(i -> new Parameter(weights.get(i), layout.get(i).kind()))
        .toList();
  }

  /** Bytes of weights that all decoders share which descend from this one. */
  long sharedBytes() {
    return adapter == null
        ? 0
        : Weight.layout(config()).stream()
            .flatMap(w -> w.parts().stream())
            .mapToLong(p -> p.size() * (type() == Dtype.FLOAT32 ? 4 : 2))
            .sum();
  }

  /**
   * Refuses weights that training has destroyed. One pass over the weights: for the end of a
   * training, not for each step.
   *
   * @throws NonFiniteLossException if a weight is NaN or infinite
   */
  void requireFinite() {
    List<PtNDArray> trained = parameters().stream().map(Parameter::tensor).toList();
    try (PtNDManager scope = scope()) {
      if (head.tensor(scope, "finite", trained).getFloat() == 0) {
        throw NonFiniteLossException.ofWeights();
      }
    }
  }

  /** Replaces what was trained by the same memory without a gradient, which frees the gradients. */
  void dropGradients() {
    forgetList();
    List<PtNDArray> trained = adapter == null ? base.weights() : adapter.tensors();
    IdentityHashMap<PtNDArray, PtNDArray> plain = new IdentityHashMap<>();
    for (int i = 0; i < trained.size(); i++) {
      PtNDArray old = trained.get(i);
      trained.set(i, plain.computeIfAbsent(old, JniUtils::detachGradient));
    }
    plain.keySet().forEach(PtNDArray::close);
  }

  private void forgetList() {
    if (weightList != null) {
      weightList.close();
      weightList = null;
    }
  }

  /** A decoder with the same values: what is trained is its own, what is frozen is shared. */
  Decoder copy() {
    return adapter == null
        ? copyWith(config(), Map.of())
        : new Decoder(base.share(), adapter.shape().scale(), adapter::copy);
  }

  /**
   * A copy of another configuration; the weights at the given places of the layout have more rows,
   * of which the values of the new ones are given. An adapter does not come along.
   */
  Decoder copyWith(ModelConfig changed, Map<Integer, float[]> moreRows) {
    Decoder copy = empty(new Base(device(), changed, type()));
    List<Weight> layout = Weight.layout(changed);
    for (int i = 0; i < layout.size(); i++) {
      float[] more = moreRows.get(i);
      if (layout.get(i).kind() == Weight.Kind.TIED) {
        copy.base.weights().add(copy.base.weights().get(0));
        continue;
      }
      try (PtNDArray plain = JniUtils.detachGradient(base.weights().get(i))) {
        PtNDArray own;
        if (more != null) {
          own = copy.empty(copy.base.manager(), type(), layout.get(i).shape());
          head.call("assign_piece", own, 0L, plain);
          Pieces.upload(copy, own, plain.size(), more.length, TensorNumbers.of(more));
        } else {
          own = (PtNDArray) plain.duplicate();
          own.attach(copy.base.manager());
        }
        copy.base.weights().add(own);
      }
    }
    return copy;
  }

  /** A model without an adapter whose weights hold what the adapter adds, each rounded once. */
  Decoder merged() {
    Decoder merged = copyWith(config(), Map.of());
    if (adapter != null && !adapter.idle()) {
      List<Weight> layout = Weight.layout(config());
      for (int i = 0; i < layout.size(); i++) {
        PtNDArray into = merged.base.weights().get(i);
        long first = 0;
        List<Weight.Part> parts =
            LowRank.isAdaptable(layout.get(i)) ? layout.get(i).parts() : List.of();
        for (Weight.Part part : parts) {
          merge(into, first, adapter.pair(LowRank.module(part)));
          first += part.shape()[0];
        }
      }
    }
    return merged;
  }

  private void merge(PtNDArray into, long firstRow, Adapter.@Nullable Pair pair) {
    if (pair == null || adapter == null) {
      return;
    }
    try (PtNDManager scope = scope()) {
      PtNDArray down = JniUtils.detachGradient(pair.down());
      PtNDArray up = JniUtils.detachGradient(pair.up());
      down.attach(scope);
      up.attach(scope);
      LowRank shape = adapter.shape();
      PtNDArray own =
          (PtNDArray) down.get(pair.firstRow() + ":" + (pair.firstRow() + shape.rank()));
      head.call("merge", into, own, up, firstRow, shape.scale(), LowRank.transposed(config()));
    }
  }

  /** The numbers of the weight at a place of the layout, from the one given. */
  TensorNumbers numbers(int place, long from) {
    return Pieces.download(this, base.weights().get(place), from);
  }

  /** Values of a tensor of any type. */
  float[] floats(PtNDManager scope, PtNDArray plain) {
    return head.tensor(scope, "to_type", plain, Dtype.FLOAT32.torch).toFloatArray();
  }

  @Override
  public void close() {
    forgetList();
    head.close();
    program.close();
    manager.close();
    base.release();
  }
}
