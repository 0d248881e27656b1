package org.rlhf4j.policies;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rlhf4j.api.UserException;

/**
 * The shape of an adapter: which matrices of a model it changes, and with products of which rank.
 *
 * @param rank of each product
 * @param alpha the numerator of the scale
 * @param rankStabilized whether the scale is alpha / sqrt(rank) instead of alpha / rank
 * @param modules names of the adapted matrices, such as {@code layers.0.self_attn.q_proj}
 */
record LowRank(int rank, double alpha, boolean rankStabilized, Set<String> modules) {

  static final String ALL_LINEAR = "all-linear";

  private static final String WEIGHT = ".weight";

  /** What the products are multiplied with. */
  double scale() {
    return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
  }

  /**
   * That of a new adapter.
   *
   * @throws UserException if no matrix has a name that is asked for, or one is smaller than the
   *     rank
   */
  static LowRank of(AdapterOptions options, ModelConfig config) {
    Set<String> all = new LinkedHashSet<>();
    adaptable(config).forEach(w -> w.parts().forEach(p -> all.add(module(p))));
    Set<String> modules = new LinkedHashSet<>();
    if (options.targets().equals(ALL_LINEAR)) {
      modules.addAll(all);
    } else {
      for (String target : options.targets().split(",", -1)) {
        String name = target.strip();
        Set<String> own =
            all.stream()
                .filter(m -> isNamed(m, name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (own.isEmpty()) {
          throw new UserException(
              "adapter.targets names \""
                  + name
                  + "\", which is no matrix of this model; it can be \""
                  + ALL_LINEAR
                  + "\", or some of "
                  + all.stream()
                      .map(m -> m.substring(m.lastIndexOf('.') + 1))
                      .distinct()
                      .collect(Collectors.joining(", ")));
        }
        modules.addAll(own);
      }
    }
    LowRank shape = new LowRank(options.rank(), options.alpha(), options.rankStabilized(), modules);
    shape.requireRank(config);
    return shape;
  }

  private static boolean isNamed(String module, String name) {
    return !name.isEmpty() && (module.equals(name) || module.endsWith("." + name));
  }

  /** Refuses a rank above that of a matrix. */
  void requireRank(ModelConfig config) {
    for (Weight weight : adaptable(config)) {
      for (Weight.Part part : weight.parts()) {
        int most = Math.min(out(config, part), in(config, part));
        if (modules.contains(module(part)) && rank > most) {
          throw new UserException(
              "adapter.rank is "
                  + rank
                  + ", but "
                  + part.name()
                  + " has the shape "
                  + Arrays.toString(part.shape())
                  + " and so a rank of at most "
                  + most
                  + "; take a rank from 1 to "
                  + most
                  + ", or leave that matrix out of adapter.targets");
        }
      }
    }
  }

  /** The weights that adapters can stand beside, in the order of the layout. */
  static List<Weight> adaptable(ModelConfig config) {
    return Weight.layout(config).stream().filter(LowRank::isAdaptable).toList();
  }

  /** Whether a weight is a matrix of a layer, and not an embedding. */
  static boolean isAdaptable(Weight weight) {
    return (weight.kind() == Weight.Kind.MATRIX || weight.kind() == Weight.Kind.RESIDUAL)
        && weight.parts().get(0).name().matches("(layers|h)\\.\\d+\\..*");
  }

  /** The name of a part's matrix: that of its tensor without the last word. */
  static String module(Weight.Part part) {
    return part.name().substring(0, part.name().length() - WEIGHT.length());
  }

  static int in(ModelConfig config, Weight.Part part) {
    return part.shape()[transposed(config) ? 0 : 1];
  }

  static int out(ModelConfig config, Weight.Part part) {
    return part.shape()[transposed(config) ? 1 : 0];
  }

  /** Whether matrices are stored (in, out). */
  static boolean transposed(ModelConfig config) {
    return config.family() == ModelConfig.Family.GPT2;
  }

  /**
   * One tensor of an adapter, as the programs want it.
   *
   * @param down whether it is A: of all adapted parts of a weight on top of each other; else it is
   *     B of one part
   * @param modules the parts; none for what is not adapted, an empty tensor
   * @param shape (rank * parts, in) or (out, rank)
   */
  record Slot(boolean down, List<String> modules, int[] shape) {

    boolean present() {
      return !modules.isEmpty();
    }

    long size() {
      return (long) shape[0] * shape[1];
    }
  }

  /** The tensors in the order in which the programs expect them. */
  List<Slot> slots(ModelConfig config) {
    List<Slot> slots = new ArrayList<>();
    for (Weight weight : adaptable(config)) {
      List<Weight.Part> own =
          weight.parts().stream().filter(p -> modules.contains(module(p))).toList();
      int in = in(config, weight.parts().get(0));
      slots.add(
          new Slot(
              true, own.stream().map(LowRank::module).toList(), new int[] {rank * own.size(), in}));
      for (Weight.Part part : weight.parts()) {
        List<String> name = own.contains(part) ? List.of(module(part)) : List.of();
        slots.add(new Slot(false, name, new int[] {out(config, part), rank}));
      }
    }
    return slots;
  }
}
