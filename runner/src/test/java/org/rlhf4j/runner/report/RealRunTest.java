package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Chromium;
import org.rlhf4j.runner.fakes.Shell;

/** A small run with the real methods and evaluators: what it cost, and its report in a browser. */
final class RealRunTest {
  private static final String SPEC =
      """
      {"name": "small", "seed": 3,
       "policy": {"id": "transformer", "options": {
         "vocabulary": {"id": "instruction-world", "options": {"split": "demonstrations", "count": 200}},
         "sizes": {"hidden": 16, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 32, "context": 64}}},
       "data": {
         "demonstrations": {"id": "instruction-world", "options": {"split": "demonstrations", "count": 200}},
         "prompts": {"id": "instruction-world", "options": {"split": "prompts", "count": 40}},
         "evaluation": {"id": "instruction-world", "options": {"split": "evaluation", "count": 24}}},
       "feedback": {"judge": JUDGE, "pairsPerPrompt": 2, "decoding": {"maxNewTokens": 16}},
       "reward": {"id": "pairwise", "options": {"training": {"batchSize": 16}}},
       "watch": {"points": 3, "prompts": 12, "gold": GOLD, "judge": JUDGE},
       "methods": [
         {"id": "sft", "options": {"training": {"batchSize": 32, "epochs": 6,
           "optimizer": {"learningRate": 0.01}}}},
         {"id": "dpo", "options": {"training": {"batchSize": 16}}},
         {"id": "ppo", "options": {"steps": 4, "rollouts": 16, "decoding": {"maxNewTokens": 16}}},
         {"id": "ppo", "name": "ppo-on-gold", "reward": GOLD,
           "options": {"steps": 4, "rollouts": 16, "decoding": {"maxNewTokens": 16}}},
         {"id": "best-of-n", "name": "best-of-4", "options": {"n": 4}}],
       "decoding": {"maxNewTokens": 16},
       "evaluate": [
         {"id": "win-rate", "options": {"judge": JUDGE, "resamples": 100}},
         {"id": "mean-reward", "options": {"name": "gold", "reward": GOLD}},
         {"id": "mean-reward"},
         {"id": "kl", "options": {"maxNewTokens": 16}},
         {"id": "length"},
         {"id": "length-effects"},
         {"id": "over-optimisation", "options": {"gold": GOLD, "samples": 4,
           "n": [2, 4], "maxNewTokens": 16, "resamples": 100}},
         {"id": "mode-collapse", "options": {"samples": 3, "maxNewTokens": 16}},
         {"id": "leaderboard", "options": {"judge": JUDGE}}]}
      """
          .replace("JUDGE", "{\"id\": \"reward-judge\", \"options\": {\"reward\": GOLD}}")
          .replace(
              "GOLD",
              """
              {"id": "rules", "options": {"regex": [
                {"pattern": "e"}, {"pattern": "th", "weight": 0.5}, {"pattern": "in", "weight": 0.7},
                {"pattern": "s ", "weight": -0.4}, {"pattern": "o", "weight": -0.3}]}}\
              """);

  @TempDir static Path folder;
  private static Shell shell;
  private static int code;

  @BeforeAll
  static void run() {
    Catalog catalog = Catalog.load(List.of());
    shell = new Shell(folder, layers -> catalog);
    shell.write("small.json", SPEC);
    code = shell.run("run", "small.json");
  }

  private static List<JsonObject> rows(String file) {
    return shell.lines("runs/small/" + file).stream().map(Shell::json).toList();
  }

  private static long sum(List<JsonObject> rows, String key) {
    return rows.stream().mapToLong(r -> r.get(key).getAsLong()).sum();
  }

  private static long tokens(String method) {
    return rows("samples/" + method + ".jsonl").stream()
        .mapToLong(r -> r.getAsJsonArray("tokens").size())
        .sum();
  }

  /** Prompts to which two methods gave different answers: nobody is asked about the others. */
  private static long different(String one, String other) {
    List<JsonObject> a = rows("samples/" + one + ".jsonl");
    List<JsonObject> b = rows("samples/" + other + ".jsonl");
    return IntStream.range(0, a.size())
        .filter(i -> !a.get(i).get("completion").equals(b.get(i).get("completion")))
        .count();
  }

  private static long cost(String phase, String what) {
    return Shell.json(shell.read("runs/small/costs.json"))
        .getAsJsonObject(phase)
        .get(what)
        .getAsLong();
  }

  @Test
  void whatPoliciesAndJudgesDidIsCountedWhereverTheyDidIt() {
    assertEquals(0, code, () -> shell.err());
    List<String> methods = List.of("base", "sft", "dpo", "ppo", "ppo-on-gold", "best-of-4");
    long baseline = 0;
    long all = 0;
    for (String one : methods) {
      baseline += different(one, "sft");
      for (String other : methods.subList(0, methods.indexOf(one))) {
        all += different(one, other);
      }
    }
    assertTrue(baseline > 0);
    assertEquals(2 * baseline, cost("win-rate", "judge calls"), "five of six methods, both orders");
    assertEquals(2 * all, cost("leaderboard", "judge calls"), "all pairs of six methods");
    // PPO's own answers, and those that were only watched
    double rollouts =
        rows("metrics.jsonl").stream()
            .filter(r -> r.get("method").getAsString().equals("ppo"))
            .mapToDouble(r -> 16 * r.get("completions/mean_length").getAsDouble())
            .sum();
    List<JsonObject> watched = rows("curves/prompts/ppo.jsonl");
    assertEquals(Math.round(rollouts) + sum(watched, "length"), cost("ppo", "tokens generated"));
    long compared = 0;
    for (int i = 0; i < watched.size(); i++) {
      boolean same = watched.get(i).get("answer").equals(watched.get(i % 12).get("answer"));
      compared += same ? 0 : 2;
    }
    assertTrue(compared > 0, "nothing changed");
    assertEquals(compared, cost("ppo", "judge calls"));
    assertTrue(cost("ppo", "tokens learned") > 0);
    assertTrue(cost("reward", "tokens learned") > 0);
    assertEquals(tokens("dpo"), cost("answers of dpo", "tokens generated"));
    assertTrue(
        cost("answers of best-of-4", "tokens generated") > 2 * tokens("best-of-4"),
        "all candidates, not the best alone");
    assertTrue(cost("mode-collapse", "tokens generated") > tokens("dpo"));
    assertTrue(cost("over-optimisation", "tokens generated") > 0);
    assertTrue(cost("kl", "tokens read") > 0);
  }

