package org.rlhf4j.runner.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
              + "there is "
              + String.join(", ", ids));
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

  private static List<String> list(Catalog catalog) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<Class<? extends Plugin<?, ?>>, String> kind : Catalog.KINDS.entrySet()) {
      for (Plugin<?, ?> plugin : catalog.all(kind.getKey())) {
        PluginHome home = PluginHome.of(plugin);
        rows.add(
            List.of(
                kind.getValue(),
                plugin.id(),
                home.version().orElse("-"),
                home.jar().map(jar -> jar.getFileName().toString()).orElse("-"),
                plugin.summary()));
      }
    }
    return Columns.lines(rows);
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
