package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.run.Counts;
import org.rlhf4j.runner.run.Evaluated;
import org.rlhf4j.runner.run.Identity;
import org.rlhf4j.runner.run.RowNoun;
import org.rlhf4j.runner.run.SeedNumber;
import org.rlhf4j.runner.spec.Spec;
import org.rlhf4j.runner.table.Grid;

/**
 * The table that a report begins with: a row for each method of each group, a column for each thing
 * measured. Numbers share a column only if they rest upon the same.
 *
 * @param rows in the order of the groups and their methods
 */
record MainTable(List<Column> columns, List<Row> rows) {

  /**
   * What the numbers of a column have in common.
   *
   * @param repetition tells columns apart that a spec has several of; 0 for the first
   */
  record Column(String evaluator, String metric, String unit, Basis basis, int repetition) {}

  /** A number, where it comes from, and how it differs from the baseline's; null for no test. */
  record Measured(int place, Measurement measurement, @Nullable Difference difference) {}

  /**
   * A method.
   *
   * @param baseline whether the others of its group are compared with it
   * @param cells one a column; null where nothing was measured
   */
  record Row(Group group, String subject, boolean baseline, List<@Nullable Measured> cells) {}

  /** Whether any number is compared with that of a baseline. */
  boolean isTested() {
    return rows.stream()
        .flatMap(row -> row.cells().stream())
        .anyMatch(cell -> cell != null && cell.difference() != null);
  }

