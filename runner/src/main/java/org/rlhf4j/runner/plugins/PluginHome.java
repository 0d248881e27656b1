package org.rlhf4j.runner.plugins;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.rlhf4j.api.plugin.Plugin;

/**
 * Where a plugin comes from.
 *
 * @param jar its jar; empty where its classes lie in a folder
 * @param version of its module, or as its jar's manifest has it; empty where neither tells
 * @param dropIn whether it comes from a jar that somebody dropped in, and not with the program
 */
public record PluginHome(Optional<Path> jar, Optional<String> version, boolean dropIn) {

  /** That of a plugin. */
  public static PluginHome of(Plugin<?, ?> plugin) {
    Module module = plugin.getClass().getModule();
    Optional<Path> jar = jar(plugin.getClass());
    ModuleDescriptor descriptor = module.getDescriptor();
    Optional<String> version = descriptor == null ? Optional.empty() : descriptor.rawVersion();
    ModuleLayer layer = module.getLayer();
    return new PluginHome(
        jar,
        version.or(() -> jar.flatMap(PluginHome::manifestVersion)),
        layer != null && layer != ModuleLayer.boot());
  }

  private static Optional<Path> jar(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return source == null || source.getLocation() == null
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> manifestVersion(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Optional.ofNullable(file.getManifest())
          .map(m -> m.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
