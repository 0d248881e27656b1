package org.rlhf4j.algorithms;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.algorithms.iterated.QuarkOptions.Imitate;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.contract.OptimizerContract;
import org.rlhf4j.testkit.contract.PluginContract;

/** Every method keeps the contract, with its own defaults but for few and short steps. */
@ParameterizedClass(name = "{0}")
@MethodSource("ids")
final class ContractsTest implements OptimizerContract, PluginContract<Optimizer> {

  private static final double LN2 = Math.log(2);

  /** What each step is known to begin with: policy and reference agree. */
  private static final Map<String, Map<String, Double>> FIRST =
      Map.of(
          "dpo", Map.of("loss", LN2, "rewards/margins", 0.0),
          "hinge", Map.of("loss", 1.0),
          "ipo", Map.of("loss", 25.0), // (1 / (2 beta))^2 with beta = 0.1
          "ipo-mean", Map.of("loss", 25.0),
          "robust-dpo", Map.of("loss", LN2),
          "online-dpo", Map.of("loss", LN2),
          "ppo", Map.of("policy/approxkl_start", 0.0, "objective/kl", 0.0));

  private static final String BEST_QUANTILE = "quark on the best quantile";

  @Parameter private String id;

  static List<String> ids() {
    return Stream.concat(
            PluginsTest.plugins().stream().map(OptimizerPlugin::id), Stream.of(BEST_QUANTILE))
        .toList();
  }

  @Override
  public OptimizerPlugin<?> plugin() {
    String name = id.equals(BEST_QUANTILE) ? "quark" : id;
    return PluginsTest.plugins().stream()
        .filter(p -> p.id().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Part<Optimizer> part() {
    return new Part<>(plugin(), few(plugin().defaults()));
  }

  @Override
  public Map<String, Double> firstStep() {
    return FIRST.getOrDefault(id, Map.of());
  }

  /** The same options for a few steps of short answers, large enough to be seen. */
  private Record few(Record options) {
    RecordComponent[] components = options.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = few(components[i], components[i].getAccessor().invoke(options));
      }
      return options.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("options that are not open", e);
    }
  }

  private Object few(RecordComponent component, Object value) {
    if (value instanceof TrainingOptions) {
      return new TrainingOptions(6, 1, 1, 3, true, new LengthLimits(), rule());
    } else if (value instanceof Decoding) {
      return Decoding.sampling(1, 2);
    } else if (value instanceof AdamW) {
      return rule();
    }
    return switch (component.getName()) {
      case "steps", "stepsPerRound", "pairs" -> 3;
      case "rounds", "n" -> 2;
      case "rollouts" -> 8;
      case "prompts" -> Math.min(3, (Integer) value);
      case "batchSize" -> 4;
      case "imitate" -> id.equals(BEST_QUANTILE) ? Imitate.BEST_QUANTILE : value;
      default -> value;
    };
  }

  private static AdamW rule() {
    return new AdamW(0.05, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 1);
  }
}
