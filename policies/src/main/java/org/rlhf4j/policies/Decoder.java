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
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/**
 * A decoder-only transformer on the engine: token ids in, hidden states out. It owns its weights;
 * what stands on top of the hidden states (vocabulary or scalar) is a {@link Head}.
 */
final class Decoder implements AutoCloseable {

  private static final int OUTPUT = 2; // place of the output matrix in every layout

  private final PtNDManager manager;
  private final ModelConfig config;
  private final Dtype type;
  private final Program program;
  private final Program head;
  private final List<PtNDArray>
      tables; // what the program wants besides weights: rotary cosines and sines
  private final List<PtNDArray>
      weights; // in the order of Weight.layout; the tied output matrix is the embedding itself
  private @Nullable IValue
      weightList; // the weights as one argument, kept because making it costs a call for each

  private Decoder(Device device, ModelConfig config, Dtype type) {
    this.manager = Torch.manager(device);
    this.config = config;
    this.type = type;
    this.program = Program.load(name(config), attributes(config), manager);
    this.head = Program.load("Head", Map.of(), manager);
    this.tables = config.family() == ModelConfig.Family.LLAMA ? rotaryTables() : List.of();
    this.weights = new ArrayList<>();
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
      BiFunction<Weight, Weight.Part, Numbers> values) {
    Decoder decoder = new Decoder(device, config, type);
    try {
      for (Weight weight : Weight.layout(config)) {
        decoder.weights.add(
            switch (weight.kind()) {
              case TIED -> decoder.weights.get(0);
              case ABSENT -> Torch.floats(decoder.manager, new float[0], 0);
              default -> decoder.load(weight, values);
            });
      }
      return decoder;
    } catch (RuntimeException e) {
      decoder.close();
      throw e;
    }
  }

  private PtNDArray load(Weight weight, BiFunction<Weight, Weight.Part, Numbers> values) {
    PtNDArray tensor = empty(weight.shape());
    long at = 0;
    for (Weight.Part part : weight.parts()) {
      Pieces.upload(this, tensor, at, part.size(), values.apply(weight, part));
      at += part.size();
    }
    return tensor;
  }

  /** Room for a tensor of the weights' type, which may be asked for a gradient. */
  private PtNDArray empty(long... shape) {
    long[] sizesAndType = Arrays.copyOf(shape, shape.length + 1);
    sizesAndType[shape.length] = type.torch;
    try (PtNDArray like = Torch.longs(manager, sizesAndType, sizesAndType.length)) {
      return head.differentiable(manager, "empty", List.of(), List.of(like));
    }
  }

  private static String name(ModelConfig config) {
    return config.family() == ModelConfig.Family.LLAMA ? "Llama" : "Gpt2";
  }

