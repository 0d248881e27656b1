package org.rlhf4j.api.plugin;

/**
 * Makes one kind of thing under one id. Plugins are found by {@link java.util.ServiceLoader} under
 * the interface of their kind: {@link PolicyPlugin}, {@link RewardModelPlugin}, {@link
 * JudgePlugin}, {@link OptimizerPlugin}, {@link EvaluatorPlugin}, {@link DataSourcePlugin}, {@link
 * WorkbenchPlugin}.
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
   * Makes the thing. Cheap: files are opened and models loaded here, but nothing is trained.
   *
   * @throws org.rlhf4j.api.UserException if the options do not fit together or a file is not usable
   */
  T create(O options, PluginContext context);
}
