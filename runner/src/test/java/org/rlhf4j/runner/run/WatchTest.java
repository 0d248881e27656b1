package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.StrictJson;

/** Watched trainings with fake plugins. Resuming them is in {@link ResumeTest}. */
final class WatchTest {
  private static final String WATCH =
      """
      "watch": {"points": 4, "prompts": 30, "gold": {"id": "moderate", "options": {"best": 0}}},
      """;
  private static final String SPEC =
      """
      {"name": "mini", "seed": 7,
       WATCH
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 20}},
                "prompts": {"id": "words", "options": {"count": 30}},
                "evaluation": {"id": "words", "options": {"count": 40}}},
       "feedback": {"judge": {"id": "many-as"}, "pairsPerPrompt": 2},
       "reward": {"id": "REWARD"},
       "methods": [{"id": "sft"}, {"id": "dpo"}, {"id": "ppo", "from": "base", "options": {"steps": 12}},
                   {"id": "twice"}, {"id": "loop"}, {"id": "wrapping", "name": "best"}],
       "decoding": {"maxNewTokens": 24},
       "evaluate": [{"id": "share"}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    shell = new Shell(folder);
  }

  private static JsonObject json(String text) {
    try {
      return StrictJson.parse(text).getAsJsonObject();
    } catch (StrictJson.Malformed e) {
      throw new AssertionError(text, e);
    }
  }

  private void run(String out, String spec) {
    shell.write("mini.json", spec);
    assertEquals(0, shell.run("run", "mini.json", "--out", out), () -> shell.err());
  }

  private static String spec(String watch) {
    return SPEC.replace("WATCH", watch).replace("REWARD", "pairwise");
  }

  private List<JsonObject> rows(String file) {
    return shell.lines(file).stream().map(WatchTest::json).toList();
  }

  private List<Integer> steps(String method) {
    return rows("run/curves/" + method + ".jsonl").stream()
        .map(r -> r.get("step").getAsInt())
        .toList();
  }

  /** The second one changes with every score. */
  @ParameterizedTest
  @ValueSource(strings = {"pairwise", "centred"})
  void watchingChangesNothingElse(String reward) {
    run("run", SPEC.replace("WATCH", WATCH).replace("REWARD", reward));
    run("blind", SPEC.replace("WATCH", "").replace("REWARD", reward));
    Map<String, String> seen = shell.results("run");
    Map<String, String> blind = shell.results("blind");
    blind.keySet().removeAll(List.of("spec.json", "results.json"));
    assertTrue(blind.keySet().containsAll(List.of("models/ppo/skill", "samples/twice.jsonl")));
    blind.forEach((file, bytes) -> assertEquals(bytes, seen.get(file), file));
    assertEquals(
        json(shell.read("blind/results.json")).get("measurements"),
        json(shell.read("run/results.json")).get("measurements"));
  }

  @Test
  void pointsAreEvenlySpacedFromStartToEnd() {
    run("run", spec(WATCH));
    assertEquals(List.of(0, 4, 8, 12), steps("ppo"));
    assertEquals(List.of(0, 2, 4, 5), steps("sft"), "20 demonstrations are 5 steps");
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), steps("twice"), "two loops of 3 steps");
    assertFalse(shell.has("run/curves/loop.jsonl"), "nobody can look into it");
    assertFalse(shell.has("run/curves/best.jsonl"), "nothing is trained");
    assertFalse(shell.has("run/curves/base.jsonl"));
    assertEquals(4 * 30, rows("run/curves/prompts/ppo.jsonl").size());
  }

  /** The policy says a with probability s, else b, and ends with probability 1/8. */
  @Test
  void numbersAreThoseOfTheAnswers() {
    run("run", spec(WATCH));
    List<JsonObject> answers = rows("run/curves/prompts/twice.jsonl");
    // SFT took five steps of 0.1 from 0.2
    double start = 0.7;
    for (JsonObject row : answers) {
      double skill = start + 0.03 * row.get("step").getAsInt();
      String answer = row.get("answer").getAsString();
      double a = answer.chars().filter(c -> c == 'a').count();
      double b = answer.length() - a;
      boolean ended = row.get("length").getAsInt() == answer.length() + 1;
      double kl = a * Math.log(skill / start) + b * Math.log((1 - skill) / (1 - start));
      double entropy =
          -a * Math.log(skill)
              - b * Math.log(1 - skill)
              - (a + b) * Math.log(7 / 8.0)
              - (ended ? Math.log(1 / 8.0) : 0);
      assertEquals(kl, row.get("kl").getAsDouble(), 1e-5);
      assertEquals(entropy, row.get("entropy").getAsDouble(), 1e-4);
      assertEquals(a, row.get("proxy").getAsDouble(), 0);
      assertEquals(-a, row.get("gold").getAsDouble(), 0);
      assertTrue(ended || answer.length() == 24, answer);
    }
    List<JsonObject> means = rows("run/curves/twice.jsonl");
    Sample last =
        Sample.of(
            answers.stream()
                .filter(r -> r.get("step").getAsInt() == 6)
                .mapToDouble(r -> r.get("kl").getAsDouble())
                .toArray());
    assertEquals(last.mean(), means.get(6).get("kl").getAsDouble(), 1e-12);
    assertEquals(last.standardError(), means.get(6).get("kl_se").getAsDouble(), 1e-12);
    assertEquals(0, means.get(0).get("kl").getAsDouble(), 1e-6);
    assertEquals(30, means.get(0).get("n").getAsInt());
  }

  @Test
  void whatIsNotThereYetIsNull() {
    run("run", spec("\"watch\": {\"points\": 2, \"prompts\": 500},"));
    JsonObject sft = rows("run/curves/sft.jsonl").get(0);
    assertTrue(sft.get("proxy").isJsonNull(), "the reward starts from sft");
    assertTrue(sft.get("gold").isJsonNull());
    assertEquals(40, sft.get("n").getAsInt(), "as many prompts as there are");
    // dpo needs no reward, but there is one that could be made
    assertFalse(rows("run/curves/dpo.jsonl").get(0).get("proxy").isJsonNull());
  }

  @Test
  void aMethodMayHaveARewardOfItsOwn() {
    String own = "{\"id\": \"moderate\", \"options\": {\"best\": 0}}";
    run("plain", spec(WATCH));
    run("run", spec(WATCH).replace("\"from\": \"base\"", "\"from\": \"base\", \"reward\": " + own));
    for (JsonObject row : rows("run/curves/prompts/ppo.jsonl")) {
      assertEquals(row.get("gold"), row.get("proxy"), "both fall with every a");
    }
    assertEquals(
        shell.read("plain/curves/prompts/twice.jsonl"),
        shell.read("run/curves/prompts/twice.jsonl"));
    JsonObject plain = rows("plain/curves/ppo.jsonl").get(3);
    JsonObject changed = rows("run/curves/ppo.jsonl").get(3);
    // ppo learns faster from better answers, and these are all at most 0
    assertTrue(changed.get("gold").getAsDouble() > plain.get("gold").getAsDouble());
  }

  @Test
  void theReportHasCurves() {
    run("run", spec(WATCH));
    JsonObject watch = null;
    for (JsonElement e : json(shell.read("run/results.json")).getAsJsonArray("evaluations")) {
      if (e.getAsJsonObject().get("evaluator").getAsString().equals("watch")) {
        watch = e.getAsJsonObject();
      }
    }
    List<String> charts = new ArrayList<>();
    watch
        .getAsJsonArray("charts")
        .forEach(c -> charts.add(c.getAsJsonObject().get("id").getAsString()));
    assertEquals(
        List.of("watch-kl", "watch-proxy", "watch-gold", "watch-length", "watch-entropy"), charts);
    assertEquals(0, watch.getAsJsonArray("alarms").size());
    assertEquals(
        "the reward of the run",
        watch.getAsJsonObject("bases").getAsJsonObject("proxy reward").get("judge").getAsString());
  }

  /** The judge prefers the answer with more "a"; two of as many are a tie. */
  @Test
  void answersAreComparedWithThoseOfTheStart() {
    String judged = WATCH.replace("}}},", "}}, \"judge\": {\"id\": \"many-as\"}},");
    run("run", spec(judged));
    run("blind", spec(WATCH));
    List<JsonObject> answers = rows("run/curves/prompts/ppo.jsonl");
    long asked = 0;
    for (int i = 0; i < answers.size(); i++) {
      String mine = answers.get(i).get("answer").getAsString();
      String first = answers.get(i % 30).get("answer").getAsString();
      long more = as(mine) - as(first);
      double expected = more > 0 ? 100 : more < 0 ? 0 : 50;
      assertEquals(expected, answers.get(i).get("win_rate").getAsDouble(), 0, mine + "/" + first);
      asked += mine.equals(first) ? 0 : 2; // both orders
    }
    assertTrue(asked > 20, "asked " + asked);
    assertEquals(asked, costs("run", "ppo", "judge calls"));
    List<JsonObject> means = rows("run/curves/ppo.jsonl");
    assertEquals(50, means.get(0).get("win_rate").getAsDouble(), 0);
    double[] last = new double[30];
    for (int i = 0; i < 30; i++) {
      last[i] = answers.get(90 + i).get("win_rate").getAsDouble();
    }
    assertEquals(Sample.of(last).mean(), means.get(3).get("win_rate").getAsDouble(), 1e-12);
    assertTrue(shell.read("run/results.json").contains("\"watch-win-rate\""));
    assertTrue(rows("blind/curves/ppo.jsonl").get(3).get("win_rate").isJsonNull());
    assertEquals(shell.read("blind/models/ppo/skill"), shell.read("run/models/ppo/skill"));
  }

  private static long as(String text) {
    return text.chars().filter(c -> c == 'a').count();
  }

  private long costs(String run, String phase, String what) {
    return json(shell.read(run + "/costs.json")).getAsJsonObject(phase).get(what).getAsLong();
  }

  /** What watching draws is the whole difference between two trainings. */
  @Test
  void watchedTokensAreCounted() {
    run("run", spec(WATCH));
    run("blind", spec(""));
    long watched =
        rows("run/curves/prompts/twice.jsonl").stream()
            .mapToLong(r -> r.get("length").getAsLong())
            .sum();
    JsonObject blind = json(shell.read("blind/costs.json")).getAsJsonObject("twice");
    long before = blind.has("tokens generated") ? blind.get("tokens generated").getAsLong() : 0;
    assertEquals(before + watched, costs("run", "twice", "tokens generated"));
  }

  @Test
  void proxiesThatAreNotTheSameShareNoChart() {
    String own = "{\"id\": \"moderate\", \"options\": {\"best\": 1}}";
    run("run", spec(WATCH).replace("\"from\": \"base\"", "\"from\": \"base\", \"reward\": " + own));
    List<String> drawn = new ArrayList<>();
    for (JsonElement e : json(shell.read("run/results.json")).getAsJsonArray("evaluations")) {
      for (JsonElement c : e.getAsJsonObject().getAsJsonArray("charts")) {
        JsonObject chart = c.getAsJsonObject();
        if (chart.get("id").getAsString().startsWith("watch-proxy")) {
          List<String> names = new ArrayList<>();
          chart
              .getAsJsonArray("series")
              .forEach(s -> names.add(s.getAsJsonObject().get("name").getAsString()));
          drawn.add(chart.get("id").getAsString() + " " + names);
        }
      }
    }
    assertEquals(List.of("watch-proxy [dpo, twice]", "watch-proxy-of-ppo [ppo]"), drawn);
  }

  /** Gold falls with every a; the test finds by itself when that shows. */
  @Test
  void aTrainingThatOverOptimisesIsEnded() {
    String often = WATCH.replace("4,", "13,");
    run("run", spec(often));
    List<JsonObject> answers = rows("run/curves/prompts/ppo.jsonl");
    int end = 0;
    int patience = 0;
    for (int step = 1; step <= 12 && patience < 2; step++) {
      double[] rise = new double[30];
      for (int i = 0; i < 30; i++) {
        rise[i] =
            answers.get(30 * step + i).get("proxy").getAsDouble()
                - answers.get(i).get("proxy").getAsDouble();
      }
      Sample sample = Sample.of(rise);
      patience = sample.mean() > 5 * sample.standardError() ? patience + 1 : 0;
      end = step;
    }
    assertTrue(end > 2 && end < 12, "step " + end);
    run("stopped", spec(often.replace("}}},", "}}, \"stop\": {\"z\": 5, \"patience\": 2}},")));
    String metrics = shell.read("stopped/metrics.jsonl");
    assertTrue(metrics.contains("\"method\":\"ppo\",\"step\":" + end + ","), metrics);
    assertFalse(metrics.contains("\"method\":\"ppo\",\"step\":" + (end + 1) + ","), metrics);
    List<JsonObject> curve = rows("stopped/curves/ppo.jsonl");
    assertEquals(end + 1, curve.size());
    assertEquals(rows("run/curves/ppo.jsonl").subList(0, end + 1), curve);
    String ended = "the training was ended after step " + end;
    assertTrue(shell.read("stopped/log.txt").contains(ended), shell.read("stopped/log.txt"));
    assertTrue(shell.read("stopped/results.json").contains(ended));
    assertTrue(shell.err().contains("ALARM: ppo: over-optimised: between steps 0 and " + end));
    assertTrue(shell.has("stopped/models/best/skill"), "what follows goes on");
    assertEquals(
        shell.read("run/models/sft/skill"), shell.read("stopped/models/sft/skill"), "no proxy yet");
  }

  /** Else the table would rest upon prompts that have chosen its own models. */
  @Test
  void whatMayEndATrainingIsNotMeasuredOn() {
    run("run", spec(WATCH));
    run("stopped", spec(WATCH.replace("}}},", "}}, \"stop\": {}},")));
    List<String> all = ids(rows("run/samples/ppo.jsonl"), "id");
    assertEquals(40, all.size(), "who only watches takes nothing away");
    List<JsonObject> seen = rows("stopped/curves/prompts/ppo.jsonl").subList(0, 30);
    assertEquals(all.subList(0, 30), ids(seen, "prompt"));
    assertEquals(all.subList(30, 40), ids(rows("stopped/samples/ppo.jsonl"), "id"));
    JsonElement first =
        json(shell.read("stopped/results.json")).getAsJsonArray("measurements").get(0);
    assertEquals(10, first.getAsJsonObject().get("n").getAsInt());
    assertEquals(0, shell.run("validate", "mini.json"), () -> shell.err());
    assertTrue(shell.out().contains("\n  10 evaluation prompts\n"), shell.out());
    assertTrue(shell.out().contains("\n  30 more prompts to stop trainings by\n"), shell.out());
  }

  private static List<String> ids(List<JsonObject> rows, String column) {
    return rows.stream().map(r -> r.get(column).getAsString()).toList();
  }

  @Test
  void aStopLeavesSomethingToMeasureOn() {
    String all = WATCH.replace("}}},", "}}, \"stop\": {}},").replace("30", "64");
    shell.write("bad.json", spec(all));
    assertEquals(2, shell.run("validate", "bad.json"));
    assertTrue(
        shell
            .err()
            .contains(
                "the first 64 rows of data.evaluation decide when a training ends, so methods are"
                    + " not measured on them; there are only 40: add rows, or make \"prompts\" of"
                    + " \"watch\" smaller"),
        shell.err());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    shell.write(
        "bad.json",
        spec("\"watch\": {\"stop\": {}},")
            .replace("\"reward\": {\"id\": \"pairwise\"},", "")
            .replaceFirst("\\{\"id\": \"ppo\".*\\}\\},", ""));
    assertEquals(2, shell.run("run", "bad.json"));
    assertTrue(shell.err().contains("watch.stop (line 2, column"), shell.err());
    assertTrue(shell.err().contains("needs a gold reward"), shell.err());
    assertTrue(shell.err().contains("needs a reward that may be over-optimised"), shell.err());
    shell.write("bad.json", spec("\"watch\": {\"gold\": {\"id\": \"centred\"}},"));
    assertEquals(2, shell.run("run", "bad.json"));
    assertTrue(shell.err().contains("depend on what it scored before"), shell.err());
    shell.write("bad.json", spec("\"watch\": {\"gold\": {\"id\": \"pairwise\"}},"));
    assertEquals(2, shell.run("run", "bad.json"));
    assertTrue(shell.err().contains("must be fitted to preferences"), shell.err());
    shell.write("bad.json", spec("\"watch\": {\"points\": 1, \"promts\": 3},"));
    assertEquals(2, shell.run("run", "bad.json"));
    assertTrue(shell.err().contains("prompts"), shell.err());
  }
}