  private static Map<String, Object> attributes(ModelConfig c) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("layers", c.layers());
    attributes.put("heads", c.heads());
    attributes.put("head_dim", c.headDim());
    attributes.put("eps", c.epsilon());
    if (c.family() == ModelConfig.Family.LLAMA) {
      attributes.put("kv_heads", c.kvHeads());
    }
    return attributes;
  }

  private List<PtNDArray> rotaryTables() {
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
    return List.of(tensor(cos, shape), tensor(sin, shape));
  }

  /** A tensor of the weights' type in memory of the engine's own. */
  PtNDArray tensor(float[] values, long... shape) {
    try (PtNDManager scope = scope()) {
      PtNDArray converted =
          head.tensor(scope, "to_type", Torch.floats(scope, values, shape), type.torch);
      // What a program returns cannot ask for a gradient; a copy of it can.
      PtNDArray own = (PtNDArray) converted.duplicate();
      own.attach(manager);
      return own;
    }
  }

  /** The program of {@code Head.py}: heads, sampling and the gradient step. */
  Program head() {
    return head;
  }

  ModelConfig config() {
    return config;
  }

  Dtype type() {
    return type;
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
    PtNDArray flat = (PtNDArray) hidden.reshape(-1, config.hidden());
    return head.tensor(scope, "select", flat, rows.places(scope));
  }

  /** Final hidden states (R, T, D), recording what the backward pass needs. */
  PtNDArray hiddenForTraining(PtNDManager scope, PtNDArray ids) {
    List<PtNDArray> more = new ArrayList<>(tables);
    more.add(ids);
    return program.differentiable(scope, "hidden", weights, more);
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
    return head.tensor(owner, "zeros", weights.get(0), shape);
  }

  private Object[] arguments(Object... more) {
    List<Object> all = new ArrayList<>();
    all.add(weightList());
    all.addAll(tables);
    Collections.addAll(all, more);
    return all.toArray();
  }

  private IValue weightList() {
    if (weightList == null) {
      weightList = IValue.listFrom(weights.toArray(PtNDArray[]::new));
    }
    return weightList;
  }

  /**
   * The matrix (outputs, D) that turns hidden states into logits; control tokens have no row in it.
   */
  PtNDArray outputMatrix(PtNDManager scope) {
    return rows(JniUtils.detachGradient(weights.get(OUTPUT)), scope);
  }

  /**
   * The part of the gradient that belongs to {@link #outputMatrix}; adding to it adds to the
   * gradient.
   */
  PtNDArray outputGradient(PtNDManager scope) {
    return rows(JniUtils.getGradient(weights.get(OUTPUT)), scope);
  }

  private PtNDArray rows(PtNDArray whole, PtNDManager scope) {
    whole.attach(scope);
    return config.controlTokens() == 0 ? whole : (PtNDArray) whole.get("0:" + config.outputs());
  }

  /** The weights that are there, each once: what training a policy changes. */
  List<Parameter> parameters() {
    return parameters(i -> true);
  }

  /** The same without an output matrix of its own, which a scalar model does not use. */
  List<Parameter> bodyParameters() {
    return parameters(i -> i != OUTPUT);
  }

  private List<Parameter> parameters(IntPredicate wanted) {
    List<Weight> layout = Weight.layout(config);
    return IntStream.range(0, weights.size())
        .filter(i -> layout.get(i).present())
        .filter(wanted)
        .mapToObj(i -> new Parameter(weights.get(i), layout.get(i).kind()))
        .toList();
  }

  /**
   * Refuses weights that training has destroyed. One pass over the weights: for the end of a
   * training, not for each step.
   *
   * @throws NonFiniteLossException if a weight is NaN or infinite
   */
  void requireFinite() {
    try (PtNDManager scope = scope()) {
      if (head.tensor(scope, "finite", weightList()).getFloat() == 0) {
        throw NonFiniteLossException.ofWeights();
      }
    }
  }

  /** Replaces every weight by the same memory without a gradient, which frees the gradients. */
  void dropGradients() {
    forgetList();
    IdentityHashMap<PtNDArray, PtNDArray> plain = new IdentityHashMap<>();
    for (int i = 0; i < weights.size(); i++) {
      PtNDArray old = weights.get(i);
      weights.set(i, plain.computeIfAbsent(old, JniUtils::detachGradient));
    }
    plain.keySet().forEach(PtNDArray::close);
  }

  private void forgetList() {
    if (weightList != null) {
      weightList.close();
      weightList = null;
    }
  }

  /** A decoder with the same values in memory of its own. */
  Decoder copy() {
    return copyWith(config, Map.of());
  }

  /**
   * A copy of another configuration; the weights at the given places of the layout have more rows,
   * of which the values of the new ones are given.
   */
  Decoder copyWith(ModelConfig changed, Map<Integer, float[]> moreRows) {
    Decoder copy = new Decoder(device(), changed, type);
    List<Weight> layout = Weight.layout(changed);
    for (int i = 0; i < weights.size(); i++) {
      float[] more = moreRows.get(i);
      if (layout.get(i).kind() == Weight.Kind.TIED) {
        copy.weights.add(copy.weights.get(0));
        continue;
      }
      try (PtNDArray plain = JniUtils.detachGradient(weights.get(i))) {
        if (more != null) {
          PtNDArray larger = copy.empty(layout.get(i).shape());
          head.call("assign_piece", larger, 0L, plain);
          Pieces.upload(copy, larger, plain.size(), more.length, Numbers.of(more));
          copy.weights.add(larger);
        } else {
          PtNDArray own = (PtNDArray) plain.duplicate();
          own.attach(copy.manager);
          copy.weights.add(own);
        }
      }
    }
    return copy;
  }

  /** The numbers of the weight at a place of the layout, from the one given. */
  Numbers numbers(int place, long from) {
    return Pieces.download(this, weights.get(place), from);
  }

  /** Values of a tensor of the weights' type. */
  float[] floats(PtNDManager scope, PtNDArray plain) {
    return head.tensor(scope, "to_type", plain, Dtype.FLOAT32.torch).toFloatArray();
  }

  @Override
  public void close() {
    forgetList();
    head.close();
    program.close();
    manager.close();
  }
}
