package org.rlhf4j.runner.plugins;

import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.rlhf4j.api.plugin.Catalog;

/**
 * A jar that somebody dropped in, as far as it is known before anything of it is loaded.
 *
 * @param path where it lies
 * @param module its descriptor, that of an automatic module where it has none of its own
 */
record DropInJar(Path path, ModuleDescriptor module) {
  private static final Set<String> KINDS =
      Catalog.KINDS.keySet().stream().map(Class::getName).collect(Collectors.toSet());

  /**
   * Looks at a file.
   *
   * @throws Misfit if it is no jar, or no module can be made of it
   */
  static DropInJar of(Path path) throws Misfit {
    if (Files.isDirectory(path)) {
      throw new Misfit("it is a folder; make a jar of it: jar --create --file NAME.jar -C DIR .");
    }
    if (!Files.isRegularFile(path)) {
      throw new Misfit("it is no file, perhaps a link to one that is gone");
    }
    try {
      new JarFile(path.toFile()).close();
    } catch (IOException e) {
      throw new Misfit("it is no jar (" + e.getMessage() + "); copy or build it again", e);
    }
    try {
      Set<ModuleReference> found = ModuleFinder.of(path).findAll();
      if (found.isEmpty()) {
        throw new Misfit("it holds no module; add a module-info.java, or a manifest at least");
      }
      return new DropInJar(path, found.iterator().next().descriptor());
    } catch (FindException e) {
      throw Misfit.of(e);
    }
  }

  /** The name of its module. */
  String name() {
    return module.name();
  }

  /** Whether it names a plugin. */
  boolean offersPlugins() {
    return module.provides().stream().anyMatch(p -> KINDS.contains(p.service()));
  }

  /** Whether this jar may be there for another's sake. */
  boolean serves(DropInJar other) {
    return !other.path.equals(path)
        && (other.module.requires().stream().anyMatch(r -> r.name().equals(name()))
            || (other.module.isAutomatic() && module.isAutomatic()));
  }

  /** Why it cannot run with this version of the api, which it does not itself know. */
  Optional<String> versionMisfit() {
    return ApiVersion.compiledInto(module)
        .flatMap(built -> ApiVersion.running().flatMap(built::misfit));
  }
}
