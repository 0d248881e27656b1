package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.log.Wrapping;
import org.rlhf4j.runner.table.Grid;
import org.rlhf4j.runner.table.Notes;
import org.rlhf4j.runner.table.TextTable;

/**
 * Results as text: a row for each method, a column for each measurement. What has no row in common,
 * such as methods and judges, stands in tables of its own. What the columns rest upon stands at the
 * end, by the letters in their heads.
 */
final class ResultsTable {
  private static final String INDENT = "   ";

  private final List<String> subjects;
  private final List<Basis> bases;
  private final Map<Key, Map<String, Measurement>> columns = new LinkedHashMap<>();

  ResultsTable(List<String> subjects, List<Finding> findings) {
    this.subjects = subjects;
    this.bases = findings.stream().map(Finding::basis).distinct().toList();
    findings.forEach(this::put);
  }

  /**
   * What the numbers of a column have in common.
   *
   * @param repetition tells columns apart that a spec has several of; 0 for the first
   */
  private record Key(String evaluator, String metric, String unit, Basis basis, int repetition) {}

  /** Into the first column where the method has no number yet. */
  private void put(Finding finding) {
    Measurement m = finding.measurement();
    for (int repetition = 0; ; repetition++) {
      Key key = new Key(finding.id(), m.metric(), m.unit(), finding.basis(), repetition);
      Map<String, Measurement> column = columns.computeIfAbsent(key, k -> new LinkedHashMap<>());
      if (column.putIfAbsent(m.subject(), m) == null) {
        return;
      }
    }
  }

  private Grid grid() {
    List<Grid.Head> heads = new ArrayList<>(List.of(Grid.Head.of("")));
    columns.forEach(
        (key, numbers) ->
            heads.add(
                Counts.head(
                    key.metric,
                    key.unit,
                    Identity.letter(key.basis, bases),
                    List.copyOf(numbers.values()))));
    List<List<Cell>> rows = new ArrayList<>();
    for (String subject : subjects) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(subject)));
      for (Map<String, Measurement> column : columns.values()) {
        Measurement m = column.get(subject);
        row.add(m == null ? Cell.NONE : Cell.of(m));
      }
      rows.add(row);
    }
    return new Grid(heads, rows);
  }

  /**
   * The tables.
   *
   * @param screen letters in a line
   */
  String text(int screen) {
    if (columns.isEmpty()) {
      return "nothing was measured";
    }
    Grid all = grid();
    List<Key> keys = List.copyOf(columns.keySet());
    Notes notes = new Notes();
    List<String> lines = new ArrayList<>();
    for (List<Integer> part : all.parts()) {
      Set<String> evaluators = new LinkedHashSet<>();
      part.forEach(c -> evaluators.add(keys.get(c - 1).evaluator()));
      if (!lines.isEmpty()) {
        lines.add("");
      }
      Grid table = all.part(RowNoun.of(subjects, evaluators).one(), part);
      lines.addAll(TextTable.lines(table, screen, notes));
    }
    for (String line : Identity.legend(bases)) {
      List<String> wrapped = Wrapping.lines(line, screen - INDENT.length());
      lines.add(wrapped.get(0));
      wrapped.subList(1, wrapped.size()).forEach(rest -> lines.add(INDENT + rest));
    }
    return String.join("\n", lines);
  }
}
