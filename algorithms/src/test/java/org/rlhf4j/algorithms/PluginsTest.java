package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.algorithms.iterated.ExpertIterationStep;
import org.rlhf4j.algorithms.iterated.QuarkStep;
import org.rlhf4j.algorithms.policygradient.GrpoStep;
import org.rlhf4j.algorithms.policygradient.ReinforceStep;
import org.rlhf4j.algorithms.policygradient.RlooStep;
import org.rlhf4j.algorithms.policygradient.TrpoStep;
import org.rlhf4j.algorithms.ppo.PpoStep;
import org.rlhf4j.algorithms.preference.Kto;
import org.rlhf4j.algorithms.preference.OnlineDpo;
import org.rlhf4j.algorithms.preference.Orpo;
import org.rlhf4j.algorithms.supervised.SftStep;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.pairs.PairReport;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.plugin.OptimizerPlugin;

/** Every method is found, and tells what a spec and a log need to know. */
final class PluginsTest {

  static List<OptimizerPlugin<?>> plugins() {
    return List.copyOf(Catalog.load(List.of()).all(OptimizerPlugin.class)).stream()
        .<OptimizerPlugin<?>>map(p -> p)
        .toList();
  }

  @Test
  void everyMethodIsFoundByItsId() {
    assertEquals(
        List.of(
            "best-of-n",
            "binary-feedme",
            "binary-reward-conditioning",
            "control-token",
            "dpo",
            "expert-iteration",
            "grpo",
            "hinge",
            "ipo",
            "ipo-mean",
            "kto",
            "online-dpo",
            "orpo",
            "ppo",
            "quark",
            "reinforce",
            "rloo",
            "robust-dpo",
            "sft",
            "simpo",
            "trpo"),
        plugins().stream().map(OptimizerPlugin::id).toList());
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void everyOptionIsExplained(OptimizerPlugin<?> plugin) {
    assertFalse(plugin.summary().isBlank());
    assertExplained(plugin.defaults().getClass(), plugin.getClass().getModule());
  }

  private static void assertExplained(Class<?> options, Module module) {
    assertTrue(Modifier.isPublic(options.getModifiers()), options + " is public");
    assertTrue(module.isExported(options.getPackageName()), options + " is exported");
    for (RecordComponent component : options.getRecordComponents()) {
      assertNotNull(
          component.getAnnotation(Option.class), options.getSimpleName() + "." + component);
      if (component.getType().isRecord() && component.getType().getModule() == module) {
        assertExplained(component.getType(), module);
      }
    }
  }

  static Stream<Class<?>> steps() {
    return Stream.of(
        PairReport.Step.class,
        ExpertIterationStep.class,
        GrpoStep.class,
        Kto.Step.class,
        OnlineDpo.Step.class,
        Orpo.Step.class,
        PpoStep.class,
        QuarkStep.class,
        ReinforceStep.class,
        RlooStep.class,
        SftStep.class,
        TrpoStep.class);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void everyMetricHasANameOfItsOwnAndAFormula(Class<?> step) {
    assertExplained(step, new HashSet<>());
  }

  private static void assertExplained(Class<?> step, Set<String> names) {
    for (RecordComponent component : step.getRecordComponents()) {
      if (component.getType().isRecord()) {
        assertExplained(component.getType(), names);
        continue;
      }
      Metric metric = component.getAnnotation(Metric.class);
      assertNotNull(metric, step.getName() + "." + component.getName());
      assertTrue(names.add(metric.name()), metric.name() + " is there twice");
      assertFalse(metric.doc().isBlank());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "objective/kl",
        "objective/entropy",
        "objective/kl_coef",
        "objective/non_score_reward",
        "objective/rlhf_reward",
        "objective/scores",
        "policy/approxkl_avg",
        "policy/clipfrac_avg",
        "loss/policy_avg",
        "loss/value_avg",
        "val/clipfrac_avg",
        "val/ratio",
        "val/ratio_var",
        "val/num_eos_tokens",
        "lr",
        "episode"
      })
  void ppoLogsTheNamesOfTrl(String name) {
    assertTrue(
        Stream.of(PpoStep.class.getRecordComponents())
            .anyMatch(c -> c.getAnnotation(Metric.class).name().equals(name)));
  }
}
