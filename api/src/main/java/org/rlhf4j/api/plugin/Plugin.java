package org.rlhf4j.api.plugin;

import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.Option;

/**
 * Makes one kind of thing under one id. Plugins are found by {@link java.util.ServiceLoader} under
 * the interface of their kind: {@link PolicyPlugin}, {@link RewardModelPlugin}, {@link
 * JudgePlugin}, {@link OptimizerPlugin}, {@link EvaluatorPlugin}, {@link DataSourcePlugin}, {@link
 * WorkbenchPlugin}.
 *
 * <p>The class carries a {@link Source}, which says where what it does was published.
 *
 * @param <T> what it makes
 * @param <O> its options: a public record in an exported package, each component with an {@link
 *     Option}
 */
public interface Plugin<T, O extends Record> {

  /** The id in specs, kebab-case. It is stored with results and never changes. */
  String id();

  /** What it is, in one line for lists. */
  String summary();

  /**
   * The options of a spec that gives none. A component that is null here must be given or is
   * optional.
   */
  O defaults();

  /**
   * The options of a spec that names one of the {@link #presets()} in its option {@code preset} and
   * gives nothing else: what the preset's source has outside of the preset's own values, such as a
   * learning rate.
   *
   * @param preset a key of {@link #presets()}
   */
  default O defaults(String preset) {
    return defaults();
  }

  /**
   * What options amount to where they name a preset and departures from it: every choice by its
   * name, none of them null. It is written into the folder of a run as its conventions.
   *
   * @param options of this plugin
   * @return empty where the options say all by themselves
   */
  default Optional<Record> resolved(O options) {
    return Optional.empty();
  }

  /**
   * The presets that an option chooses among, in the spelling of specs, with the values that each
   * stands for; {@code plugins ID} shows them beside each other. Empty where there are none.
   */
  default Map<String, Record> presets() {
    return Map.of();
  }

  /**
   * Makes the thing. Cheap: files are opened and models loaded here, but nothing is trained.
   *
   * @throws org.rlhf4j.api.UserException if the options do not fit together or a file is not usable
   */
  T create(O options, PluginContext context);
}
