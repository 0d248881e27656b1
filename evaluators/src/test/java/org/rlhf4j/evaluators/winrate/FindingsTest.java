package org.rlhf4j.evaluators.winrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.evaluators.Fixtures;

/** The tables, scores and notes of a run. */
final class FindingsTest {

  private final List<String> events = new ArrayList<>();

  private final Judge judge =
      comparisons -> {
        events.add("judged " + comparisons.size());
        return comparisons.stream()
            .map(
                c -> {
                  double first = Double.parseDouble(c.first().text());
                  double second = Double.parseDouble(c.second().text());
                  return new Verdict(
                      first > second ? 1 : first < second ? 0 : 0.5,
                      first > second
                          ? Verdict.Label.FIRST
                          : first < second ? Verdict.Label.SECOND : Verdict.Label.TIE,
                      "",
                      "",
                      new Cost(1, 10, 2, 0.5, 1));
                })
            .toList();
      };

  private final RunLog log =
      new RunLog() {
        @Override
        public void step(int step, Record metrics) {}

        @Override
        public Progress progress(String task, long total, String unit) {
          return (done, detail) -> {};
        }

        @Override
        public void note(String line) {
          events.add(line);
        }
      };

  private Evaluation evaluation() {
    EvaluationTask silent =
        Fixtures.task(
            null,
            Fixtures.subject("sft", "5", "5", "5", "5"),
            Fixtures.subject("dpo", "9", "9", "5", "1"),
            Fixtures.subject("ppo", "9", "9", "9", "9"));
    EvaluationTask task =
        new EvaluationTask(
            silent.prompts(), silent.subjects(), null, null, RandomStream.ofSeed(1), log);
    WinRateOptions d = new WinRatePlugin().defaults();
    WinRateOptions options =
        new WinRateOptions(null, null, d.name(), true, 0, 1, null, 99, List.of(), null, List.of());
    return new WinRate(
            new JudgedAnswers(judge, "numbers", "sft", null),
            options,
            new LengthControl(0, 1, Difficulties.NONE))
        .evaluate(task);
  }

  private static List<List<Cell>> rows(Evaluation found, String id) {
    return found.tables().stream()
        .filter(t -> t.id().equals(id))
        .map(DataTable::rows)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatCanBeLearntIsSaidBeforeAnythingIsSpent() {
    evaluation();
    // (1.96 + 0.84) 50 / sqrt(4) points
    assertTrue(events.get(0).startsWith("16 comparisons to judge (2 x 4 prompts x 2"));
    assertTrue(events.get(0).contains("if it is 70.0 points away"), events.get(0));
    assertTrue(events.get(0).contains("if they are 99.1 apart"), events.get(0));
    assertEquals(
        List.of("judged 6", "judged 8"), // both orders at once; one answer of dpo is that of sft
        events.stream().filter(e -> e.startsWith("judged")).toList());
  }

  @Test
  void scoresAreThoseOfThePrompts() {
    assertEquals(
        List.of(
            new PromptScores("dpo", "win rate", new double[] {100, 100, 50, 0}),
            new PromptScores("ppo", "win rate", new double[] {100, 100, 100, 100})),
        evaluation().scores());
  }

  @Test
  void countsAndCosts() {
    Evaluation found = evaluation();
    List<Cell> best = rows(found, "win-rates").get(0);
    assertEquals("ppo", best.get(0).text());
    assertEquals(100, best.get(1).value());
    List<String> columns = found.tables().get(0).columns();
    List<Cell> dpo = rows(found, "win-rates").get(1);
    assertEquals(2, dpo.get(columns.indexOf("wins")).value());
    assertEquals(1, dpo.get(columns.indexOf("losses")).value());
    assertEquals(1, dpo.get(columns.indexOf("draws")).value());
    assertEquals(62.5, dpo.get(columns.indexOf("discrete (%)")).value());
    assertEquals(1, dpo.get(columns.indexOf("length (characters)")).value());
    assertTrue(dpo.get(columns.indexOf("remark")).text().startsWith("raw: too few prompts"));
    // the raw rate stands in the length-controlled column with its own standard error
    Cell raw = dpo.get(columns.indexOf("win rate (%)"));
    assertTrue(raw.standardError() > 0);
    assertEquals(raw, dpo.get(columns.indexOf("LC win rate (%)")));
    assertEquals(1, found.alarms().size());
    assertTrue(
        found.alarms().get(0).message().startsWith("LC win rate of 2 of 2 models is the raw rate"),
        found.alarms().toString());
    assertTrue(
        found
            .alarms()
            .get(0)
            .evidence()
            .contains("dpo: raw: too few prompts to control for" + " length: 4 of 30"),
        found.alarms().toString());
    List<Cell> cost =
        rows(found, "judge-cost").stream()
            .filter(r -> r.get(0).text().equals("dpo"))
            .findFirst()
            .orElseThrow();
    // nobody is asked about two answers that are the same
    assertEquals(
        List.of(6.0, 6.0, 60.0, 12.0, 3.0), cost.subList(1, 6).stream().map(Cell::value).toList());
  }

  @Test
  void allPairsAreTested() {
    List<List<Cell>> rows = rows(evaluation(), "pairs");
    assertEquals(
        List.of("dpo ppo", "dpo sft", "ppo sft"),
        rows.stream().map(r -> r.get(0).text() + " " + r.get(1).text()).toList());
    List<Cell> first = rows.get(0);
    assertEquals(4, first.get(2).value());
    assertEquals(-37.5, first.get(3).value(), 1e-12); // 0, 0, -50 and -100
    assertEquals(
        List.of(0.0, 2.0, 2.0), IntStream.of(6, 7, 8).mapToObj(i -> first.get(i).value()).toList());
    assertEquals(0.5, first.get(11).value(), 1e-12); // two heads or two tails
    List<Cell> always = rows.get(2);
    assertEquals(50, always.get(3).value(), 1e-12);
    assertEquals(0.125, always.get(10).value(), 1e-12); // no spread: the sign test's
    assertEquals(0.125, always.get(11).value(), 1e-12);
    assertEquals(0.375, always.get(12).value(), 1e-12); // Holm: the least of three
  }

  @Test
  void chartsHaveEveryModel() {
    Evaluation found = evaluation();
    assertEquals(
        List.of("ppo", "dpo"),
        found.charts().get(0).series().get(0).points().stream().map(p -> p.label()).toList());
    assertEquals(
        List.of("ppo", "dpo"), found.charts().get(1).series().stream().map(s -> s.name()).toList());
  }
}
