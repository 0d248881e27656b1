package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rlhf4j.runner.report.RunFiles.BASIS;
import static org.rlhf4j.runner.report.RunFiles.number;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.Evaluation;

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

  private static Plot plot(RunFiles run) {
    List<Group> groups = Group.of(RunData.read(run.folder()));
    return Frontier.of(groups, MainTable.of(groups, null)).get(0);
  }

  @Test
  void everyMethodIsAPointWithBothItsIntervals() {
    Plot plot = plot(run());
    assertEquals("gold against KL", plot.title());
    assertEquals("KL from sft", plot.x().label());
    Plot.Series ppo = plot.series().get(2);
    assertEquals("ppo", ppo.subject());
    assertEquals(2, ppo.points().get(0).x());
    assertEquals(3 - 0.1959963984540054, ppo.points().get(0).low(), 1e-12);
    assertEquals(0.9799819922700269, ppo.errors().get(0), 1e-12);
  }

  @Test
  void theFrontierJoinsWhatNoOtherBeats() {
    List<Plot.Series> series = plot(run()).series();
    Plot.Series best = series.get(series.size() - 1);
    assertEquals(Mark.DASHES, best.mark());
    assertEquals(List.of(0.0, 2.0), best.points().stream().map(Point::x).toList());
  }

  @Test
  void watchedTrainingsAreLines() {
    RunFiles run =
        run()
            .write(
                "spec.json",
                """
                {"name": "f", "seed": [1], "methods": [{"id": "ppo", "name": "ppo", "from": "sft"},
                  {"id": "x", "name": "x", "from": "base"}]}
                """)
            .write(
                "curves/ppo.jsonl",
                """
                {"method":"ppo","step":0,"kl":0.0,"kl_se":0.0,"gold":1.0,"gold_se":0.5}
                {"method":"ppo","step":9,"kl":1.5,"kl_se":0.1,"gold":2.5,"gold_se":null}
                {"method":"ppo","step":12,"kl":2.0,"kl_se":0.1,"gold":null,"gold_se":null}
                """)
            .write("curves/x.jsonl", "{\"step\":0,\"kl\":0.0,\"gold\":1.0,\"gold_se\":0.5}\n");
    Plot.Series line = plot(run).series().get(0);
    assertEquals("ppo", line.name());
    assertEquals(Mark.LINE_WITH_POINTS, line.mark());
    assertEquals(List.of("step 0", "step 9"), line.points().stream().map(Point::label).toList());
    assertEquals("sft", plot(run).series().get(1).subject()); // x started from another policy
  }
}
