package org.rlhf4j.runner.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.ModelSize;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.runner.spec.Problems;

/**
 * The memory that weights, gradients and moments take in each stage of a run. It is a lower bound:
 * what a forward pass needs in between comes on top. Every policy stays in memory to the end of the
 * run, since evaluators may ask all of them.
 */
public final class ModelMemory {
  private static final double GIB = 1 << 30;

  private final Setup setup;
  private final ModelSize size;

  private ModelMemory(Setup setup, ModelSize size) {
    this.setup = setup;
    this.size = size;
  }

  /** That of a run; empty where its policy has no size to speak of. */
  public static Optional<ModelMemory> of(Setup setup) {
    return setup.base() instanceof TrainablePolicy base
        ? base.size().map(size -> new ModelMemory(setup, size))
        : Optional.empty();
  }

  /** The size of the policy that all others descend from. */
  public ModelSize size() {
    return size;
  }

  /** What a method needs while it trains, in bytes. */
  public long ofMethod(int method) {
    // the base, what methods before made, and a policy of its own
    long bytes = size.sharedBytes() + (method + 2) * size.weightBytes() + ofReward();
    List<Work> work = work(setup.optimizers().get(method));
    if (has(work, Work.Kind.LEARN)) {
      bytes += size.trainingBytes();
    }
    if (has(work, Work.Kind.LEARN_SCALAR)) {
      bytes += size.weightBytes() + size.trainingBytes();
    }
    return bytes;
  }

  /** What fitting the reward needs, if it has a network to fit. */
  public long ofFit() {
    return ofReward() == 0 ? 0 : size.sharedBytes() + 2 * size.weightBytes() + size.trainingBytes();
  }

  private long ofReward() {
    return setup.reward() instanceof TrainableRewardModel ? size.weightBytes() : 0;
  }

  private static List<Work> work(@Nullable Optimizer optimizer) {
    return optimizer == null ? List.of() : optimizer.work(new Work.Amounts(1, 1, 1, 1, 1));
  }

  private static boolean has(List<Work> work, Work.Kind kind) {
    return work.stream().anyMatch(w -> w.kind() == kind);
  }

  /** The most that any stage needs, in bytes. */
  public long most() {
    long most = Math.max(size.sharedBytes() + size.weightBytes(), ofFit());
    for (int i = 0; i < setup.optimizers().size(); i++) {
      most = Math.max(most, ofMethod(i));
    }
    return most;
  }

  /** The memory of this machine, or what a container may use of it, in bytes. */
  public static long machine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** Whether weights lie in the memory of this machine, and not in that of an accelerator. */
  private boolean isHere() {
    String flavor = System.getenv().getOrDefault("PYTORCH_FLAVOR", "cpu");
    String device = setup.spec().device();
    return device.equals("cpu") || (device.equals("auto") && !flavor.startsWith("cu"));
  }

  /** Refuses what cannot fit. */
  void check(Problems problems) {
    if (!isHere()) {
      return;
    }
    long there = machine();
    List<String> tooLarge = new ArrayList<>();
    for (int i = 0; i < setup.optimizers().size(); i++) {
      if (ofMethod(i) > there) {
        tooLarge.add(setup.spec().methods().get(i).effectiveName() + " " + gib(ofMethod(i)));
      }
    }
    if (ofFit() > there) {
      tooLarge.add("the reward " + gib(ofFit()));
    }
    if (!tooLarge.isEmpty()) {
      problems.add(
          "policy",
          "weights, gradients and moments of this model ("
              + size.parameters()
              + " parameters) do not fit into the "
              + gib(there)
              + " of this machine: "
              + String.join(", ", tooLarge)
              + "; take a smaller model, an adapter, bfloat16 weights, fewer methods in one run, or"
              + " a larger machine");
    }
  }

  /** Bytes as people read them. */
  public static String gib(long bytes) {
    return bytes < 0.1 * GIB
        ? String.format(Locale.ROOT, "%.0f MiB", Math.ceil((double) bytes / (1 << 20)))
        : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}
