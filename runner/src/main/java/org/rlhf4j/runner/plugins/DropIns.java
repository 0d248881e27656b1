package org.rlhf4j.runner.plugins;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.spec.OptionsTable;

/**
 * Loads jars that people drop into a folder, as modules of a layer of their own above the program.
 * A jar that does not fit is left out with one line that says why and what to do; the others are
 * there all the same.
 */
public final class DropIns {
  private final CatalogSource source;
  private final List<DropInJar> described = new ArrayList<>();
  private final List<DropInJar> accepted = new ArrayList<>();
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
    List.copyOf(dropIns.described).forEach(dropIns::add);
    return new Found(
        dropIns.catalog,
        dropIns.accepted.stream().map(DropInJar::path).toList(),
        List.copyOf(dropIns.complaints));
  }

  private void describeJars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(f -> f.getFileName().toString().endsWith(".jar"))
          .sorted()
          .forEach(this::describe);
    } catch (IOException e) {
      throw new UserException(
          "the plugin folder " + folder + " cannot be read: " + UserException.reason(e), e);
    }
  }

  private void describe(Path path) {
    try {
      DropInJar jar = DropInJar.of(path);
      for (DropInJar other : described) {
        if (other.name().equals(jar.name())) {
          throw new Misfit(
              "its module "
                  + jar.name()
                  + " is in "
                  + other.path()
                  + " too; remove one of the two");
        }
      }
      Optional<String> misfit = jar.versionMisfit();
      if (misfit.isPresent()) {
        throw new Misfit(misfit.get());
      }
      described.add(jar);
    } catch (Misfit e) {
      complain(path, e);
    }
  }

  private void add(DropInJar jar) {
    try {
      if (!jar.offersPlugins()) {
        if (described.stream().noneMatch(jar::serves)) {
          throw new Misfit(
              "its module "
                  + jar.name()
                  + " provides no plugin, and no other jar needs it; add \"provides"
                  + " org.rlhf4j.api.plugin.KIND with CLASS\" to its module-info.java");
        }
      }
      List<DropInJar> candidates = new ArrayList<>(accepted);
      candidates.add(jar);
      Catalog found = source.load(List.of(layer(candidates)));
      readOptions(found, jar);
      catalog = found;
      accepted.add(jar);
    } catch (Misfit e) {
      complain(jar.path(), e);
    } catch (FindException | ResolutionException | LayerInstantiationException e) {
      complain(jar.path(), sharedPackage(jar).orElseGet(() -> Misfit.of(e)));
    } catch (ServiceConfigurationError | LinkageError | UserException e) {
      complain(jar.path(), Misfit.of(e));
    }
  }

  private ModuleLayer layer(List<DropInJar> jars) {
    // jars that are no plugins may still be what a plugin requires
    ModuleFinder finder =
        ModuleFinder.of(described.stream().map(DropInJar::path).toArray(Path[]::new));
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration()
            .resolve(finder, ModuleFinder.of(), jars.stream().map(DropInJar::name).toList());
    return boot.defineModulesWithOneLoader(configuration, DropIns.class.getClassLoader());
  }

  /**
   * What {@code plugins} and {@code schema} ask of every plugin: one that fails would stop them.
   */
  private static void readOptions(Catalog catalog, DropInJar jar) throws Misfit {
    for (Class<? extends Plugin<?, ?>> kind : Catalog.KINDS.keySet()) {
      for (Plugin<?, ?> plugin : catalog.all(kind)) {
        if (jar.name().equals(plugin.getClass().getModule().getName())) {
          try {
            OptionsTable.of(plugin.defaults());
          } catch (RuntimeException | LinkageError e) {
            throw new Misfit(
                "the options of its plugin "
                    + plugin.getClass().getName()
                    + " cannot be read: "
                    + e.getMessage(),
                e);
          }
        }
      }
    }
  }

  /** Two modules that see each other cannot have a package in common. */
  private Optional<Misfit> sharedPackage(DropInJar jar) {
    for (DropInJar other : accepted) {
      for (String name : other.module().packages()) {
        if (jar.module().packages().contains(name)) {
          return Optional.of(sharedPackage(name, other.path().toString()));
        }
      }
    }
    for (Module other : ModuleLayer.boot().modules()) {
      ModuleDescriptor descriptor = other.getDescriptor();
      for (String name : descriptor.packages()) {
        if (jar.module().packages().contains(name)) {
          return Optional.of(sharedPackage(name, "the module " + descriptor.name()));
        }
      }
    }
    return Optional.empty();
  }

  private static Misfit sharedPackage(String name, String where) {
    return new Misfit(
        "its package "
            + name
            + " is in "
            + where
            + " too, and a package belongs to one module; rename it, or leave it out of the jar");
  }

  private void complain(Path jar, Misfit misfit) {
    complaints.add(jar + " does not fit and is left out: " + misfit.getMessage());
  }
}
