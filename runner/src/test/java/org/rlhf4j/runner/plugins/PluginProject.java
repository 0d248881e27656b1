package org.rlhf4j.runner.plugins;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.rlhf4j.exact.TabularPolicy;

/**
 * A stand-alone project of a plugin, built here as its own pom.xml builds it, but with the modules
 * of this program in the place of published jars: docs/decisions.md says why not with Maven.
 *
 * @param root its folder
 */
record PluginProject(Path root) {
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<dependency>\\s*<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>"
              + "\\s*<version>(.*?)</version>\\s*<scope>(.*?)</scope>\\s*</dependency>");

  /** One of the examples. */
  static PluginProject example(String name) {
    return new PluginProject(Path.of("..", "examples", name));
  }

  /** All of pom.xml. */
  String pom() throws IOException {
    return Files.readString(root.resolve("pom.xml"));
  }

  /** Group, artifact and scope of every dependency. */
  List<String> dependencies() throws IOException {
    Matcher matcher = DEPENDENCY.matcher(pom());
    return matcher.results().map(r -> r.group(1) + ":" + r.group(2) + ":" + r.group(4)).toList();
  }

  /** Everything that calls itself a dependency. */
  long dependencyTags() throws IOException {
    return Pattern.compile("<dependency>").matcher(pom()).results().count();
  }

  /** The versions that pom.xml asks of us. */
  List<String> versionsOfOurs() throws IOException {
    String pom = pom().replaceAll("(?s)<!--.*?-->", "");
    String property = "<rlhf4j.version>(.*?)</rlhf4j.version>";
    String dependency = "<artifactId>rlhf4j-[a-z]+</artifactId>\\s*<version>(\\d.*?)</version>";
    return Pattern.compile(property + "|" + dependency)
        .matcher(pom)
        .results()
        .map(PluginProject::firstGroup)
        .toList();
  }

  private static String firstGroup(MatchResult result) {
    return result.group(1) == null ? result.group(2) : result.group(1);
  }

  /** Its jar, named as Maven names it. */
  Path jar(JarMaker maker, Path folder) throws IOException {
    Matcher name =
        Pattern.compile("<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>")
            .matcher(pom());
    if (!name.find()) {
      throw new AssertionError("no artifactId in " + root);
    }
    Path classes = main(maker);
    Path jar = folder.resolve(name.group(1) + "-" + name.group(2) + ".jar");
    return JarMaker.pack(jar, classes, "--module-version", name.group(2));
  }

  private Path main(JarMaker maker) throws IOException {
    Path classes = maker.compile(root.resolve("src/main/java"), JarMaker.modulePath());
    copy(root.resolve("src/main/resources"), classes);
    return classes;
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      for (Path file : JarMaker.files(from, "")) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isRegularFile(file)) {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }

  /** Runs its tests, inside its module as Surefire does. */
  TestExecutionSummary test(JarMaker maker) throws IOException {
    Path classes = main(maker);
    String name = ModuleFinder.of(classes).findAll().iterator().next().descriptor().name();
    Path tests =
        maker.compile(
            root.resolve("src/test/java"),
            JarMaker.modulePath() + File.pathSeparator + classes,
            "--class-path",
            System.getProperty("java.class.path"),
            "--patch-module",
            name + "=" + root.resolve("src/test/java"),
            "--add-modules",
            name + ",org.rlhf4j.testkit,org.junit.jupiter.api",
            "--add-reads",
            name + "=org.rlhf4j.testkit,org.junit.jupiter.api,ALL-UNNAMED");
    copy(tests, classes);
    ModuleLayer boot = TabularPolicy.class.getModule().getLayer();
    Configuration configuration =
        boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of(name));
    ModuleLayer.Controller controller =
        ModuleLayer.defineModulesWithOneLoader(
            configuration, List.of(boot), PluginProject.class.getClassLoader());
    Module module = controller.layer().findModule(name).orElseThrow();
    Module junit = Test.class.getModule();
    Module reflection = boot.findModule("org.junit.platform.commons").orElseThrow();
    for (Module other : List.of(TabularPolicy.class.getModule(), junit, reflection)) {
      controller.addReads(module, other);
    }
    module.getPackages().forEach(p -> controller.addOpens(module, p, reflection));
    ClassLoader loader = controller.layer().findLoader(name);
    List<ClassSelector> selectors = new ArrayList<>();
    for (Path file : JarMaker.files(tests, "Test.class")) {
      String type = tests.relativize(file).toString().replace(File.separatorChar, '.');
      try {
        selectors.add(
            DiscoverySelectors.selectClass(
                loader.loadClass(type.substring(0, type.length() - ".class".length()))));
      } catch (ClassNotFoundException e) {
        throw new AssertionError(e);
      }
    }
    return run(LauncherDiscoveryRequestBuilder.request().selectors(selectors).build(), loader);
  }

  private static TestExecutionSummary run(LauncherDiscoveryRequest request, ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    thread.setContextClassLoader(loader);
    try {
      LauncherFactory.create().execute(request, listener);
    } finally {
      thread.setContextClassLoader(before);
    }
    return listener.getSummary();
  }
}
