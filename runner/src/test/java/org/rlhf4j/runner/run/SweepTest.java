package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.runner.fakes.Mortal;
import org.rlhf4j.runner.fakes.Shell;

/** Several runs of one spec, and values from the command line. */
final class SweepTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": 7,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 9}},
                "prompts": {"id": "words", "options": {"count": 6}},
                "evaluation": {"id": "words", "options": {"count": 5}}},
       "feedback": {"judge": {"id": "many-as"}},
       "methods": [{"id": "sft"},
                   {"id": "dpo", "options": {"training": {"optimizer": {"learningRate": 0.05}}}}],
       "evaluate": [{"id": "share"}],
       SWEEP
       "checkpoints": {"everySeconds": 0}}
      """;

  private static final String RATES =
      "\"sweep\": {\"methods[name=dpo].options.training.optimizer.learningRate\": [0.01, 0.2],"
          + " \"seed\": [1, 2, 3]},";

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

  private void write(String sweep) {
    shell.write("mini.json", SPEC.replace("SWEEP", sweep));
  }

  private void run(String... args) {
    assertEquals(0, shell.run(args), () -> shell.err());
  }

  private JsonObject json(String name) {
    return JsonParser.parseString(shell.read(name)).getAsJsonObject();
  }

  private double value(String results, String subject) {
    for (JsonElement row : json(results).getAsJsonArray("measurements")) {
      if (row.getAsJsonObject().get("subject").getAsString().equals(subject)) {
        return row.getAsJsonObject().get("value").getAsDouble();
      }
    }
    throw new AssertionError(subject + " is not in " + shell.read(results));
  }

  @Test
  void aGridHasOneTableWithMeansOverSeeds() {
    write(RATES);
    run("run", "mini.json", "--out", "grid");
    JsonObject all = json("grid/results.json");
    String low = "dpo dpo.learningRate=0.01";
    assertEquals(
        "[\"base\",\"sft\",\"" + low + "\",\"dpo dpo.learningRate=0.2\"]",
        all.get("subjects").toString());
    assertEquals("[1,2,3]", all.get("seeds").toString());
    double sum = 0;
    for (int seed = 1; seed <= 3; seed++) {
      sum += value("grid/dpo.learningRate=0.01_seed-" + seed + "/results.json", "dpo");
    }
    assertEquals(sum / 3, value("grid/results.json", low), 1e-12);
    assertTrue(shell.out().contains("means over 3 seeds ± standard error over seeds and prompts"));
    assertTrue(shell.out().contains("95 % interval: at most ± 4.30 of them"), shell.out());
    assertEquals(6, json2("grid/runs.json").size());
    // the rate is what the run was made with
    JsonObject spec = json("grid/dpo.learningRate=0.2_seed-2/spec.json");
    assertTrue(spec.toString().contains("\"learningRate\":0.2"), spec.toString());
    assertEquals("{}", spec.get("sweep").toString());
    assertEquals("[2]", spec.get("seed").toString());
  }

  private List<JsonElement> json2(String name) {
    return JsonParser.parseString(shell.read(name)).getAsJsonArray().asList();
  }

  @Test
  void aRunOfAGridIsTheRunThatSetMakes() {
    write(RATES);
    run("run", "mini.json", "--out", "grid");
    write("");
    run(
        "run",
        "mini.json",
        "--out",
        "single",
        "--seed",
        "2",
        "--set",
        "methods[1].options.training.optimizer.learningRate=0.2");
    assertEquals(shell.results("single"), shell.results("grid/dpo.learningRate=0.2_seed-2"));
  }

  @Test
  void severalSeedsAreASweepOverSeeds() {
    write("\"sweep\": {\"seed\": [7, 8]},");
    run("run", "mini.json", "--out", "swept");
    write("");
    run("run", "mini.json", "--out", "listed", "--set", "seed=[7, 8]");
    assertEquals(shell.results("listed"), shell.results("swept"));
    assertTrue(shell.has("swept/seed-8/results.json"));
  }

  @Test
  void oneSeedKeepsTheErrorsOfItsRuns() {
    write(RATES.replace("[1, 2, 3]", "[4]"));
    run("run", "mini.json", "--out", "grid");
    assertTrue(shell.out().contains("one run each ± standard error over the evaluation prompts"));
    double error =
        json("grid/results.json")
            .getAsJsonArray("measurements")
            .get(0)
            .getAsJsonObject()
            .get("standardError")
            .getAsDouble();
    assertTrue(error > 0);
    assertTrue(shell.has("grid/dpo.learningRate=0.01/results.json"));
  }

  @Test
  void aKilledSweepGoesOn() {
    write(RATES);
    run("run", "mini.json", "--out", "whole");
    Mortal.live();
    run("run", "mini.json", "--out", "counted");
    long moments = Mortal.live();
    List<String> where = new ArrayList<>();
    for (long moment = 3; moment < moments; moment += moments / 7) {
      String run = "died-" + moment;
      Mortal.dieAt(moment);
      assertEquals(1, shell.run("run", "mini.json", "--out", run), () -> shell.err());
      Mortal.live();
      assertFalse(shell.has(run + "/results.json"));
      run("resume", run);
      assertEquals(shell.results("whole"), shell.results(run), run);
      where.add(run);
    }
    assertTrue(where.size() >= 7, where.toString());
  }

  @Test
  void valuesThatChangeWhatElseMeansAreNoTrouble() {
    // the options of dpo are not those of loop
    write(
        "\"sweep\": {\"methods[1]\": [{\"id\": \"dpo\", \"options\": {\"beta\": 1}}, {\"id\":"
            + " \"loop\"}]},");
    Mortal.live();
    run("run", "mini.json", "--out", "whole");
    long moments = Mortal.live();
    Mortal.dieAt(moments - 3);
    assertEquals(1, shell.run("run", "mini.json", "--out", "died"));
    Mortal.live();
    run("resume", "died");
    assertEquals(shell.results("whole"), shell.results("died"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"sweep\": [1], | sweep (line 10, column 2): expected an object: places in the spec",
        "\"sweep\": {\"seed\": []}, | sweep.seed (line 10, column 12): expected a list of values",
        "\"sweep\": {\"device\": \"cpu\"}, | sweep.device (line 10, column 12): expected a list",
        "\"sweep\": {\"decoding.topK\": [1, 1]}, | names a value twice: [1,1]",
        "\"sweep\": {\"methods[name=dppo].options.beta\": [1]}, | sweep"
            + " methods[name=dppo].options.beta: methods has no element with name=dppo; did you"
            + " mean \"dpo\"? there is sft, dpo",
        "\"sweep\": {\"methods[name=dpo].options.betta\": [1]}, |"
            + " methods[1].options.betta (sweep): is unknown here; did you mean \"beta\"?",
        "\"sweep\": {\"methods[name=dpo].options.beta\": [1, 11, 12]}, |"
            + " methods[1].options.beta (sweep): must be in [0, 10], but is 12",
        "\"sweep\": {\"a..b\": [1]}, | is not a path",
        "\"swep\": {}, | swep (line 10, column 2): is unknown here; did you mean \"sweep\"?",
      })
  void whatIsWrongWithASweepIsToldBeforeItBegins(String sweep, String expected) {
    write(sweep);
    for (String command : List.of("validate", "run")) {
      assertEquals(2, shell.run(command, "mini.json"), () -> shell.out());
      assertTrue(shell.err().contains(expected), shell.err());
      assertFalse(shell.has("runs"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "methods[name=dpo].options.beta=11 | methods[1].options.beta (--set): must be in [0, 10]",
        "methods[name=x].options.beta=1 | --set methods[name=x].options.beta: methods has no",
        "seed=x | seed (--set): expected a whole number, found the text \"x\"",
        "polcy.id=x | polcy (--set): is unknown here; did you mean \"policy\"?",
        "nothing | --set \"nothing\" is not PATH=VALUE",
      })
  void whatIsWrongWithSetIsTold(String assignment, String expected) {
    write("");
    assertEquals(2, shell.run("validate", "mini.json", "--set", assignment));
    assertTrue(shell.err().contains(expected), shell.err());
  }
}
