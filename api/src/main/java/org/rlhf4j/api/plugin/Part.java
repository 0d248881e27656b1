package org.rlhf4j.api.plugin;

/**
 * A plugin chosen in a spec together with its effective options; it stands in the options of
 * another plugin, as a judge does in those of an evaluator. {@link PluginContext#create} makes it.
 *
 * @param plugin the chosen plugin
 * @param options its options: the defaults overlaid with the spec
 * @param <T> what it makes
 */
public record Part<T>(Plugin<T, ?> plugin, Record options) {

  /** A plugin with its default options. */
  public static <T> Part<T> of(Plugin<T, ?> plugin) {
    return new Part<>(plugin, plugin.defaults());
  }

  /**
   * Makes it. Plugins call {@link PluginContext#create} instead, which gives each part a context of
   * its own.
   */
  public T create(PluginContext context) {
    return cast(plugin, options, context);
  }

  @SuppressWarnings("unchecked") // options were read as the class of plugin.defaults()
  private static <T, O extends Record> T cast(
      Plugin<T, O> plugin, Record options, PluginContext context) {
    return plugin.create((O) options, context);
  }
}
