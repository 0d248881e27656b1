package org.rlhf4j.runner.plugins;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.stream.Stream;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;

/**
 * Loads jars that people drop into a folder, as modules of a layer of their own above the program.
 * A jar that does not fit is left out with one line that says why; the others are there all the
 * same.
 */
public final class DropIns {
  private final CatalogSource source;
  private final Map<Path, String> modules = new LinkedHashMap<>();
  private final List<Path> accepted = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private Catalog catalog;

  private DropIns(CatalogSource source) {
    this.source = source;
    this.catalog = source.load(List.of());
  }

  /**
   * All plugins.
   *
   * @param catalog the plugins of the program and of the jars that fit
   * @param jars the jars that fit
   * @param complaints one line for each jar that does not
   */
  public record Found(Catalog catalog, List<Path> jars, List<String> complaints) {}

  /**
   * Finds all plugins.
   *
   * @param source the program's own
   * @param folders where jars may lie; all of them exist
   */
  public static Found find(CatalogSource source, List<Path> folders) {
    DropIns dropIns = new DropIns(source);
    folders.forEach(dropIns::describeJars);
    // one more at a time: then whatever fails is the fault of the jar that came last
    dropIns.modules.keySet().forEach(dropIns::add);
    return new Found(
        dropIns.catalog, List.copyOf(dropIns.accepted), List.copyOf(dropIns.complaints));
  }

  private void describeJars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(f -> f.getFileName().toString().endsWith(".jar"))
          .sorted()
          .forEach(this::describe);
    } catch (IOException e) {
      throw new UserException("the plugin folder " + folder + " cannot be read: " + e, e);
    }
  }

  private void describe(Path jar) {
    if (!Files.isRegularFile(jar)) {
      complain(jar, new FindException(Files.isDirectory(jar) ? "it is a folder" : "it is no file"));
      return;
    }
    try {
      Set<ModuleReference> found = ModuleFinder.of(jar).findAll();
      if (found.isEmpty()) {
        throw new FindException("it holds no module");
      }
      String name = found.iterator().next().descriptor().name();
      if (modules.containsValue(name)) {
        throw new FindException("another jar holds the module " + name + " too");
      }
      modules.put(jar, name);
    } catch (FindException e) {
      complain(jar, e);
    }
  }

  private void add(Path jar) {
    List<Path> candidates = new ArrayList<>(accepted);
    candidates.add(jar);
    try {
      catalog = source.load(List.of(layer(candidates)));
      accepted.add(jar);
    } catch (FindException
        | ResolutionException
        | LayerInstantiationException
        | ServiceConfigurationError
        | LinkageError
        | UserException e) {
      complain(jar, e);
    }
  }

  private ModuleLayer layer(List<Path> jars) {
    // jars that are no plugins may still be what a plugin requires
    ModuleFinder finder = ModuleFinder.of(modules.keySet().toArray(Path[]::new));
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration()
            .resolve(finder, ModuleFinder.of(), jars.stream().map(modules::get).toList());
    return boot.defineModulesWithOneLoader(configuration, DropIns.class.getClassLoader());
  }

  private void complain(Path jar, Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String why = e == cause ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause;
    complaints.add(jar + " does not fit and is left out: " + why.replace("\n", "; "));
  }
}
