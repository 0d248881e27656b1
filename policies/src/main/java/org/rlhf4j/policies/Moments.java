package org.rlhf4j.policies;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/**
 * Gradients and AdamW moments of a set of parameters. Moments and, for bfloat16 weights, a master
 * copy are float32, so that small steps are not lost to rounding.
 */
final class Moments implements AutoCloseable {

  private final PtNDManager manager;
  private final Program program;
  private final List<IValue> lists =
      new ArrayList<>(); // each an argument of the program, made once
  private final IValue parameters; // what the model computes with
  private final IValue gradients; // of the parameters, as the backward pass leaves them
  private final IValue stepped; // what AdamW changes: the parameters, or their float32 masters
  private final IValue slopes; // the gradients of those
  private final List<Group> groups;
  private final List<PtNDArray> masters; // none where the parameters are float32 themselves

  /** Tensors that AdamW treats alike, with their moments and the count of steps. */
  private record Group(
      boolean decays,
      IValue stepped,
      IValue slopes,
      IValue first,
      IValue second,
      PtNDArray step,
      List<PtNDArray> moments) {}

  /** Attaches gradients to parameters. */
  Moments(PtNDManager owner, Program program, List<Parameter> trained, Dtype type) {
    this.manager = (PtNDManager) owner.newSubManager();
    this.program = program;
    boolean half = type != Dtype.FLOAT32;
    List<PtNDArray> tensors = trained.stream().map(Parameter::tensor).toList();
    tensors.forEach(this::attachGradient);
    List<PtNDArray> gradientTensors = tensors.stream().map(JniUtils::getGradient).toList();
    List<PtNDArray> slopeTensors = half ? zeros(tensors) : gradientTensors;
    this.masters = half ? tensors.stream().map(this::float32).toList() : List.of();
    List<PtNDArray> steppedTensors = half ? masters : tensors;
    this.parameters = list(tensors);
    this.gradients = list(gradientTensors);
    this.stepped = half ? list(steppedTensors) : parameters;
    this.slopes = half ? list(slopeTensors) : gradients;
    this.groups =
        Stream.of(true, false)
            // the optimiser takes no empty list
            .filter(decays -> trained.stream().anyMatch(p -> p.decays() == decays))
            .map(
                decays -> {
                  int[] own =
                      IntStream.range(0, trained.size())
                          .filter(i -> trained.get(i).decays() == decays)
                          .toArray();
                  return group(decays, pick(steppedTensors, own), pick(slopeTensors, own));
                })
            .toList();
    gradientTensors.forEach(PtNDArray::close); // the lists keep the tensors; these were handles
  }

  private Group group(boolean decays, List<PtNDArray> tensors, List<PtNDArray> slopes) {
    PtNDArray step = (PtNDArray) manager.zeros(new Shape());
    List<PtNDArray> first = zeros(tensors);
    List<PtNDArray> second = zeros(tensors);
    List<PtNDArray> moments =
        Stream.of(first, second, List.of(step)).flatMap(List::stream).toList();
    return new Group(decays, list(tensors), list(slopes), list(first), list(second), step, moments);
  }

  private static List<PtNDArray> pick(List<PtNDArray> tensors, int[] places) {
    return Arrays.stream(places).mapToObj(tensors::get).toList();
  }

  // PyTorch makes a gradient tensor at the first backward pass only; a backward pass of zero makes
  // it now, so that the written-out part of the backward pass can add to it.
  private void attachGradient(PtNDArray parameter) {
    parameter.setRequiresGradient(true);
    JniUtils.setGradMode(true);
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      PtNDArray sum = parameter.sum();
      sum.attach(scope);
      JniUtils.backward(sum, program.tensor(scope, "zeros", sum, new long[0]), false, false);
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private List<PtNDArray> zeros(List<PtNDArray> like) {
    return like.stream().map(p -> (PtNDArray) manager.zeros(p.getShape())).toList();
  }

  private PtNDArray float32(PtNDArray parameter) {
    try (PtNDArray plain = JniUtils.detachGradient(parameter)) {
      return program.tensor(manager, "to_type", plain, Dtype.FLOAT32.torch);
    }
  }

  private IValue list(List<PtNDArray> tensors) {
    IValue list = IValue.listFrom(tensors.toArray(PtNDArray[]::new));
    lists.add(list);
    return list;
  }

  /**
   * One step; afterwards the gradients are zero.
   *
   * @return the gradient's norm before clipping; where it is not finite, nothing changed
   */
  double step(AdamWStep s) {
    if (slopes != gradients) {
      program.call("assign_all", slopes, gradients);
    }
    double norm;
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      norm = program.tensor(scope, "clip", slopes, s.maxGradNorm()).getFloat();
    }
    if (Double.isFinite(norm)) {
      for (Group g : groups) {
        double decay = g.decays ? s.weightDecay() : 0;
        program.call(
            "adamw",
            g.stepped,
            g.slopes,
            g.first,
            g.second,
            g.step,
            s.learningRate(),
            s.beta1(),
            s.beta2(),
            s.epsilon(),
            decay);
      }
      if (stepped != parameters) {
        program.call("assign_all", parameters, stepped);
      }
    }
    zeroGradients();
    return norm;
  }

  /** All that a later step depends on besides the parameters: float32 tensors in a fixed order. */
  List<PtNDArray> state() {
    return Stream.concat(masters.stream(), groups.stream().flatMap(g -> g.moments.stream()))
        .toList();
  }

  /** Forgets the gradients of a step that is not taken. */
  void zeroGradients() {
    program.call("zero", gradients);
  }

  @Override
  public void close() {
    lists.forEach(IValue::close);
    manager.close();
  }
}
