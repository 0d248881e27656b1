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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.run.Evaluated;
import org.rlhf4j.runner.run.SeedNumber;
import org.rlhf4j.runner.spec.Spec;

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
  record Cell(int place, Measurement measurement, @Nullable Difference difference) {}

  /**
   * A method.
   *
   * @param baseline whether the others of its group are compared with it
   * @param cells one a column; null where nothing was measured
   */
  record Row(Group group, String subject, boolean baseline, List<@Nullable Cell> cells) {}

  /** Whether any number is compared with that of a baseline. */
  boolean isTested() {
    return rows.stream()
        .flatMap(row -> row.cells().stream())
        .anyMatch(cell -> cell != null && cell.difference() != null);
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
    Map<Column, Map<Place, Cell>> columns = new LinkedHashMap<>();
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
      Map<Column, Map<String, Cell>> tested = new LinkedHashMap<>();
      columns.forEach((column, cells) -> tested.put(column, test(group, cells, usual)));
      for (String subject : group.results().subjects()) {
        List<@Nullable Cell> cells = new ArrayList<>();
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
      Map<Column, Map<Place, Cell>> columns,
      Group group,
      Evaluated from,
      Measurement m,
      Basis basis) {
    Place place = new Place(group, m.subject());
    for (int repetition = 0; ; repetition++) {
      Column column = new Column(from.id(), m.metric(), m.unit(), basis, repetition);
      Map<Place, Cell> cells = columns.computeIfAbsent(column, c -> new LinkedHashMap<>());
      if (cells.putIfAbsent(place, new Cell(from.place(), m, null)) == null) {
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
  private static Map<String, Cell> test(
      Group group, Map<Place, Cell> cells, @Nullable String usual) {
    Map<String, Cell> own = new LinkedHashMap<>();
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
          Cell other = opponent == null ? null : own.get(opponent);
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
      Cell cell = Objects.requireNonNull(own.get(tested.get(i)));
      own.put(tested.get(i), new Cell(cell.place, cell.measurement, adjusted.get(i)));
    }
    return own;
  }

  private static @Nullable String opponent(
      Group group, Cell cell, Map<String, Cell> own, @Nullable String usual) {
    Evaluated evaluated = group.evaluated(cell.place);
    String named =
        evaluated == null
            ? null
            : evaluated.evaluation().basis(cell.measurement.metric()).baseline();
    return named != null && own.containsKey(named) ? named : usual;
  }

  /** Of two methods of one group. */
  private static Optional<Difference> difference(Group group, Cell one, Cell other) {
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
  private static Optional<Difference> overSeeds(Group one, Cell a, Group other, Cell b) {
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
  private static Optional<SeedNumber> number(RunData run, Cell cell, Set<String> prompts) {
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
  private static Map<String, Double> observations(RunData run, Cell cell) {
    Measurement m = cell.measurement;
    return run.observations().of(cell.place, m.subject(), m.metric());
  }

  /** A method of one group less the same of another, where both stand in one column. */
  static Optional<Difference> between(Group one, Cell a, Group other, Cell b) {
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
