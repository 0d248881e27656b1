package org.rlhf4j.api.evaluation;

import java.util.List;
import org.rlhf4j.api.Measurement;

/**
 * What an evaluator found.
 *
 * @param basis what all of it rests upon; numbers of different bases are never put into one column
 * @param measurements the numbers of the table, in the order in which it shows them
 * @param scores the observations behind them, one for each prompt, for tests between methods
 * @param charts for the report, in its order
 * @param tables for the report, in its order
 * @param alarms what a reader must not miss
 */
public record Evaluation(
    Basis basis,
    List<Measurement> measurements,
    List<PromptScores> scores,
    List<Chart> charts,
    List<DataTable> tables,
    List<Alarm> alarms) {

  public Evaluation {
    measurements = List.copyOf(measurements);
    scores = List.copyOf(scores);
    charts = List.copyOf(charts);
    tables = List.copyOf(tables);
    alarms = List.copyOf(alarms);
  }

  /** Numbers alone. */
  public static Evaluation of(Basis basis, List<Measurement> measurements) {
    return new Evaluation(basis, measurements, List.of(), List.of(), List.of(), List.of());
  }

  /** The same with these observations behind the numbers. */
  public Evaluation withScores(List<PromptScores> scores) {
    return new Evaluation(basis, measurements, scores, charts, tables, alarms);
  }

  /** The same with these charts. */
  public Evaluation withCharts(List<Chart> charts) {
    return new Evaluation(basis, measurements, scores, charts, tables, alarms);
  }

  /** The same with these tables. */
  public Evaluation withTables(List<DataTable> tables) {
    return new Evaluation(basis, measurements, scores, charts, tables, alarms);
  }

  /** The same with these alarms. */
  public Evaluation withAlarms(List<Alarm> alarms) {
    return new Evaluation(basis, measurements, scores, charts, tables, alarms);
  }
}
