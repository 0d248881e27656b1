package org.rlhf4j.runner.plugins;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.rlhf4j.api.plugin.Catalog;

/** Which module a class of a plugin lies in, found by the name of the class alone. */
final class PluginModules {
  private PluginModules() {}

  /**
   * The jar and the module, for people.
   *
   * @param type a class's name
   * @param dropIns layers of dropped-in jars, the newest last
   * @return empty if it is the class of no plugin
   */
  static Optional<String> home(String type, List<ModuleLayer> dropIns) {
    String inPackage = type.substring(0, Math.max(0, type.lastIndexOf('.')));
    List<ModuleLayer> newestFirst = new ArrayList<>(dropIns);
    Collections.reverse(newestFirst);
    return newestFirst.stream()
        .flatMap(layer -> layer.modules().stream())
        .filter(module -> module.getPackages().contains(inPackage))
        .findFirst()
        .map(module -> jar(module) + " (module " + module.getName() + ")")
        .or(
            () ->
                ModuleLayer.boot().modules().stream()
                    .filter(module -> module.getPackages().contains(inPackage))
                    .filter(PluginModules::offersPlugins)
                    .findFirst()
                    .map(module -> "the module " + module.getName()));
  }

  private static String jar(Module module) {
    return module
        .getLayer()
        .configuration()
        .findModule(module.getName())
        .flatMap(found -> found.reference().location())
        .map(uri -> uri.getPath() == null ? uri.toString() : uri.getPath())
        .orElse("a jar");
  }

  private static boolean offersPlugins(Module module) {
    return module.getDescriptor().provides().stream()
        .anyMatch(
            p ->
                Catalog.KINDS.keySet().stream()
                    .anyMatch(kind -> kind.getName().equals(p.service())));
  }
}
