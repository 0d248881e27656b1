package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rlhf4j.runner.report.RunFiles.BASIS;
import static org.rlhf4j.runner.report.RunFiles.number;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.runner.run.Evaluated;

final class FrontierTest {
  @TempDir Path folder;

  private RunFiles run() {
    Evaluation gold =
        Evaluation.of(
            BASIS,
            List.of(
                number("sft", "gold", 1, 0.1),
                number("worse", "gold", 2, 0.1),
                number("ppo", "gold", 3, 0.1)));
    Evaluation kl =
        Evaluation.of(
            BASIS.against("sft"),
            List.of(
                number("sft", "KL", 0, Double.NaN),
                number("ppo", "KL", 2, 0.5),
                number("worse", "KL", 3, 0.5)));
    return new RunFiles(folder.resolve("f"), "f", 1, "sft", "worse", "ppo").results(gold, kl);
  }

  private static List<Plot> plots(RunFiles run) {
    List<Group> groups = Group.of(RunData.read(run.folder()));
    return Frontier.of(groups, MainTable.of(groups, null), new Names());
  }

  private static Plot plot(RunFiles run) {
    return plots(run).get(0);
  }

  @Test
  void everyMethodIsAPointWithBothItsIntervals() {
    Plot plot = plot(run());
    assertEquals("gold against KL", plot.title());
    assertEquals("KL from sft", plot.x().label());
    Plot.Series ppo = plot.series().get(2);
    assertEquals("ppo", ppo.subject());
    assertEquals(2, ppo.points().get(0).x());
    // four prompts: Student's quantile of three degrees of freedom
    assertEquals(3 - 0.1 * 3.182446305284263, ppo.points().get(0).low(), 1e-9);
    assertEquals(0.5 * 3.182446305284263, ppo.errors().get(0), 1e-9);
  }

  @Test
  void aMeasurementsOwnIntervalIsDrawn() {
    Measurement rate =
        Measurement.estimate("ppo", "win rate", "%", 98, 2, new Interval(90, 99.5), 50);
    Evaluation wins = Evaluation.of(BASIS.against("sft"), List.of(rate));
    Evaluation kl = Evaluation.of(BASIS.against("sft"), List.of(number("ppo", "KL", 2, 0.5)));
    Point point =
        plot(new RunFiles(folder.resolve("o"), "o", 1, "sft", "ppo").results(wins, kl))
            .series()
            .get(0)
            .points()
            .get(0);
    assertEquals(90, point.low());
    assertEquals(99.5, point.high());
  }

  @Test
  void theFrontierJoinsWhatNoOtherBeats() {
    List<Plot.Series> series = plot(run()).series();
    Plot.Series best = series.get(series.size() - 1);
    assertEquals(Mark.DASHES, best.mark());
    assertEquals(List.of(0.0, 2.0), best.points().stream().map(Point::x).toList());
  }

  private static Evaluation of(Basis basis, String metric) {
    return Evaluation.of(
        basis, List.of(number("sft", metric, 1, 0.1), number("ppo", metric, 2, 0.1)));
  }

