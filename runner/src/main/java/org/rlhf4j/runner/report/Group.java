package org.rlhf4j.runner.report;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.runner.run.Evaluated;
import org.rlhf4j.runner.run.Results;

/**
 * Runs of one spec that differ in their seeds alone.
 *
 * @param label what tells it from the others; empty where there are no others
 * @param runs one a seed
 * @param results those of the one run, or means over the seeds
 */
record Group(String label, List<RunData> runs, Results results) {

  /** Puts runs that differ in their seeds alone together. */
  static List<Group> of(List<RunData> runs) {
    Map<JsonObject, List<RunData>> bySpec = new LinkedHashMap<>();
    for (RunData run : runs) {
      List<RunData> same = bySpec.computeIfAbsent(run.specWithoutSeed(), s -> new ArrayList<>());
      if (same.stream().noneMatch(r -> r.folder().equals(run.folder()))) {
        same.add(run);
      }
    }
    List<Group> groups = new ArrayList<>();
    for (List<RunData> same : bySpec.values()) {
      for (List<RunData> distinct : repetitions(same)) {
        groups.add(new Group("", distinct, mean(distinct)));
      }
    }
    return labelled(groups);
  }

  /** Runs of one seed are no further evidence: the second one stands for itself. */
  private static List<List<RunData>> repetitions(List<RunData> runs) {
    List<List<RunData>> distinct = new ArrayList<>();
    for (RunData run : runs) {
      List<RunData> free = null;
      for (List<RunData> one : distinct) {
        if (free == null && one.stream().noneMatch(r -> r.seed() == run.seed())) {
          free = one;
        }
      }
      if (free == null) {
        free = new ArrayList<>();
        distinct.add(free);
      }
      free.add(run);
    }
    return distinct;
  }

  private static Results mean(List<RunData> runs) {
    return runs.size() == 1
        ? runs.get(0).results()
        : Results.mean(
            runs.stream().map(RunData::results).toList(),
            runs.stream().map(RunData::observations).toList());
  }

  private static List<Group> labelled(List<Group> groups) {
    if (groups.size() == 1) {
      return groups;
    }
    List<Group> labelled = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    for (Group group : groups) {
      String name = group.first().name();
      boolean alone = groups.stream().filter(g -> g.first().name().equals(name)).count() == 1;
      String wanted = alone ? name : folder(group.first());
      String label = wanted;
      for (int i = 2; taken.contains(label); i++) {
        label = wanted + " (" + i + ")";
      }
      taken.add(label);
      labelled.add(new Group(label, group.runs, group.results));
    }
    return labelled;
  }

  /** The folder's name without the seed; that of a sweep's variant says what it varies. */
  private static String folder(RunData run) {
    String own = String.valueOf(run.folder().getFileName());
    String variant = own.replaceFirst("_?seed-\\d+$", "");
    Path parent = run.folder().getParent();
    return variant.isEmpty() && parent != null ? String.valueOf(parent.getFileName()) : variant;
  }

  /** The run whose charts, curves and samples are shown where only one can be. */
  RunData first() {
    return Objects.requireNonNull(runs.get(0));
  }

  /** Whether this is the other one; cheaper than to compare all that was read. */
  boolean isSame(Group other) {
    return first().folder().equals(other.first().folder());
  }

  /** Whether numbers are means over seeds. */
  boolean overSeeds() {
    return runs.size() > 1;
  }

  /** The evaluator at a place; null where there is none. */
  @Nullable Evaluated evaluated(int place) {
    return results.evaluated().stream().filter(e -> e.place() == place).findFirst().orElse(null);
  }

  /** A method's name among all groups. */
  String qualified(String subject) {
    return label.isEmpty() ? subject : subject + " · " + label;
  }
}
