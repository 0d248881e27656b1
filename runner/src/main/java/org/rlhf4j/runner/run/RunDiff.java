package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** Ends of lists are told apart by these, rather than by their number. */
  private static final List<String> NAMES = List.of("name", "path", "id");

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
          () -> conventionPaths(run.read(RunFolder.CONVENTIONS), conventions));
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

  /** Paths in a spec that are conventions, as they are flattened. */
  private static Set<String> conventionPaths(JsonObject conventions, Set<String> paths) {
    conventions
        .asMap()
        .forEach(
            (part, names) -> {
              String options = part.equals("spec") ? "" : part + ".options.";
              for (String name : names.getAsJsonObject().keySet()) {
                paths.add(options + name);
                // where a preset is resolved, departures from it stand in a record of this name
                paths.add(options + "conventions." + name);
              }
            });
    return paths;
  }

  /** Every simple value by its path; elements that have a name go by it. */
  private static Map<String, String> flat(JsonObject json) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", json, flat);
    return flat;
  }

  private static void flatten(String path, JsonElement json, Map<String, String> flat) {
    if (json instanceof JsonObject object) {
      object
          .asMap()
          .forEach((key, value) -> flatten(path.isEmpty() ? key : path + "." + key, value, flat));
    } else if (json instanceof JsonArray array) {
      boolean simple = array.asList().stream().allMatch(JsonElement::isJsonPrimitive);
      if (simple && array.size() <= 10) {
        flat.put(path, JsonText.line(array));
        return;
      }
      Map<String, Integer> ofName = new HashMap<>();
      for (int i = 0; i < array.size(); i++) {
        JsonElement element = array.get(i);
        String name =
            element.isJsonPrimitive() ? element.getAsString() : name(element, Integer.toString(i));
        flatten(path + "[" + place(name, ofName) + "]", element, flat);
      }
    } else if (!json.isJsonNull()) {
      flat.put(path, JsonText.line(json));
    }
  }

  /** A name within a list; the second of one name has a number. */
  static String place(String name, Map<String, Integer> before) {
    int n = before.merge(name, 1, Integer::sum);
    return n == 1 ? name : name + "#" + n;
  }

  private static String name(JsonElement element, String otherwise) {
    if (element instanceof JsonObject object) {
      for (String name : NAMES) {
        if (object.get(name) instanceof JsonPrimitive text && text.isString()) {
          return name.equals("path") ? text.getAsString() : name + "=" + text.getAsString();
        }
      }
    }
    return otherwise;
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
