package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.plugins.PluginHome;
import org.rlhf4j.runner.spec.Spec;
import org.rlhf4j.runner.spec.UsedParts;

/** Where a run comes from: program, plugins, machine, command and inputs. */
final class Provenance {
  /** What decides which native library runs, and with how many threads. */
  private static final List<String> VARIABLES =
      List.of("PYTORCH_FLAVOR", "PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "OMP_NUM_THREADS");

  private Provenance() {}

  static JsonObject json(Setup setup, Path specFile, List<String> commandLine, PathRoots places) {
    JsonObject json = program(commandLine, places);
    json.addProperty("seed", setup.seed());
    json.addProperty("device", setup.spec().device());
    json.addProperty("workingDirectory", places.working().toString());
    json.add("spec", file(specFile));
    json.add("plugins", plugins(setup.spec()));
    json.add("inputs", inputs(setup.files()));
    json.add("jars", array(jars()));
    return json;
  }

  /** The program and the machine that it runs on now. */
  static JsonObject program(List<String> commandLine, PathRoots places) {
    JsonObject json = new JsonObject();
    json.addProperty("rlhf4j", Version.text());
    commit(places.home()).ifPresent(c -> json.addProperty("commit", c));
    json.addProperty("started", Instant.now().toString());
    json.add("commandLine", array(commandLine));
    json.addProperty(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    json.addProperty(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    json.addProperty("processors", Runtime.getRuntime().availableProcessors());
    cpu().ifPresent(model -> json.addProperty("cpu", model));
    JsonObject variables = new JsonObject();
    for (String name : VARIABLES) {
      String value = System.getenv(name);
      if (value != null) {
        variables.addProperty(name, value);
      }
    }
    json.add("environment", variables);
    return json;
  }

  /** What the processor calls itself; empty where the system does not tell. */
  private static Optional<String> cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static JsonArray plugins(Spec spec) {
    JsonArray array = new JsonArray();
    for (Plugin<?, ?> plugin : UsedParts.of(spec)) {
      JsonObject json = new JsonObject();
      Catalog.KINDS.forEach(
          (kind, word) -> {
            if (kind.isInstance(plugin)) {
              json.addProperty("kind", word);
            }
          });
      json.addProperty("id", plugin.id());
      json.addProperty("class", plugin.getClass().getName());
      PluginHome home = PluginHome.of(plugin);
      home.version().ifPresent(version -> json.addProperty("version", version));
      home.jar().ifPresent(jar -> json.add("jar", file(jar)));
      json.addProperty("dropIn", home.dropIn());
      array.add(json);
    }
    return array;
  }

  private static JsonArray inputs(InputFiles files) {
    JsonArray array = new JsonArray();
    for (Path path : files.found()) {
      if (Files.isRegularFile(path)) {
        array.add(file(path));
        continue;
      }
      try (Stream<Path> inside = Files.list(path)) {
        inside.filter(Files::isRegularFile).sorted().forEach(f -> array.add(file(f)));
      } catch (IOException e) {
        throw new UserException(path + " cannot be read: " + UserException.reason(e), e);
      }
    }
    return array;
  }

  /** SHA-256 of a text. */
  static String sum(String text) {
    return sum(text.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 of bytes. */
  static String sum(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static JsonObject file(Path path) {
    JsonObject json = new JsonObject();
    json.addProperty("path", path.toAbsolutePath().normalize().toString());
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest sha = sha256();
      long bytes = new DigestInputStream(in, sha).transferTo(OutputStream.nullOutputStream());
      json.addProperty("bytes", bytes);
      json.addProperty("sha256", HexFormat.of().formatHex(sha.digest()));
    } catch (IOException e) {
      throw new UserException(path + " cannot be read: " + UserException.reason(e), e);
    }
    return json;
  }

  /** File names of all jars of the program; they tell the versions of the libraries. */
  private static List<String> jars() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(name -> System.getProperty(name, ""))
        .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
        .filter(entry -> !entry.isBlank())
        .flatMap(Provenance::jarsOf)
        .sorted()
        .distinct()
        .toList();
  }

  private static Stream<String> jarsOf(String entry) {
    Path path = Path.of(entry);
    if (!Files.isDirectory(path)) {
      return Stream.of(String.valueOf(path.getFileName()));
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".jar"))
          .toList()
          .stream();
    } catch (IOException e) {
      return Stream.of();
    }
  }

  /** The commit that the program's folder is at, where it is a checkout. */
  private static Optional<String> commit(@Nullable Path home) {
    if (home == null) {
      return Optional.empty();
    }
    try {
      String head = Files.readString(home.resolve(".git/HEAD")).trim();
      return Optional.of(
          head.startsWith("ref: ")
              ? Files.readString(home.resolve(".git").resolve(head.substring(5))).trim()
              : head);
    } catch (IOException e) {
      return Optional.empty(); // no checkout, or a packed one
    }
  }
}