  /** The table as it is drawn: methods, and their numbers in each column. */
  Grid grid() {
    List<Basis> bases = bases();
    List<Grid.Head> heads = new ArrayList<>(List.of(Grid.Head.of("")));
    List<List<Cell>> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(new ArrayList<>(List.of(Cell.of(row.subject)))));
    for (int c = 0; c < columns.size(); c++) {
      Column column = columns.get(c);
      List<Measurement> numbers = new ArrayList<>();
      for (int r = 0; r < lines.size(); r++) {
        Measured cell = rows.get(r).cells.get(c);
        lines.get(r).add(cell == null ? Cell.NONE : Cell.of(cell.measurement));
        if (cell != null) {
          numbers.add(cell.measurement);
        }
      }
      heads.add(
          Counts.head(column.metric, column.unit, Identity.letter(column.basis, bases), numbers));
    }
    return new Grid(heads, lines);
  }

  /**
   * Its tables as text, one for those that have rows in common.
   *
   * @param drawn one table as text
   */
  String text(Function<Grid, String> drawn) {
    Grid all = grid();
    List<String> runs = rows.stream().map(row -> row.group.label()).toList();
    return all.parts().stream()
        .map(
            part -> {
              Grid own = all.part(noun(part).one(), part);
              if (runs.stream().distinct().count() < 2) {
                return drawn.apply(own);
              }
              List<Cell> labels = all.rowsOf(part).stream().map(r -> Cell.of(runs.get(r))).toList();
              return drawn.apply(own.inserted(1, Grid.Head.of("run"), labels));
            })
        .collect(Collectors.joining("\n"));
  }

  /** What the rows of some columns are, counted from 1; methods where runs differ in it. */
  RowNoun noun(List<Integer> part) {
    List<String> evaluators = part.stream().map(c -> columns.get(c - 1).evaluator).toList();
    Set<RowNoun> nouns =
        rows.stream()
            .map(row -> row.group.results().subjects())
            .distinct()
            .map(subjects -> RowNoun.of(subjects, evaluators))
            .collect(Collectors.toSet());
    return nouns.size() == 1 ? nouns.iterator().next() : RowNoun.METHOD;
  }

  /** What its columns rest upon, each once. */
  List<Basis> bases() {
    return columns.stream().map(Column::basis).distinct().toList();
  }

  /** Where a number stands. */
  private record Place(Group group, String subject) {}

  /**
   * Builds the table.
   *
   * @param baseline the method to compare with where a column names none; null for the usual one
   */
  static MainTable of(List<Group> groups, @Nullable String baseline) {
    Bases bases = new Bases(groups);
    Map<Column, Map<Place, Measured>> columns = new LinkedHashMap<>();
    for (Group group : groups) {
      for (Evaluated evaluated : group.results().evaluated()) {
        for (Measurement m : evaluated.evaluation().measurements()) {
          Basis basis = bases.of(group, evaluated.evaluation().basis(m.metric()));
          put(columns, group, evaluated, m, basis);
        }
      }
    }
    List<Column> order = order(columns.keySet());
    List<Row> rows = new ArrayList<>();
    for (Group group : groups) {
      String usual = baseline(group, baseline);
      Map<Column, Map<String, Measured>> tested = new LinkedHashMap<>();
      columns.forEach((column, cells) -> tested.put(column, test(group, cells, usual)));
      for (String subject : group.results().subjects()) {
        List<@Nullable Measured> cells = new ArrayList<>();
        order.forEach(c -> cells.add(Objects.requireNonNull(tested.get(c)).get(subject)));
        rows.add(new Row(group, subject, subject.equals(usual), cells));
      }
    }
    return new MainTable(order, rows);
  }

  /** As they came, but columns of one name beside each other. */
  private static List<Column> order(Collection<Column> columns) {
    Map<List<String>, List<Column>> byName = new LinkedHashMap<>();
    for (Column column : columns) {
      byName
          .computeIfAbsent(
              List.of(column.evaluator, column.metric, column.unit), name -> new ArrayList<>())
          .add(column);
    }
    return byName.values().stream().flatMap(List::stream).toList();
  }

  private static void put(
      Map<Column, Map<Place, Measured>> columns,
      Group group,
      Evaluated from,
      Measurement m,
      Basis basis) {
    Place place = new Place(group, m.subject());
    for (int repetition = 0; ; repetition++) {
      Column column = new Column(from.id(), m.metric(), m.unit(), basis, repetition);
      Map<Place, Measured> cells = columns.computeIfAbsent(column, c -> new LinkedHashMap<>());
      if (cells.putIfAbsent(place, new Measured(from.place(), m, null)) == null) {
        return;
      }
    }
  }

  /**
   * The one that evaluators compare with, else "sft", else the base policy. Null where there is
   * none of them, as among judges of a file: nobody is what the others are compared with.
   */
  static @Nullable String baseline(Group group, @Nullable String wanted) {
    List<String> subjects = group.results().subjects();
    if (wanted != null && subjects.contains(wanted)) {
      return wanted;
    }
    return group.results().evaluated().stream()
        .map(e -> e.evaluation().basis().baseline())
        .filter(b -> b != null && subjects.contains(b))
        .map(Objects::requireNonNull)
        .findFirst()
        .or(() -> Stream.of("sft", Spec.BASE).filter(subjects::contains).findFirst())
        .orElse(null);
  }

  /** One group's cells of one column with their tests. */
  private static Map<String, Measured> test(
      Group group, Map<Place, Measured> cells, @Nullable String usual) {
    Map<String, Measured> own = new LinkedHashMap<>();
    cells.forEach(
        (place, cell) -> {
          if (place.group.equals(group)) {
            own.put(place.subject, cell);
          }
        });
    List<String> tested = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    own.forEach(
        (subject, cell) -> {
          String opponent = opponent(group, cell, own, usual);
          Measured other = opponent == null ? null : own.get(opponent);
          if (other != null
              && Double.isFinite(other.measurement.value())
              && !subject.equals(opponent)) {
            difference(group, cell, other)
                .ifPresent(
                    d -> {
                      tested.add(subject);
                      differences.add(d);
                    });
          }
        });
    List<Difference> adjusted = Difference.holm(differences);
    for (int i = 0; i < tested.size(); i++) {
      Measured cell = Objects.requireNonNull(own.get(tested.get(i)));
      own.put(tested.get(i), new Measured(cell.place, cell.measurement, adjusted.get(i)));
    }
    return own;
  }

  private static @Nullable String opponent(
      Group group, Measured cell, Map<String, Measured> own, @Nullable String usual) {
    Evaluated evaluated = group.evaluated(cell.place);
    String named =
        evaluated == null
            ? null
            : evaluated.evaluation().basis(cell.measurement.metric()).baseline();
    return named != null && own.containsKey(named) ? named : usual;
  }

  /** Of two methods of one group. */
  private static Optional<Difference> difference(Group group, Measured one, Measured other) {
    if (group.overSeeds()) {
      return overSeeds(group, one, group, other);
    }
    Map<String, Double> mine = observations(group.first(), one);
    Map<String, Double> others = observations(group.first(), other);
    if (!mine.isEmpty() && !others.isEmpty()) {
      return Difference.paired(mine, others);
    }
    Measurement m = other.measurement;
    if (!mine.isEmpty() && m.kind() == Measurement.Kind.FIXED) {
      return Difference.fromFixed(mine.values(), m.value());
    }
    return Difference.fromErrors(one.measurement, m);
  }

  /** Differences of the seeds that both groups have, each on the prompts that both have. */
  private static Optional<Difference> overSeeds(Group one, Measured a, Group other, Measured b) {
    List<SeedNumber> differences = new ArrayList<>();
    Set<String> prompts = new HashSet<>();
    for (RunData run : one.runs()) {
      for (RunData its : other.runs()) {
        if (run.seed() == its.seed()) {
          Optional<SeedNumber> mine = number(run, a, prompts);
          Optional<SeedNumber> others = number(its, b, prompts);
          if (mine.isPresent() && others.isPresent()) {
            differences.add(mine.get().less(others.get()));
          }
        }
      }
    }
    return Difference.overSeeds(differences, prompts.size() == 1);
  }

  /**
   * A number of one seed.
   *
   * @param prompts takes what it was measured on
   */
  private static Optional<SeedNumber> number(RunData run, Measured cell, Set<String> prompts) {
    Measurement like = cell.measurement;
    for (Evaluated e : run.results().evaluated()) {
      for (Measurement m : e.evaluation().measurements()) {
        if (e.place() == cell.place
            && m.subject().equals(like.subject())
            && m.metric().equals(like.metric())
            && Double.isFinite(m.value())) {
          prompts.add(e.evaluation().basis(m.metric()).prompts());
          return Optional.of(SeedNumber.of(cell.place, m, run.observations()));
        }
      }
    }
    return Optional.empty();
  }

  /** The observations behind a number of a single run; none where it is a mean over seeds. */
  private static Map<String, Double> observations(RunData run, Measured cell) {
    Measurement m = cell.measurement;
    return run.observations().of(cell.place, m.subject(), m.metric());
  }

  /** A method of one group less the same of another, where both stand in one column. */
  static Optional<Difference> between(Group one, Measured a, Group other, Measured b) {
    if (!Double.isFinite(b.measurement.value())) {
      return Optional.empty();
    }
    if (one.overSeeds() || other.overSeeds()) {
      Optional<Difference> paired = overSeeds(one, a, other, b);
      return paired.isPresent() ? paired : Difference.fromErrors(a.measurement, b.measurement);
    }
    Map<String, Double> mine = observations(one.first(), a);
    Map<String, Double> others = observations(other.first(), b);
    return mine.isEmpty() || others.isEmpty()
        ? Difference.fromErrors(a.measurement, b.measurement)
        : Difference.paired(mine, others);
  }
}
