package org.rlhf4j.policies;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/**
 * The weights of a model. Those under adapters do not change and are shared by all decoders that
 * descend from one another; the last of them to be closed frees the memory.
 */
final class Base {

  private final PtNDManager manager;
  private final ModelConfig config;
  private final Dtype type;
  private final List<PtNDArray> weights = new ArrayList<>();
  private final List<PtNDArray> tables = new ArrayList<>();
  private final AtomicInteger users = new AtomicInteger(1);

  Base(Device device, ModelConfig config, Dtype type) {
    this.manager = Torch.manager(device);
    this.config = config;
    this.type = type;
  }

  PtNDManager manager() {
    return manager;
  }

  ModelConfig config() {
    return config;
  }

  /** Type of the weights and of arithmetic. */
  Dtype type() {
    return type;
  }

  /** In the order of {@code Weight.layout}; the tied output matrix is the embedding itself. */
  List<PtNDArray> weights() {
    return weights;
  }

  /** What the program wants besides weights: rotary cosines and sines. */
  List<PtNDArray> tables() {
    return tables;
  }

  Base share() {
    users.incrementAndGet();
    return this;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      manager.close();
    }
  }
}
