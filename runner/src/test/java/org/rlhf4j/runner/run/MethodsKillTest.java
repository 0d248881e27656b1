package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.cli.Rlhf4j;
import org.rlhf4j.runner.cli.Surroundings;
import org.rlhf4j.runner.fakes.MethodsMain;
import org.rlhf4j.runner.fakes.MethodsSpec;
import org.rlhf4j.runner.fakes.Mortal;
import org.rlhf4j.runner.fakes.Overheard;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.log.Console;

/**
 * A process that trains a real transformer with every real method, and is killed with SIGKILL once
 * inside each of them and inside the fit of the reward. {@link KillTest} kills at any moment; here
 * the place is chosen, so that no method is spared.
 */
@Tag("process")
final class MethodsKillTest {
  private static final Pattern BEGINS = Pattern.compile("\\] ([a-z-]+): starts from ");
  private static final Pattern ENDS = Pattern.compile("\\] ([a-z-]+): (answered|fitted) ");

  /** What a method does after its training: it is saved, and answers. */
  private static final int AFTERWARDS = 2;

  @TempDir Path folder;

  @AfterEach
  void live() {
    Mortal.live();
  }

  /** Runs everything; says how many things the policy does in each method, in order. */
  private Map<String, Integer> whole() {
    Map<String, Integer> moments = new LinkedHashMap<>();
    Map<String, Long> begun = new LinkedHashMap<>();
    PrintWriter err =
        new Overheard(
            Writer.nullWriter(),
            line -> {
              Matcher begins = BEGINS.matcher(line);
              Matcher ends = ENDS.matcher(line);
              if (begins.find()) {
                begun.put(begins.group(1), Mortal.count());
              } else if (ends.find() && begun.containsKey(ends.group(1))) {
                long done = Mortal.count() - begun.get(ends.group(1));
                moments.put(ends.group(1), (int) done - AFTERWARDS);
              }
            });
    Catalog catalog = MethodsSpec.catalog();
    PrintWriter out = new PrintWriter(Writer.nullWriter());
    PathRoots places = new PathRoots(folder, folder, folder);
    Surroundings here = new Surroundings(new Console(out, err, false), places, layers -> catalog);
    assertEquals(0, Rlhf4j.execute(here, "run", "methods.json", "--out", "whole"));
    return moments;
  }

  /** Another process on the modules of this one. */
  private Process start(String method, int moment, String... command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.add("-Drlhf4j.fsync=false");
    line.add("-Drlhf4j.test.method=" + method);
    line.add("-Drlhf4j.test.moment=" + moment);
    line.addAll(List.of("-p", absolute("jdk.module.path"), "-cp", absolute("java.class.path")));
    String module = MethodsMain.class.getModule().getName();
    line.add("--patch-module=" + module + "=" + testClasses());
    line.addAll(List.of("--add-modules", "ALL-MODULE-PATH"));
    line.add("--add-reads=" + module + "=ALL-UNNAMED");
    line.addAll(List.of("-m", module + "/" + MethodsMain.class.getName()));
    line.addAll(List.of(command));
    return new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  /** The folder that this class was read from. */
  private static Path testClasses() {
    try {
      URL file = Objects.requireNonNull(MethodsMain.class.getResource("MethodsMain.class"));
      Path folder = Path.of(file.toURI());
      for (int i = 0; i < MethodsMain.class.getName().split("\\.").length; i++) {
        folder = folder.getParent();
      }
      return folder;
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The process works in another folder. */
  private static String absolute(String property) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty(property))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void killedInsideEachMethodItEndsAsIfItHadNot() throws Exception {
    Shell shell = new Shell(folder);
    shell.write("rows.jsonl", MethodsSpec.rows());
    shell.write("methods.json", MethodsSpec.of(MethodsSpec.TRANSFORMER));
    Map<String, Integer> moments = whole();
    moments.remove("best-of-16");
    moments.values().removeIf(n -> n < 1); // best-of-n trains nothing
    assertTrue(moments.size() >= 20, moments::toString);
    Random random = new Random(4);
    String[] command = {"run", "methods.json", "--out", "killed"};
    for (Map.Entry<String, Integer> method : moments.entrySet()) {
      int moment = 1 + random.nextInt(method.getValue());
      kill(start(method.getKey(), moment, command), method.getKey());
      command = new String[] {"resume", "killed"};
    }
    Process last = start("", 0, command);
    try (BufferedReader output = last.inputReader()) {
      String rest = output.lines().collect(Collectors.joining("\n"));
      assertEquals(0, last.waitFor(), rest);
    }
    assertEquals(shell.results("whole"), shell.results("killed"));
  }

  private void kill(Process process, String method) throws Exception {
    StringBuilder lines = new StringBuilder();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.append(line).append('\n');
        if (line.equals(Mortal.WAITING)) {
          process.toHandle().destroyForcibly();
          assertEquals(137, process.waitFor(), lines::toString);
          Path over = folder.resolve("killed/checkpoints").resolve("methods/" + method + "/over");
          assertFalse(Files.exists(over), method + " was over");
          return;
        }
      }
    }
    throw new AssertionError(method + " was not killed: " + lines);
  }
}
