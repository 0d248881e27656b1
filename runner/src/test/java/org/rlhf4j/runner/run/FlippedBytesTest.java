package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.runner.checkpoint.RunMemory;
import org.rlhf4j.runner.fakes.Mortal;
import org.rlhf4j.runner.fakes.Shell;

/**
 * One bit of one byte is turned, in every file of a run that has ended and of one that has not:
 * either somebody says which file it is, or the results are what they would have been.
 */
final class FlippedBytesTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": 3,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 10}},
                "prompts": {"id": "words", "options": {"count": 6}},
                "evaluation": {"id": "words", "options": {"count": 6}}},
       "feedback": {"judge": {"id": "many-as", "options": {"flip": 0.25}}},
       "reward": {"id": "centred"},
       "methods": [{"id": "sft"}, {"id": "dpo"}, {"id": "ppo", "options": {"steps": 8}}],
       "evaluate": [{"id": "share"}],
       "checkpoints": {"everySeconds": 0}}
      """;

  /** What is for people to read, and what is measured anew. */
  private static final Set<String> NO_RESULT = Set.of("log.txt", "report.html", "lock");

  /** Seconds of what was done so far; the clock is no result. */
  private static final Set<String> CLOCKS = Set.of("timings.json", "costs.json");

  @TempDir Path folder;
  private Shell shell;

  @AfterEach
  void live() {
    Mortal.live();
  }

  private void prepare() {
    shell = new Shell(folder);
    shell.write("mini.json", SPEC);
  }

  private List<Path> files(Path run) throws IOException {
    try (Stream<Path> all = Files.walk(run)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    RunMemory.delete(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Places at the beginning, at the end, and between. */
  private static List<Integer> places(long size, int count) {
    return Stream.iterate(0, i -> i + 1)
        .limit(Math.min(count, size))
        .map(i -> (int) (i * (size - 1) / Math.max(1, Math.min(count, size) - 1)))
        .distinct()
        .toList();
  }

  private static void flip(Path file, int place, int bit) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[place] ^= (byte) (1 << bit);
    Files.write(file, bytes);
  }

  @Test
  void ofAFinishedRunEveryFlipIsTold() throws IOException {
    prepare();
    assertEquals(0, shell.run("run", "mini.json", "--out", "whole"), shell::err);
    List<String> unnoticed = new ArrayList<>();
    Path run = folder.resolve("r");
    for (Path file : files(folder.resolve("whole"))) {
      Path name = folder.resolve("whole").relativize(file);
      if (NO_RESULT.contains(file.getFileName().toString())) {
        continue;
      }
      for (int at : places(Files.size(file), 12)) {
        for (int bit : List.of(0, 7)) {
          copy(folder.resolve("whole"), run);
          flip(run.resolve(name), at, bit);
          String what = name + ", byte " + at + ", bit " + bit;
          int code = shell.run("resume", "r");
          String place = run.resolve(name).toString();
          // where the sums themselves are damaged, some other file may seem to be, or none is
          boolean sums = name.toString().equals("SHA256SUMS");
          boolean told = code == 2 && (sums || shell.err().contains(place));
          // tables and charts for others are made anew from what has sums
          boolean remade = code == 0 && Files.mismatch(file, run.resolve(name)) < 0;
          if (!(told || remade || (sums && code == 0)) || shell.err().contains("Exception")) {
            unnoticed.add(what + ": resume " + code + ": " + shell.err());
          }
          if (!name.startsWith("models")) {
            code = shell.run("report", "r");
            told = sums || remade || shell.err().contains(place);
            if ((code != 0 && code != 2) || !told || shell.err().contains("Exception")) {
              unnoticed.add(what + ": report " + code + ": " + shell.err());
            }
          }
        }
      }
    }
    assertEquals("", unnoticed.stream().limit(10).collect(Collectors.joining("\n")));
  }

  @Test
  void ofAnUnfinishedRunEveryFlipIsToldOrHarmless() throws IOException {
    prepare();
    assertEquals(0, shell.run("run", "mini.json", "--out", "whole"), shell::err);
    Map<String, String> results = shell.results("whole");
    Mortal.live();
    assertEquals(0, shell.run("run", "mini.json", "--out", "count"), shell::err);
    long moments = Mortal.live();
    Mortal.dieAt(moments * 9 / 10);
    assertEquals(1, shell.run("run", "mini.json", "--out", "dead"), shell::err);
    Mortal.live();
    Path dead = folder.resolve("dead");
    assertTrue(Files.exists(dead.resolve("models/sft")));
    assertFalse(Files.exists(dead.resolve("results.json")));
    List<String> unnoticed = new ArrayList<>();
    int noticed = 0;
    for (Path file : files(dead)) {
      Path name = dead.relativize(file);
      if (NO_RESULT.contains(file.getFileName().toString())) {
        continue;
      }
      for (int place : places(Files.size(file), 6)) {
        for (int bit : List.of(0, 7)) {
          Path run = folder.resolve("r");
          copy(dead, run);
          flip(run.resolve(name), place, bit);
          String what = name + ", byte " + place + ", bit " + bit;
          int code = shell.run("resume", "r");
          boolean sums = name.toString().equals("SHA256SUMS");
          boolean named = shell.err().contains(sums ? "r/" : run.resolve(name).toString());
          boolean same = code == 0 && shell.results("r").equals(results);
          boolean clock = code == 0 && CLOCKS.contains(name.toString());
          noticed += named ? 1 : 0;
          if (shell.err().contains("Exception") || !(same || clock || (named && code == 2))) {
            unnoticed.add(what + ": " + code + ": " + shell.err());
          }
          if (name.startsWith("models") && !(named && code == 2)) {
            unnoticed.add(what + " of a finished model: " + code + ": " + shell.err());
          }
        }
      }
    }
    assertEquals("", unnoticed.stream().limit(10).collect(Collectors.joining("\n")));
    assertTrue(noticed > 50, noticed + " flips were told");
  }

  @Test
  void foldersFromBeforeThereWereSumsAreOpened() throws IOException {
    prepare();
    assertEquals(0, shell.run("run", "mini.json", "--out", "old"), shell::err);
    Files.delete(folder.resolve("old/SHA256SUMS"));
    assertEquals(0, shell.run("resume", "old"), shell::err);
    assertEquals(0, shell.run("report", "old"), shell::err);
    assertEquals(0, shell.run("diff", "old", "old"), shell::err);
    Mortal.live();
    assertEquals(0, shell.run("run", "mini.json", "--out", "count"), shell::err);
    Mortal.dieAt(Mortal.live() / 2);
    assertEquals(1, shell.run("run", "mini.json", "--out", "dead"), shell::err);
    Mortal.live();
    Files.delete(folder.resolve("dead/SHA256SUMS"));
    Files.deleteIfExists(folder.resolve("dead/checkpoints/metrics.kept"));
    assertEquals(0, shell.run("resume", "dead"), shell::err);
    assertEquals(shell.results("old"), shell.results("dead"));
  }

  @Test
  void theSumsAreThoseOfTheUsualTool() throws IOException {
    prepare();
    assertEquals(0, shell.run("run", "mini.json", "--out", "r"), shell::err);
    for (String line : shell.lines("r/SHA256SUMS")) {
      String name = line.substring(66);
      assertEquals(
          Provenance.sum(Files.readAllBytes(folder.resolve("r").resolve(name))),
          line.substring(0, 64),
          name);
    }
    assertTrue(shell.read("r/SHA256SUMS").contains("  models/sft/skill\n"));
    assertTrue(shell.read("r/SHA256SUMS").contains("  results.json\n"));
  }
}
