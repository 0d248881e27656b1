package org.rlhf4j.runner.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.log.Visible;
import org.rlhf4j.runner.plugins.CatalogSource;
import org.rlhf4j.runner.run.PathRoots;

/**
 * Everything outside of the program that a command sees.
 *
 * @param console the user's screen
 * @param places the folders that paths start from
 * @param plugins the program's own plugins
 */
public record Surroundings(Console console, PathRoots places, CatalogSource plugins) {

  /** Those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        new Console(
            writer(FileDescriptor.out),
            writer(FileDescriptor.err),
            isTerminal(),
            Console.columns(System.getProperty("rlhf4j.columns"))),
        PathRoots.of(System.getenv(), System.getProperty("rlhf4j.home")),
        Catalog::load);
  }

  /**
   * The same, with results that show control characters. Those of the error stream are written by
   * the program too, for its progress bar; texts of others are made visible before.
   */
  Surroundings visible() {
    return new Surroundings(
        new Console(
            Visible.writer(console.out()), console.err(), console.terminal(), console.columns()),
        places,
        plugins);
  }

  /** The same, noting the layers of dropped-in jars that plugins are loaded from. */
  Surroundings rememberingLayers(List<ModuleLayer> layers) {
    return new Surroundings(
        console,
        places,
        found -> {
          layers.addAll(found);
          return plugins.load(found);
        });
  }

  /** UTF-8 but on Windows: in a container without a locale Java would print "?" for "±". */
  private static PrintWriter writer(FileDescriptor descriptor) {
    boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win");
    Charset charset = windows ? Charset.defaultCharset() : StandardCharsets.UTF_8;
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), charset), true);
  }

  /**
   * Whether standard error is a terminal. The launcher knows ({@code rlhf4j.terminal}); Java knows
   * only whether input and output both are one, and since 22 not even that by this call.
   */
  @SuppressWarnings("SystemConsoleNull") // asked only where it means something
  private static boolean isTerminal() {
    String told = System.getProperty("rlhf4j.terminal");
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    return Runtime.version().feature() < 22 && System.console() != null;
  }
}
