package org.rlhf4j.runner.plugins;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

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

  /**
   * Runs its tests on the class path, together with its classes: the program that tests this has
   * the test kit and JUnit on the class path too.
   */
  TestExecutionSummary test(JarMaker maker) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String folder : List.of("src/main/java", "src/test/java")) {
      for (Path file : JarMaker.files(root.resolve(folder), ".java")) {
        if (!file.endsWith("module-info.java")) {
          String name = root.resolve(folder).relativize(file).toString();
          sources.put(name, Files.readString(file));
        }
      }
    }
    Path tests =
        maker.compile(
            sources,
            JarMaker.modulePath(),
            "--class-path",
            System.getProperty("java.class.path"),
            "--add-modules",
            "org.rlhf4j.exact");
    copy(root.resolve("src/main/resources"), tests);
    // what the module's descriptor says of its plugins, as the class path has it
    ModuleDescriptor module = ModuleFinder.of(main(maker)).findAll().iterator().next().descriptor();
    Path services = Files.createDirectories(tests.resolve("META-INF/services"));
    for (ModuleDescriptor.Provides provides : module.provides()) {
      Files.write(services.resolve(provides.service()), provides.providers());
    }
    ClassLoader loader =
        new URLClassLoader(new URL[] {tests.toUri().toURL()}, PluginProject.class.getClassLoader());
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