  /** A run with five columns beside the divergence, whose trainings were watched by "g" and "j". */
  private RunFiles watched(double temperature) {
    Basis drawn = new Basis(null, null, "4 prompts", null, Decoding.sampling(temperature, 64));
    Basis seen = BASIS.judgedBy("g");
    List<Evaluated> all =
        List.of(
            new Evaluated(0, "win-rate", of(drawn.judgedBy("j").against("sft"), "win rate")),
            new Evaluated(1, "mean-reward", of(drawn.judgedBy("g"), "truth")),
            new Evaluated(2, "mean-reward", of(drawn.judgedBy("other"), "gold")),
            new Evaluated(3, "mean-reward", of(drawn.judgedBy(Basis.REWARD_OF_THE_RUN), "proxy")),
            new Evaluated(4, "mode-collapse", of(drawn.against("sft"), "answer entropy")),
            new Evaluated(5, "kl", of(BASIS.against("sft"), "KL")),
            new Evaluated(
                6,
                "watch",
                Evaluation.of(seen, List.of()).withBasis("win rate", seen.judgedBy("j"))));
    String row = "{\"step\":%d,\"kl\":%d,\"gold\":1,\"proxy\":2,\"entropy\":3,\"win_rate\":50}\n";
    String rows = row.formatted(0, 0) + row.formatted(9, 2);
    return new RunFiles(folder.resolve("w"), "w", 1, "sft", "ppo")
        .write(
            "spec.json",
            """
            {"name": "w", "seed": [1], "methods": [
              {"id": "ppo", "name": "ppo", "from": "sft", "reward": null},
              {"id": "ppo", "name": "own", "from": "sft", "reward": {"id": "rules"}},
              {"id": "x", "name": "x", "from": "base"}]}
            """)
        .write("curves/ppo.jsonl", rows)
        .write("curves/own.jsonl", rows)
        .write("curves/x.jsonl", rows)
        .results(all);
  }

  /** The methods with a line in the plot of a column, in the colour of what they measure. */
  private static List<String> lines(List<Plot> plots, String column) {
    return plots.stream()
        .filter(p -> column.equals(p.y().label()))
        .flatMap(p -> p.series().stream())
        .filter(s -> s.mark() == Mark.LINE_WITH_POINTS)
        .map(s -> s.name() + " " + s.points().get(1).y())
        .toList();
  }

  @Test
  void watchedTrainingsAreLinesWhereTheyRestUponTheSame() {
    List<Plot> plots = plots(watched(1));
    // x started from another policy, and the method "own" has another proxy
    assertEquals(List.of("own 50.0", "ppo 50.0"), lines(plots, "win rate"));
    assertEquals(List.of("own 1.0", "ppo 1.0"), lines(plots, "truth"), "by judge, not by name");
    assertEquals(List.of(), lines(plots, "gold"), "by judge, not by name");
    assertEquals(List.of("ppo 2.0"), lines(plots, "proxy"));
    assertEquals(List.of("own 3.0", "ppo 3.0"), lines(plots, "answer entropy"));
    for (String column : List.of("win rate", "truth", "proxy", "answer entropy")) {
      assertEquals(List.of(), lines(plots(watched(0.7)), column), "drawn otherwise");
    }
  }

  @Test
  void theSecondChartIsThatOfDiversity() {
    assertEquals(
        List.of("win rate", "answer entropy", "truth", "gold", "proxy"),
        plots(watched(1)).stream().map(p -> p.y().label()).toList());
  }

  @Test
  void pointsOfAWatchedTrainingHaveTheirStepsAndErrors() {
    RunFiles run = watched(1);
    run.write(
        "curves/ppo.jsonl",
        """
        {"method":"ppo","step":0,"n":5,"kl":0.0,"kl_se":0.0,"win_rate":50,"win_rate_se":0.5}
        {"method":"ppo","step":9,"n":5,"win_rate_n":3,"kl":1.5,"kl_se":0.1,"win_rate":60,"win_rate_se":1.0}
        {"method":"ppo","step":12,"n":5,"kl":2.0,"kl_se":0.1,"win_rate":null,"win_rate_se":null}
        """);
    Plot.Series line =
        plot(run).series().stream()
            .filter(s -> s.subject().equals("ppo"))
            .findFirst()
            .orElseThrow();
    assertEquals(Mark.LINE_WITH_POINTS, line.mark());
    assertEquals(List.of("step 0", "step 9"), line.points().stream().map(Point::label).toList());
    // Student's quantiles of four degrees of freedom, and of two where verdicts were unusable
    assertEquals(50 - 0.5 * 2.7764451051977987, line.points().get(0).low(), 1e-9);
    assertEquals(60 - 4.302652729911275, line.points().get(1).low(), 1e-9);
  }
}
