package org.rlhf4j.api.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluator found.
 *
 * @param basis what its numbers rest upon; numbers of different bases are never put into one column
 * @param bases what single columns rest upon in its place, by their metrics; usually empty
 * @param measurements the numbers of the table, in the order in which it shows them
 * @param scores the observations behind them, one for each prompt, for tests between methods
 * @param charts for the report, in its order
 * @param tables for the report, in its order
 * @param alarms what a reader must not miss
 */
public record Evaluation(
    Basis basis,
    Map<String, Basis> bases,
    List<Measurement> measurements,
    List<PromptScores> scores,
    List<Chart> charts,
    List<DataTable> tables,
    List<Alarm> alarms) {

  public Evaluation {
    bases = Collections.unmodifiableMap(new LinkedHashMap<>(bases));
    measurements = List.copyOf(measurements);
    scores = List.copyOf(scores);
    charts = List.copyOf(charts);
    tables = List.copyOf(tables);
    alarms = List.copyOf(alarms);
  }

  /** Numbers alone. */
  public static Evaluation of(Basis basis, List<Measurement> measurements) {
    return new Evaluation(
        basis, Map.of(), measurements, List.of(), List.of(), List.of(), List.of());
  }

  /** The same with a column that rests upon something else than the others. */
  public Evaluation withBasis(String metric, Basis other) {
    Map<String, Basis> more = new LinkedHashMap<>(bases);
    more.put(metric, other);
    return new Evaluation(basis, more, measurements, scores, charts, tables, alarms);
  }

  /** What a column rests upon. */
  public Basis basis(String metric) {
    return bases.getOrDefault(metric, basis);
  }

  /** The same with these observations behind the numbers. */
  public Evaluation withScores(List<PromptScores> scores) {
    return new Evaluation(basis, bases, measurements, scores, charts, tables, alarms);
  }

  /** The same with these charts. */
  public Evaluation withCharts(List<Chart> charts) {
    return new Evaluation(basis, bases, measurements, scores, charts, tables, alarms);
  }

  /** The same with these tables. */
  public Evaluation withTables(List<DataTable> tables) {
    return new Evaluation(basis, bases, measurements, scores, charts, tables, alarms);
  }

  /** The same with these alarms. */
  public Evaluation withAlarms(List<Alarm> alarms) {
    return new Evaluation(basis, bases, measurements, scores, charts, tables, alarms);
  }
}