  @Test
  void columnsSayWhatTheyRestUpon() {
    assertEquals(0, code, () -> shell.err());
    assertTrue(shell.out().contains("n 24"), shell.out());
    assertTrue(shell.out().contains("judged by the reward of the run"), shell.out());
    String results = shell.read("runs/small/results.csv");
    String gain = results.lines().filter(l -> l.contains(",proxy gain,")).findFirst().orElseThrow();
    assertTrue(gain.contains(",the reward of the run,"), gain);
    assertTrue(
        results.lines().noneMatch(l -> l.contains("ppo-on-gold,over-optimisation,proxy gain,")),
        "its proxy was gold");
  }

  /**
   * How many marks of each series are in its drawing. A series is given a colour that nothing else
   * has, so that neither a legend nor another series can stand in for it; the chart is drawn as the
   * page draws it.
   */
  private static final String COUNT =
      """
      () => [...document.querySelectorAll('figure[data-plot]')].flatMap(figure => {
        const place = figure.querySelector('.drawing');
        const chart = echarts.getInstanceByDom(place);
        const plot = report.plots.get(figure.dataset.plot);
        if (!chart || place.getBoundingClientRect().width < 100) return [plot.id + ': not drawn'];
        const seen = [];
        const marked = index => {
          const option = report.option(plot, place.clientWidth);
          const series = option.series[index];
          const mark = '#010203';
          if (series.type === 'custom') {
            const render = series.renderItem;
            series.renderItem = (params, api) => {
              const group = render(params, api);
              group.children.forEach(child => { child.style.stroke = mark; });
              return group;
            };
          } else {
            series.itemStyle.color = mark;
            if (series.lineStyle) series.lineStyle.color = mark;
          }
          option.legend = undefined;
          chart.setOption(option, { notMerge: true });
          chart.getZr().flush();
          return place.querySelectorAll(`svg [fill="${mark}"], svg [stroke="${mark}"]`).length;
        };
        const option = report.option(plot, place.clientWidth);
        option.series.forEach((series, i) => {
          const drawable = series.data.filter(p => Array.isArray(p) ? Number.isFinite(p[1]) : p);
          const dots = series.type === 'line' && !series.showSymbol ? 0 : drawable.length;
          const line = series.type === 'line' && drawable.length > 1 ? 1 : 0;
          const bars = series.data.filter(p => Number.isFinite(p[2]) && Number.isFinite(p[3])).length;
          const wanted = series.type === 'custom' ? 3 * bars : dots + line;
          const found = marked(i);
          if (found < wanted) seen.push(`${plot.id}, ${series.name}, ${series.type}: ${found} of ${wanted}`);
          window.marks = (window.marks || 0) + wanted;
        });
        chart.setOption(report.option(plot, place.clientWidth), { notMerge: true });
        return seen;
      })
      """;

  @Tag("browser")
  @Test
  void everySeriesOfEveryChartIsDrawn() {
    assertEquals(0, code, () -> shell.err());
    try (Chromium chromium = new Chromium()) {
      List<String> requests = new ArrayList<>();
      for (int width : new int[] {1280, 390}) {
        ColorScheme scheme = width > 1000 ? ColorScheme.LIGHT : ColorScheme.DARK;
        Page page = chromium.person(width, 900, scheme);
        page.onRequest(
            request -> {
              if (!request.url().startsWith("data:")) {
                requests.add(request.url());
              }
            });
        page.navigate(folder.resolve("runs/small/report.html").toUri().toString());
        page.waitForSelector("html[data-ready]");
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        page.waitForTimeout(300);
        assertEquals(List.of(), page.evaluate(COUNT));
        assertTrue(((Number) page.evaluate("() => window.marks")).intValue() > 300);
        assertEquals(
            0,
            page.evaluate("() => document.documentElement.scrollWidth - innerWidth"),
            "sideways at " + width);
      }
      assertEquals(List.of(), chromium.complaints());
      assertEquals(2, requests.size(), requests::toString); // the file itself, twice
    }
  }

  @Test
  void theFirstTwoChartsAreWinRateAndDiversityWithCheckpoints() {
    assertEquals(0, code, () -> shell.err());
    List<Group> groups = Group.of(RunData.read(folder.resolve("runs/small")));
    List<Plot> plots = Frontier.of(groups, MainTable.of(groups, null), new Names());
    assertEquals("win rate", plots.get(0).y().label());
    assertEquals("answer entropy", plots.get(1).y().label());
    for (Plot plot : plots.subList(0, 2)) {
      List<String> lines =
          plot.series().stream()
              .filter(s -> s.points().size() == 3 && s.points().get(0).label().startsWith("step"))
              .map(Plot.Series::name)
              .sorted()
              .toList();
      assertEquals(List.of("dpo", "ppo", "ppo-on-gold"), lines, plot.id());
    }
  }
}
