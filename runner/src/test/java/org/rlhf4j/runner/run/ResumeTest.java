package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.runner.checkpoint.RunMemory;
import org.rlhf4j.runner.fakes.Mortal;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.StrictJson;

/** Interrupted = uninterrupted, with fake plugins. */
final class ResumeTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": 7,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 9}},
                "prompts": {"id": "words", "options": {"count": 6}},
                "evaluation": {"id": "words", "options": {"count": 5}}},
       "feedback": {"judge": {"id": "many-as", "options": {"flip": 0.25}}, "pairsPerPrompt": 2},
       "reward": {"id": "REWARD"},
       "methods": [{"id": "sft"}, {"id": "dpo", "name": "dpo-b01"}, {"id": "ppo"},
                   {"id": "twice"}, {"id": "ppo", "name": "again", "from": "ppo"}, {"id": "loop"},
                   {"id": "wrapping", "name": "best"}],
       "decoding": {"maxNewTokens": 24},
       "evaluate": [{"id": "share"},
                    {"id": "wins",
                     "options": {"judge": {"id": "many-as"}, "baseline": "sft"}}],
       "checkpoints": {"everySeconds": 0}}
      """;

  /** Three points of each training; the rule ends some of them. */
  private static final String WATCH =
      """
      "watch": {"points": 3, "prompts": 4, "gold": {"id": "moderate", "options": {"best": 0}},
                "stop": {"z": 1.5, "significance": 1, "patience": 1}},
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    shell = new Shell(folder);
  }

  @AfterEach
  void live() {
    Mortal.live();
  }

  private static JsonObject json(String text) {
    try {
      return StrictJson.parse(text).getAsJsonObject();
    } catch (StrictJson.Malformed e) {
      throw new AssertionError(text, e);
    }
  }

  /** Runs without interruption; returns how many moments there are to die at. */
  private long whole(String spec) {
    shell.write("mini.json", spec);
    Mortal.live();
    assertEquals(0, shell.run("run", "mini.json", "--out", "whole"), () -> shell.err());
    return Mortal.live();
  }

  private void dieAt(long moment, String... command) {
    Mortal.dieAt(moment);
    assertEquals(1, shell.run(command), () -> "moment " + moment + ": " + shell.err());
    assertTrue(shell.err().contains("Died"), shell.err());
    Mortal.live();
  }

  private void resume(String run) {
    assertEquals(0, shell.run("resume", run), () -> run + ": " + shell.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairwise", "centred"})
  void diedAtAnyMomentItEndsAsIfItHadNot(String reward) {
    long moments = whole(SPEC.replace("REWARD", reward).replaceFirst("\"policy\"", WATCH + "$0"));
    Map<String, String> expected = shell.results("whole");
    assertTrue(expected.get("results.json").contains("the training was ended after step"));
    assertTrue(expected.containsKey("curves/prompts/again.jsonl"), () -> "" + expected.keySet());
    assertTrue(moments > 50, "only " + moments + " moments");
    assertEquals(List.of(), expected.keySet().stream().filter(n -> n.startsWith("chec")).toList());
    // the odd ones with one reward, the even ones with the other: both have about the same
    for (long moment = reward.equals("pairwise") ? 1 : 2; moment <= moments; moment += 2) {
      String run = "died-" + moment;
      dieAt(moment, "run", "mini.json", "--out", run);
      resume(run);
      assertEquals(expected, shell.results(run), run);
    }
  }

  @Test
  void itMayDieManyTimes() {
    whole(SPEC.replace("REWARD", "centred"));
    Random random = new Random(1);
    int deaths = 0;
    Mortal.dieAt(1 + random.nextInt(9));
    int code = shell.run("run", "mini.json", "--out", "died");
    while (code != 0) {
      deaths++;
      Mortal.live();
      Mortal.dieAt(9 + random.nextInt(12)); // what was done before takes a few moments too
      code = shell.run("resume", "died");
    }
    assertTrue(deaths >= 5, "only " + deaths + " deaths");
    assertEquals(shell.results("whole"), shell.results("died"));
    JsonObject provenance = json(shell.read("died/provenance.json"));
    assertEquals(deaths, provenance.getAsJsonArray("resumed").size());
    assertEquals(deaths, shell.read("died/log.txt").split("resumed at ", -1).length - 1);
  }

  @Test
  void withoutCheckpointsOnlyTimeIsLost() {
    long moments = whole(SPEC.replace("REWARD", "centred").replace(": 0}}", ": 1000}}"));
    for (long moment = 3; moment < moments; moment += 7) {
      dieAt(moment, "run", "mini.json", "--out", "died-" + moment);
      resume("died-" + moment);
      assertEquals(shell.results("whole"), shell.results("died-" + moment), "died-" + moment);
    }
  }

  /** A run that died in the second method that has three steps, with two checkpoints of it. */
  private void dieInPpo() {
    for (long moment = 1; ; moment++) {
      String run = "died";
      RunMemory.delete(folder.resolve(run));
      dieAt(moment, "run", "mini.json", "--out", run);
      if (Files.exists(checkpoint(2))) {
        return;
      }
    }
  }

  private Path checkpoint(int step) {
    return folder.resolve("died/checkpoints/methods/ppo/1-" + step + ".checkpoint");
  }

  @Test
  void aTornCheckpointIsNotUsed() throws IOException {
    whole(SPEC.replace("REWARD", "pairwise"));
    dieInPpo();
    try (FileChannel channel = FileChannel.open(checkpoint(2), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 9);
    }
    resume("died");
    assertTrue(shell.err().contains("the checkpoint after step 2 is damaged"), shell.err());
    assertTrue(shell.err().contains("ppo: goes on after step 1 of 3"), shell.err());
    assertEquals(shell.results("whole"), shell.results("died"));
  }

  @Test
  void aChangedBitIsFoundOut() throws IOException {
    whole(SPEC.replace("REWARD", "pairwise"));
    dieInPpo();
    for (int step = 1; step <= 2; step++) {
      byte[] bytes = Files.readAllBytes(checkpoint(step));
      bytes[bytes.length / 2] ^= 1;
      Files.write(checkpoint(step), bytes);
    }
    Path answers = folder.resolve("died/checkpoints/answers/sft/over");
    byte[] bytes = Files.readAllBytes(answers);
    bytes[40] ^= 1;
    Files.write(answers, bytes);
    resume("died");
    assertTrue(shell.err().contains("the checkpoint after step 2 is damaged"), shell.err());
    assertTrue(shell.err().contains("the checkpoint after step 1 is damaged"), shell.err());
    assertTrue(shell.err().contains("answers/sft: what it made is damaged"), shell.err());
    assertEquals(shell.results("whole"), shell.results("died"));
  }

  @Test
  void onlyTwoCheckpointsOfAStageAreKept() throws IOException {
    whole(SPEC.replace("REWARD", "pairwise"));
    dieInPpo();
    try (Stream<Path> files = Files.walk(folder.resolve("died/checkpoints"))) {
      assertEquals(
          List.of(
              "dpo-b01/1-3.checkpoint",
              "ppo/1-1.checkpoint",
              "ppo/1-2.checkpoint",
              "sft/1-3.checkpoint"),
          files
              .filter(f -> f.toString().endsWith("checkpoint"))
              .map(f -> f.getParent().getFileName() + "/" + f.getFileName())
              .sorted(Comparator.naturalOrder())
              .toList());
    }
  }

  @Test
  void theLogTellsAndTimesAddUp() {
    whole(SPEC.replace("REWARD", "pairwise"));
    dieInPpo();
    shell.write("died/timings.json", shell.read("died/timings.json").replaceFirst("\\d+\\.", "9."));
    resume("died");
    String log = shell.read("died/log.txt");
    assertTrue(log.contains("resumed at "), log);
    assertTrue(log.contains("sft: was done before"), log);
    assertEquals(1, log.split("feedback: on answers of", -1).length - 1, log);
    assertTrue(json(shell.read("died/timings.json")).get("setup").getAsDouble() >= 9);
  }

  @Test
  void aPolicyThatHasNotAnsweredIsNotDone() {
    long moments = whole(SPEC.replace("REWARD", "pairwise"));
    dieAt(moments - 2, "run", "mini.json", "--out", "died"); // before either evaluator
    String log = shell.read("died/log.txt");
    assertTrue(log.contains("failed: answers of best failed: "), log);
    resume("died");
    log = shell.read("died/log.txt");
    assertTrue(log.contains("again: was done before"), log);
    assertTrue(log.contains("best: was made before, and has not answered yet"), log);
    assertFalse(log.contains("best: was done before"), log);
  }

  @Test
  void whatIsCompleteIsSaidToBe() {
    whole(SPEC.replace("REWARD", "pairwise"));
    Map<String, String> before = shell.results("whole");
    shell.write("whole/checkpoints/left", "over");
    resume("whole");
    assertTrue(shell.out().contains("whole is complete"), shell.out());
    assertEquals(before, shell.results("whole"));
  }

  @Test
  void whatIsNoRunIsRefused() {
    shell.write("no/run.txt", "");
    assertEquals(2, shell.run("resume", "no"));
    assertTrue(shell.err().contains("no is not the folder of a run: it has no spec.json"));
    assertEquals(2, shell.run("resume", "nowhere"));
    assertTrue(shell.err().contains("nowhere is not there"), shell.err());
  }

  @Test
  void aChangedSpecIsAnotherRun() {
    whole(SPEC.replace("REWARD", "pairwise"));
    dieAt(30, "run", "mini.json", "--out", "died");
    shell.write("died/spec.json", shell.read("died/spec.json").replace("0.25", "0.5"));
    assertEquals(2, shell.run("resume", "died"));
    assertTrue(shell.err().contains("spec.json was changed since the run began"), shell.err());
  }

  @Test
  void changedInputsAreRefused() {
    shell.write("specs/d.jsonl", "{\"prompt\": \"p\", \"completion\": \"aa\"}\n");
    shell.write(
        "specs/mini.json",
        SPEC.replace("REWARD", "pairwise")
            .replace(
                "{\"id\": \"words\", \"options\": {\"count\": 9}}",
                "{\"id\": \"jsonl\", \"options\": {\"path\": \"d.jsonl\"}}"));
    dieAt(30, "run", "specs/mini.json", "--out", "died");
    shell.write("specs/d.jsonl", "{\"prompt\": \"p\", \"completion\": \"ab\"}\n");
    assertEquals(2, shell.run("resume", "died"));
    assertTrue(shell.err().contains("input " + folder + "/specs/d.jsonl was changed"), shell.err());
    assertFalse(shell.has("died/results.json"));
    shell.write("specs/d.jsonl", "{\"prompt\": \"p\", \"completion\": \"aa\"}\n");
    resume("died");
  }

  @Test
  void anotherProgramIsToldAndWrittenDown() {
    shell.write("mini.json", SPEC.replace("REWARD", "pairwise"));
    dieAt(30, "run", "mini.json", "--out", "died");
    String provenance = shell.read("died/provenance.json");
    shell.write("died/provenance.json", provenance.replaceFirst("\"rlhf4j\": \"", "$00."));
    shell.write("died/SHA256SUMS", ""); // which knows that it was not so
    resume("died");
    assertTrue(shell.err().contains("rlhf4j is \""), shell.err());
  }

  @Test
  void oneProcessAtATime() {
    shell.write("mini.json", SPEC.replace("REWARD", "pairwise"));
    dieAt(30, "run", "mini.json", "--out", "died");
    RunLock.holding(
        RunFolder.open(folder.resolve("died")), () -> assertEquals(2, shell.run("resume", "died")));
    assertTrue(shell.err().contains("another process is working in"), shell.err());
    resume("died");
  }

  @Test
  void severalSeedsGoOnTogether() {
    String spec = SPEC.replace("REWARD", "pairwise").replace("\"seed\": 7", "\"seed\": [7, 8, 9]");
    long moments = whole(spec);
    for (long moment = 5; moment < moments; moment += moments / 4) {
      String run = "died-" + moment;
      dieAt(moment, "run", "mini.json", "--out", run);
      assertFalse(shell.has(run + "/results.json"));
      resume(run);
      assertEquals(shell.results("whole"), shell.results(run), run);
    }
    assertTrue(shell.out().contains("means over 3 seeds"), shell.out());
    assertNotEquals(
        shell.read("whole/seed-7/results.json"), shell.read("whole/seed-8/results.json"));
  }

  @Test
  void aLossThatIsNoNumberNamesItsRowsAndTheLastGoodState() {
    shell.write(
        "mini.json", SPEC.replace("REWARD", "pairwise").replace("\"twice\"", "\"diverging\""));
    assertEquals(1, shell.run("run", "mini.json", "--out", "nan"));
    String err = shell.err();
    assertTrue(err.contains("diverging failed in step 3: the loss is NaN in rows [1, 4]"), err);
    assertTrue(err.matches("(?s).* prompt w\\d+ \"say .*"), err);
    assertTrue(err.contains("answer \"abab\""), err);
    assertTrue(err.contains("The state after step 2 is kept in "), err);
    assertTrue(shell.has("nan/checkpoints/methods/diverging/1-2.checkpoint"));
    assertFalse(err.contains("rlhf4j resume"), err);
  }

  @Test
  void afterAMistakeItSaysHowToGoOn() {
    shell.write(
        "mini.json", SPEC.replace("REWARD", "pairwise").replace("\"twice\"", "\"failing\""));
    assertEquals(1, shell.run("run", "mini.json", "--out", "failed"));
    assertTrue(shell.err().contains("go on with: rlhf4j resume failed"), shell.err());
  }
}
