package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.json.JsonText;

/**
 * What differs between two runs, the most important things first: conventions, which change what a
 * name means; then other options; then program, machine, plugins and inputs; then what was found.
 */
public final class RunDiff {
  private static final String ABSENT = "-";

  /** Of the provenance, what says when and how a run was started, and what is no difference. */
  private static final Set<String> NOT_COMPARED =
      Set.of("started", "commandLine", "resumed", "spec", "effectiveSpecSha256", "seed", "device");

  private final RunFolder first;
  private final RunFolder second;

  private RunDiff(RunFolder first, RunFolder second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Compares.
   *
   * @throws org.rlhf4j.api.UserException if one of them is not the folder of a run
   */
  public static RunDiff of(Path first, Path second) {
    return new RunDiff(RunFolder.open(first), RunFolder.open(second));
  }

  /**
   * The differences.
   *
   * @param a what the first run is called
   * @param b what the second run is called
   */
  public List<String> lines(String a, String b) {
    List<String> lines = new ArrayList<>(List.of("- " + a, "+ " + b, ""));
    first.changedFiles().forEach(file -> lines.add("! " + file));
    second.changedFiles().forEach(file -> lines.add("! " + file));
    Set<String> conventions = new LinkedHashSet<>();
    for (RunFolder run : List.of(first, second)) {
      Written.read(
          run.path().resolve(RunFolder.CONVENTIONS),
          () -> conventions.addAll(Leaf.conventions(run.read(RunFolder.CONVENTIONS))));
    }
    if (first.has(RunFolder.CONVENTIONS) && second.has(RunFolder.CONVENTIONS)) {
      addPart(lines, "conventions", RunFolder.CONVENTIONS, key -> true);
    } else {
      lines.add("conventions: not told here; those of a sweep stand in the folders of its runs");
    }
    addPart(lines, "options", RunFolder.SPEC, key -> !conventions.contains(key));
    addPart(
        lines,
        "program, machine, plugins and inputs",
        RunFolder.PROVENANCE,
        key ->
            NOT_COMPARED.stream()
                .noneMatch(
                    n -> key.equals(n) || key.startsWith(n + ".") || key.startsWith(n + "[")));
    addNumbers(lines);
    return lines;
  }

  private void addPart(List<String> lines, String title, String file, Predicate<String> compared) {
    Map<String, String> before = flat(first.read(file));
    Map<String, String> after = flat(second.read(file));
    Set<String> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String then = before.getOrDefault(key, ABSENT);
      String now = after.getOrDefault(key, ABSENT);
      if (compared.test(key) && !then.equals(now)) {
        differences.add("  " + key + ": " + then + " -> " + now);
      }
    }
    lines.add(title + ": " + (differences.isEmpty() ? "the same" : differences.size()));
    lines.addAll(differences);
  }

  /** The text of every simple value by its path. */
  private static Map<String, String> flat(JsonObject json) {
    Map<String, String> flat = new LinkedHashMap<>();
    Leaf.of(json).forEach((path, leaf) -> flat.put(path, JsonText.line(leaf.value())));
    return flat;
  }

  /** A number of both runs goes by the evaluator's place and id, subject, metric and unit. */
  private record Key(int place, String id, String subject, String metric, String unit) {
    @Override
    public String toString() {
      return subject + ", " + metric + (unit.isEmpty() ? "" : " (" + unit + ")");
    }
  }

  private void addNumbers(List<String> lines) {
    if (!first.isComplete() || !second.isComplete()) {
      lines.add("numbers: " + (first.isComplete() ? "the second" : "the first") + " has none yet");
      return;
    }
    Map<Key, Measurement> before = numbers(first);
    Map<Key, Measurement> after = numbers(second);
    Set<Key> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> differences = new ArrayList<>();
    for (Key key : keys) {
      Measurement then = before.get(key);
      Measurement now = after.get(key);
      if (then == null || now == null) {
        differences.add(
            "  " + key + ": " + (then == null ? "only in the second" : "only in the first"));
      } else if (!same(then, now)) {
        differences.add("  " + key + ": " + change(then, now));
      }
    }
    lines.add(
        "numbers: "
            + (differences.isEmpty() ? "the same" : differences.size() + " of " + keys.size()));
    lines.addAll(differences);
    if (!differences.isEmpty()) {
      lines.add(
          "  (the standard error of a difference takes both runs as independent; answers to the"
              + " same prompts usually make it smaller)");
    }
  }

  private static Map<Key, Measurement> numbers(RunFolder run) {
    Map<Key, Measurement> numbers = new LinkedHashMap<>();
    for (Finding f : Results.of(run).findings()) {
      Measurement m = f.measurement();
      numbers.put(new Key(f.evaluator(), f.id(), m.subject(), m.metric(), m.unit()), m);
    }
    return numbers;
  }

  private static boolean same(Measurement a, Measurement b) {
    return Double.compare(a.value(), b.value()) == 0
        && Double.compare(a.standardError(), b.standardError()) == 0;
  }

  private static String change(Measurement then, Measurement now) {
    double difference = now.value() - then.value();
    double error = Math.hypot(then.standardError(), now.standardError());
    String text = number(then) + " -> " + number(now) + ", difference " + word(difference);
    return Double.isFinite(error) ? text + " ± " + word(error) : text;
  }

  private static String number(Measurement m) {
    return word(m.value())
        + (Double.isFinite(m.standardError()) ? " ± " + word(m.standardError()) : "");
  }

  private static String word(double x) {
    return Objects.requireNonNull(String.format(Locale.ROOT, "%.4g", x));
  }
}
