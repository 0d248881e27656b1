package org.rlhf4j.runner.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.rlhf4j.api.plugin.Catalog;

/** Compiles sources into jars, with the compiler and the jar tool of this JDK. */
final class JarMaker {
  private final Path temporary;

  /** With a folder for sources and classes. */
  JarMaker(Path temporary) {
    this.temporary = temporary;
  }

  /** Where the modules of this program are. */
  static String modulePath() {
    return System.getProperty("jdk.module.path");
  }

  /**
   * A jar of sources that are given as text.
   *
   * @param sources texts by path; the api is there also without a module-info
   * @param modulePath what they are compiled with
   */
  Path jar(Path made, Map<String, String> sources, String modulePath) {
    return pack(made, compile(sources, modulePath));
  }

  /** Compiles sources that are given as text into a new folder. */
  Path compile(Map<String, String> sources, String modulePath, String... more) {
    Path folder = fresh("sources");
    sources.forEach((name, text) -> write(folder.resolve(name), text));
    return compile(folder, modulePath, more);
  }

  /** Compiles all sources below a folder into a new folder. */
  Path compile(Path sources, String modulePath, String... more) {
    Path classes = fresh("classes");
    List<String> arguments =
        new ArrayList<>(
            List.of("-d", classes.toString(), "-proc:none", "--module-path", modulePath));
    List<Path> files = files(sources, ".java");
    if (files.stream().noneMatch(f -> f.endsWith("module-info.java"))) {
      arguments.addAll(List.of("--add-modules", "org.rlhf4j.api"));
    }
    arguments.addAll(List.of(more));
    files.forEach(file -> arguments.add(file.toString()));
    tool("javac", arguments);
    return classes;
  }

  /** A jar of a folder. */
  static Path pack(Path made, Path classes, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--create", "--file", made.toString()));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("-C", classes.toString(), "."));
    tool("jar", arguments);
    return made;
  }

  /** The module path of this program with another version of the api's module. */
  String withApiVersion(String version) throws IOException {
    Path api = api();
    Path copy = fresh("api").resolve("api.jar");
    if (Files.isDirectory(api)) {
      pack(copy, api, "--module-version", version);
    } else {
      Files.copy(api, copy);
      tool("jar", List.of("--update", "--file", copy.toString(), "--module-version", version));
    }
    List<String> others =
        Stream.of(modulePath().split(File.pathSeparator))
            .filter(path -> !Path.of(path).toAbsolutePath().equals(api.toAbsolutePath()))
            .toList();
    return copy + File.pathSeparator + String.join(File.pathSeparator, others);
  }

  private static Path api() {
    return Path.of(
        Catalog.class
            .getModule()
            .getLayer()
            .configuration()
            .findModule("org.rlhf4j.api")
            .orElseThrow()
            .reference()
            .location()
            .orElseThrow());
  }

  static List<Path> files(Path folder, String end) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path fresh(String name) {
    try {
      return Files.createTempDirectory(temporary, name);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a tool of the JDK. */
  static void tool(String name, List<String> arguments) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    int code =
        ToolProvider.findFirst(name)
            .orElseThrow()
            .run(writer, writer, arguments.toArray(String[]::new));
    assertEquals(0, code, () -> name + ": " + said);
  }
}
