package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.statistics.Bootstrap;

/**
 * Implements {@link WinRatePlugin}.
 *
 * @param source where judged answers come from; owned
 * @param options what to make of them
 * @param control the length-controlled rate
 */
record WinRate(PanelSource source, WinRateOptions options, LengthControl control)
    implements Evaluator {

  /** Begins the name of the length-controlled column. */
  static final String LC = "LC ";

  private static final double LEVEL = 0.95;

  @Override
  public void check(List<String> subjects) {
    source.check(subjects);
  }

  @Override
  public boolean needsSubjects() {
    return source.needsSubjects();
  }

  @Override
  public List<String> columns() {
    return options.lengthControlled()
        ? List.of(options.name(), LC + options.name())
        : List.of(options.name());
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return source.work(subjects, prompts);
  }

  @Override
  public List<String> outlook(int subjects, int prompts) {
    return source.outlook(prompts);
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Panel panel = source.panel(task);
    panel.remarks().forEach(task.log()::note);
    Bootstrap bootstrap =
        new Bootstrap(options.resamples(), LEVEL, task.random().child("bootstrap"));
    Map<String, LengthControl.Controlled> controlled =
        options.lengthControlled()
            ? panel.matches().stream()
                .map(match -> control.of(panel, match, bootstrap))
                .collect(Collectors.toMap(LengthControl.Controlled::model, Function.identity()))
            : Map.of();
    PanelFindings findings =
        new PanelFindings(
            panel,
            panel.matches().stream()
                .map(
                    m ->
                        new PanelFindings.Model(
                            m, HeadToHead.of(m.preferences()), controlled.get(m.model())))
                .toList(),
            options.name(),
            options.lengthControlled() ? control.inWords() : "");

    List<DataTable> tables = new ArrayList<>(List.of(findings.table()));
    tables.add(PairTests.table(panel));
    if (panel.matches().stream().anyMatch(m -> m.judged() > 0)) {
      tables.add(findings.costs());
    }
    Basis basis = basis(task, panel);
    Evaluation found = Evaluation.of(basis, measurements(findings));
    if (options.lengthControlled()) {
      found = found.withBasis(LC + options.name(), basis.resting(control.inWords()));
    }
    return found
        .withScores(panel.prompts().equals(task.prompts()) ? scores(panel) : List.of())
        .withTables(tables)
        .withCharts(List.of(findings.bars(), findings.lengths()))
        .withAlarms(alarms(findings));
  }

  /** A raw rate in the length-controlled column must not be missed. */
  private List<Alarm> alarms(PanelFindings findings) {
    List<String> evidence = new ArrayList<>();
    for (PanelFindings.Model model : findings.models()) {
      LengthControl.Controlled controlled = model.controlled();
      if (controlled != null && !controlled.identified()) {
        evidence.add(model.match().model() + ": " + controlled.note());
      }
    }
    return evidence.isEmpty()
        ? List.of()
        : List.of(
            new Alarm(
                "",
                LC
                    + options.name()
                    + " of "
                    + evidence.size()
                    + " of "
                    + findings.models().size()
                    + " models is the raw rate, because length could not be controlled for: "
                    + evidence.get(0),
                evidence));
  }

  private static Basis basis(EvaluationTask task, Panel panel) {
    Basis basis =
        panel.prompts().equals(task.prompts()) ? task.basis() : Basis.of(panel.prompts(), null);
    return basis.judgedBy(panel.judge()).against(panel.baseline());
  }

  private List<Measurement> measurements(PanelFindings findings) {
    List<Measurement> rows = new ArrayList<>();
    Panel panel = findings.panel();
    for (String column : columns()) {
      rows.add(
          Measurement.fixed(panel.baseline(), column, "%", 50, panel.prompts().size(), "baseline"));
    }
    for (PanelFindings.Model model : findings.models()) {
      HeadToHead raw = model.raw();
      String name = model.match().model();
      rows.add(
          Measurement.estimate(
                  name,
                  options.name(),
                  "%",
                  raw.winRate(),
                  raw.standardError(),
                  raw.interval(),
                  raw.total())
              .noted(note(model.match())));
      LengthControl.Controlled controlled = model.controlled();
      if (controlled != null) {
        rows.add(
            Measurement.estimate(
                    name,
                    LC + options.name(),
                    "%",
                    controlled.rate(),
                    controlled.standardError(),
                    controlled.interval(),
                    raw.total())
                .noted(controlled.note()));
      }
    }
    return rows;
  }

  private static String note(Match match) {
    return match.missing() == 0
        ? ""
        : match.missing()
            + " of "
            + match.preferences().length
            + " prompts left out for want of a usable verdict";
  }

  private List<PromptScores> scores(Panel panel) {
    return panel.matches().stream()
        .map(
            m ->
                new PromptScores(
                    m.model(),
                    options.name(),
                    Arrays.stream(m.preferences()).map(p -> 100 * p).toArray()))
        .toList();
  }

  @Override
  public void close() {
    source.close();
  }
}
