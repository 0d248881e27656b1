package org.rlhf4j.runner.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.runner.plugins.PluginHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code plugins}: what there is, and what can be set. */
@Command(
    name = "plugins",
    mixinStandardHelpOptions = true,
    header = "Lists the plugins, or the options of one.",
    description =
        "Plugins are those of the program, of plugins/ next to it, and of the folder given.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PluginsCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "ID", arity = "0..1", description = "Show the options of this plugin.")
  private @Nullable String id;

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Catalog catalog = common.catalog(s);
    PrintWriter out = s.console().out();
    if (id == null) {
      list(catalog).forEach(out::println);
      return 0;
    }
    List<String> lines = describe(catalog, id);
    if (lines.isEmpty()) {
      List<String> ids = ids(catalog);
      throw new UserException(
          "there is no plugin \""
              + id
              + "\"; "
              + Suggestion.among(id, ids)
              + "there is"
              + byKind(catalog));
    }
    lines.forEach(out::println);
    return 0;
  }

  private static List<String> ids(Catalog catalog) {
    return Catalog.KINDS.keySet().stream()
        .flatMap(kind -> catalog.all(kind).stream())
        .map(Plugin::id)
        .distinct()
        .toList();
  }

  private static String byKind(Catalog catalog) {
    List<List<String>> rows = new ArrayList<>();
    Catalog.KINDS.forEach(
        (kind, name) -> {
          List<String> ids = catalog.all(kind).stream().map(Plugin::id).toList();
          if (!ids.isEmpty()) {
            rows.add(List.of("  " + name, String.join(", ", ids)));
          }
        });
    return Columns.lines(rows).stream().map(line -> "\n" + line).collect(Collectors.joining());
  }

  private static List<String> list(Catalog catalog) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<Class<? extends Plugin<?, ?>>, String> kind : Catalog.KINDS.entrySet()) {
      for (Plugin<?, ?> plugin : catalog.all(kind.getKey())) {
        PluginHome home = PluginHome.of(plugin);
        rows.add(
            List.of(
                kind.getValue(),
                plugin.id(),
                plugin.summary() + (home.dropIn() ? " [" + origin(home) + "]" : "")));
      }
    }
    return Columns.lines(rows);
  }

  /** Only of what was dropped in; all else has the version of the program. */
  private static String origin(PluginHome home) {
    String jar = home.jar().map(j -> j.getFileName().toString()).orElse("dropped in");
    return jar + home.version().map(v -> ", " + v).orElse("");
  }

  private static List<String> describe(Catalog catalog, String id) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<Class<? extends Plugin<?, ?>>, String> kind : Catalog.KINDS.entrySet()) {
      for (Plugin<?, ?> plugin : catalog.all(kind.getKey())) {
        if (plugin.id().equals(id)) {
          lines.addAll(PluginText.of(kind.getValue(), plugin));
        }
      }
    }
    return lines;
  }
}
