package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.log.Visible;
import org.rlhf4j.runner.log.Wrapping;

/**
 * Results as a text table: a row for each method, a column for each measurement, value ± standard
 * error. A table that is too wide goes on below itself. Notes stand below the block that needs
 * them; what the columns rest upon stands at the end, by the letters in their headings.
 */
final class ResultsTable {
  private static final String GAP = "  ";

  private static final String INDENT = "   ";

  private final String heading;
  private final List<String> subjects;
  private final List<Column> columns;
  private final List<String> notes = new ArrayList<>();
  private final List<Basis> bases;

  /**
   * A table.
   *
   * @param heading what its rows are, such as {@code method}
   */
  ResultsTable(String heading, List<String> subjects, List<Finding> findings) {
    this.heading = heading;
    this.subjects = subjects;
    this.bases = findings.stream().map(Finding::basis).distinct().toList();
    Map<Key, Map<String, Measurement>> byColumn = new LinkedHashMap<>();
    findings.forEach(finding -> put(byColumn, finding));
    this.columns =
        byColumn.entrySet().stream()
            .map(e -> column(e.getKey(), List.copyOf(e.getValue().values())))
            .toList();
  }

  /**
   * What the numbers of a column have in common.
   *
   * @param repetition tells columns apart that a spec has several of; 0 for the first
   */
  private record Key(String evaluator, String metric, String unit, Basis basis, int repetition) {}

  /** Into the first column where the method has no number yet. */
  private static void put(Map<Key, Map<String, Measurement>> columns, Finding finding) {
    Measurement m = finding.measurement();
    for (int repetition = 0; ; repetition++) {
      Key key = new Key(finding.id(), m.metric(), m.unit(), finding.basis(), repetition);
      Map<String, Measurement> column = columns.computeIfAbsent(key, k -> new LinkedHashMap<>());
      if (column.putIfAbsent(m.subject(), m) == null) {
        return;
      }
    }
  }

  /** A column with its cells as text, all of one width, and the numbers of its notes. */
  private record Column(List<String> cells, int width, Set<Integer> notes) {
    static Column of(List<String> cells, Set<Integer> notes) {
      int width = cells.stream().mapToInt(String::length).max().orElse(0);
      return new Column(cells, width, notes);
    }
  }

  private Column column(Key key, List<Measurement> measurements) {
    int decimals = Decimals.of(measurements);
    List<Cell> parts = new ArrayList<>();
    for (String subject : subjects) {
      parts.add(
          measurements.stream()
              .filter(m -> m.subject().equals(subject))
              .findFirst()
              .map(m -> cell(m, decimals))
              .orElse(new Cell("-", "", "")));
    }
    List<String> cells = new ArrayList<>();
    cells.add(Visible.line(key.metric()));
    cells.add(key.unit().isEmpty() ? "" : "(" + Visible.line(key.unit()) + ")");
    String counts = Counts.of(measurements).words();
    String letter = bases.size() < 2 ? "" : Identity.letter(bases.indexOf(key.basis()));
    cells.add(letter + (letter.isEmpty() || counts.isEmpty() ? "" : ", ") + counts);
    int errors = width(parts, Cell::error);
    int marks = width(parts, Cell::mark);
    for (Cell part : parts) {
      // what a cell lacks leaves its room, so that all numbers stand below each other
      String error =
          part.error().isEmpty()
              ? " ".repeat(errors == 0 ? 0 : errors + 3)
              : " ± " + " ".repeat(errors - part.error().length()) + part.error();
      cells.add(part.value() + error + part.mark() + " ".repeat(marks - part.mark().length()));
    }
    Set<Integer> noted = new TreeSet<>();
    measurements.stream().map(m -> notes.indexOf(m.note())).filter(i -> i >= 0).forEach(noted::add);
    return Column.of(cells, noted);
  }

  private static int width(List<Cell> cells, Function<Cell, String> part) {
    return cells.stream().map(part).mapToInt(String::length).max().orElse(0);
  }

  /** A value, its standard error and the mark of its note; the last two may be empty. */
  private record Cell(String value, String error, String mark) {}

  private Cell cell(Measurement m, int decimals) {
    String mark = "";
    boolean bound = m.kind() == Measurement.Kind.UPPER_BOUND;
    if (!m.note().isEmpty()) {
      if (!notes.contains(m.note())) {
        notes.add(m.note());
      }
      mark = " [" + (notes.indexOf(m.note()) + 1) + "]";
    }
    String error =
        Double.isFinite(m.standardError()) ? Decimals.text(m.standardError(), decimals) : "";
    return new Cell((bound ? "≤ " : "") + Decimals.text(m.value(), decimals), error, mark);
  }

  /**
   * The table.
   *
   * @param screen letters in a line
   */
  String text(int screen) {
    if (columns.isEmpty()) {
      return "nothing was measured";
    }
    List<String> names = new ArrayList<>(List.of(heading, "", ""));
    subjects.stream().map(Visible::line).forEach(names::add);
    int nameWidth = names.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    int next = 0;
    while (next < columns.size()) {
      List<Column> block = new ArrayList<>();
      int width = nameWidth;
      while (next < columns.size()
          && (block.isEmpty() || width + GAP.length() + columns.get(next).width() <= screen)) {
        width += GAP.length() + columns.get(next).width();
        block.add(columns.get(next++));
      }
      if (!lines.isEmpty()) {
        lines.add("");
      }
      addBlock(lines, names, nameWidth, block, width);
      block.stream()
          .flatMap(column -> column.notes().stream())
          .distinct()
          .sorted()
          .forEach(i -> lines.add("[" + (i + 1) + "] " + Visible.line(notes.get(i))));
    }
    for (String line : Identity.legend(bases)) {
      List<String> wrapped = Wrapping.lines(line, screen - INDENT.length());
      lines.add(wrapped.get(0));
      wrapped.subList(1, wrapped.size()).forEach(rest -> lines.add(INDENT + rest));
    }
    return String.join("\n", lines);
  }

  private static void addBlock(
      List<String> lines, List<String> names, int nameWidth, List<Column> block, int width) {
    for (int row = 0; row < names.size(); row++) {
      StringBuilder line = new StringBuilder();
      line.append(names.get(row)).append(" ".repeat(nameWidth - names.get(row).length()));
      for (Column column : block) {
        String cell = Objects.requireNonNull(column.cells().get(row));
        line.append(GAP).append(" ".repeat(column.width() - cell.length())).append(cell);
      }
      String text = line.toString().stripTrailing();
      if (!text.isEmpty()) {
        lines.add(text);
      }
      if (row == 2) {
        char[] rule = new char[width];
        Arrays.fill(rule, '-');
        lines.add(new String(rule));
      }
    }
  }
}
