package org.rlhf4j.api.plugin;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;

/** All plugins that are there, by kind and id. */
public final class Catalog {

  /** The kinds of plugins, with the word that people use for each. */
  public static final Map<Class<? extends Plugin<?, ?>>, String> KINDS = kinds();

  private final Map<Class<?>, TreeMap<String, Plugin<?, ?>>> plugins = new LinkedHashMap<>();

  private Catalog() {}

  /**
   * Finds plugins in this class path or module path and in further layers.
   *
   * @param layers module layers of dropped-in jars
   * @throws UserException if two plugins of a kind have one id, or a provider does not load; all
   *     problems at once
   */
  public static Catalog load(List<ModuleLayer> layers) {
    Catalog catalog = new Catalog();
    List<String> problems = new ArrayList<>();
    for (Class<? extends Plugin<?, ?>> kind : KINDS.keySet()) {
      catalog.addAll(kind, layers, problems);
    }
    if (!problems.isEmpty()) {
      throw new UserException(Excerpt.lines(problems));
    }
    return catalog;
  }

  /**
   * A catalog of given plugins, for tests and for programs that bring their own.
   *
   * @throws UserException if two plugins of a kind have one id
   */
  public static Catalog of(List<? extends Plugin<?, ?>> plugins) {
    Catalog catalog = new Catalog();
    List<String> problems = new ArrayList<>();
    for (Class<? extends Plugin<?, ?>> kind : KINDS.keySet()) {
      plugins.stream().filter(kind::isInstance).forEach(p -> catalog.add(kind, p, problems));
    }
    if (!problems.isEmpty()) {
      throw new UserException(Excerpt.lines(problems));
    }
    return catalog;
  }

  private <P extends Plugin<?, ?>> void addAll(
      Class<P> kind, List<ModuleLayer> layers, List<String> problems) {
    add(kind, ServiceLoader.load(kind), problems);
    for (ModuleLayer layer : layers) {
      add(kind, ServiceLoader.load(layer, kind), problems);
    }
  }

  private <P extends Plugin<?, ?>> void add(
      Class<P> kind, ServiceLoader<P> found, List<String> problems) {
    var providers = found.stream().toList();
    for (ServiceLoader.Provider<P> provider : providers) {
      try {
        P plugin = provider.get();
        // lists and checks of specs ask for these of all plugins: one that fails would stop them
        Objects.requireNonNull(plugin.summary(), "summary() gave null");
        Objects.requireNonNull(plugin.defaults(), "defaults() gave null");
        add(kind, plugin, problems);
      } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
        problems.add(
            "the "
                + KINDS.get(kind)
                + " plugin "
                + provider.type().getName()
                + " does not load: "
                + reason(e));
      }
    }
  }

  /** Why a plugin failed: what its own code threw, or what it lacks that it was compiled with. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String what = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
      return "it needs the class "
          + what.replace('/', '.')
          + ", which is not there; put the jar that holds it beside it, or build it again";
    }
    if (cause instanceof IncompatibleClassChangeError) { // no such method or field, or abstract
      return "it was built against another version of rlhf4j or of a library ("
          + cause.getClass().getSimpleName()
          + ": "
          + what
          + "); take a version of it that was built for this one, or build it again";
    }
    return "it threw " + cause.toString().lines().findFirst().orElse("") + "; ask its author";
  }

  private void add(Class<?> kind, Plugin<?, ?> plugin, List<String> problems) {
    Objects.requireNonNull(plugin.id(), "id() gave null");
    TreeMap<String, Plugin<?, ?>> byId = plugins.computeIfAbsent(kind, k -> new TreeMap<>());
    Plugin<?, ?> other = byId.putIfAbsent(plugin.id(), plugin);
    if (other != null && other.getClass() != plugin.getClass()) {
      problems.add(
          "two "
              + KINDS.get(kind)
              + " plugins have the id \""
              + plugin.id()
              + "\": "
              + where(other)
              + " and "
              + where(plugin)
              + "; remove one of them, or give yours another id");
    }
  }

  private static String where(Plugin<?, ?> plugin) {
    CodeSource source = plugin.getClass().getProtectionDomain().getCodeSource();
    return plugin.getClass().getName()
        + " in "
        + (source == null ? plugin.getClass().getModule() : source.getLocation().getPath());
  }

  /** All plugins of a kind, by id. */
  @SuppressWarnings("unchecked") // filled by add with instances of the kind
  public <P extends Plugin<?, ?>> Collection<P> all(Class<P> kind) {
    return (Collection<P>) plugins.getOrDefault(kind, new TreeMap<>()).values();
  }

  /**
   * The plugin of an id.
   *
   * @throws UserException if there is none; the message lists what is there and suggests the
   *     nearest id
   */
  public <P extends Plugin<?, ?>> P get(Class<P> kind, String id) {
    Collection<P> all = all(kind);
    return all.stream()
        .filter(p -> p.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "there is no "
                        + KINDS.get(kind)
                        + " \""
                        + Excerpt.value(id)
                        + "\"; "
                        + Suggestion.among(id, all.stream().map(Plugin::id).toList())
                        + "there is "
                        + all.stream().map(Plugin::id).collect(Collectors.joining(", "))));
  }

  @SuppressWarnings(
      "unchecked") // a raw interface class is the only class there is of a generic interface
  private static Map<Class<? extends Plugin<?, ?>>, String> kinds() {
    Map<Class<?>, String> kinds = new LinkedHashMap<>();
    kinds.put(PolicyPlugin.class, "policy");
    kinds.put(DataSourcePlugin.class, "data source");
    kinds.put(RewardModelPlugin.class, "reward");
    kinds.put(JudgePlugin.class, "judge");
    kinds.put(OptimizerPlugin.class, "method");
    kinds.put(EvaluatorPlugin.class, "evaluator");
    kinds.put(WorkbenchPlugin.class, "workbench");
    Map<Class<? extends Plugin<?, ?>>, String> typed = new LinkedHashMap<>();
    kinds.forEach((kind, word) -> typed.put((Class<? extends Plugin<?, ?>>) kind, word));
    return Collections.unmodifiableMap(typed);
  }
}
