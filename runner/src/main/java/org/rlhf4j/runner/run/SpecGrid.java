package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.json.Assignment;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonPath;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.spec.OptionsWriter;
import org.rlhf4j.runner.spec.Problems;

/**
 * The runs that a spec asks for: one for each combination of the values of its sweep, and for each
 * seed. Seeds are an axis like others, but for one thing: results are averaged over them. A spec
 * with neither a sweep nor several seeds asks for a single run.
 */
public final class SpecGrid {
  private static final String SWEEP = "sweep";
  private static final String SEED = "seed";
  private static final int LONGEST_LABEL = 80;
  private static final int MOST_RUNS = 10_000;

  private final JsonDocument document;
  private final boolean sweeps;
  private final List<Variant> variants;

  private SpecGrid(JsonDocument document, boolean sweeps, List<Variant> variants) {
    this.document = document;
    this.sweeps = sweeps;
    this.variants = variants;
  }

  /**
   * One combination of the sweep's values.
   *
   * @param settings what differs from other variants: a short name of the place, and the value
   * @param label the same, fit for the name of a folder; empty where nothing is swept
   * @param file the spec with these values
   */
  record Variant(Map<String, String> settings, String label, SpecFile file) {}

  /**
   * One run.
   *
   * @param folder its name within the folder of all
   */
  record Cell(Variant variant, long seed, String folder) {}

  /**
   * Reads a spec.
   *
   * @param assignments values in the place of those of the file
   * @param seed instead of all seeds; null for those of the spec
   * @throws UserException if it is not JSON, or there is no such place for a value
   */
  public static SpecGrid read(
      Path path, Catalog catalog, List<Assignment> assignments, @Nullable Long seed) {
    JsonDocument document = JsonDocument.read(path).with(assignments);
    if (!document.root().isJsonObject()) {
      SpecFile.of(path, document, catalog); // says so
    }
    Map<String, JsonArray> axes = axes(document);
    JsonElement seeds = seed == null ? axes.get(SEED) : new JsonPrimitive(seed);
    axes.remove(SEED);
    JsonDocument base = document.without(SWEEP);
    if (seeds != null) {
      String origin = seed == null ? SWEEP : "--seed";
      base = base.with(List.of(new Assignment(JsonPath.parse(SEED), seeds, origin)));
    }
    if (axes.isEmpty()) {
      SpecFile file = SpecFile.of(path, base, catalog);
      return new SpecGrid(base, false, List.of(new Variant(Map.of(), "", file)));
    }
    List<Variant> variants = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (List<Assignment> choice : choices(axes)) {
      Map<String, String> settings = settings(choice);
      String label = label(settings, labels);
      variants.add(new Variant(settings, label, SpecFile.of(path, base.with(choice), catalog)));
    }
    JsonObject whole = base.root().getAsJsonObject().deepCopy();
    JsonObject sweep = new JsonObject();
    axes.forEach(sweep::add);
    whole.addProperty("name", variants.get(0).file().spec().name());
    whole.add(SWEEP, sweep);
    return new SpecGrid(document.withRoot(whole), true, variants);
  }

  private static Map<String, JsonArray> axes(JsonDocument document) {
    Map<String, JsonArray> axes = new LinkedHashMap<>();
    JsonElement sweep = document.root().getAsJsonObject().get(SWEEP);
    if (sweep == null || sweep.isJsonNull()) {
      return axes;
    }
    Problems problems = new Problems();
    if (!(sweep instanceof JsonObject places)) {
      problems.add(SWEEP, "expected an object: places in the spec, each with a list of values");
      throw problems.in(document);
    }
    long runs = 1;
    for (Map.Entry<String, JsonElement> axis : places.entrySet()) {
      String path = SWEEP + "." + axis.getKey();
      if (axis.getKey().startsWith("//")) {
        continue;
      }
      if (!(axis.getValue() instanceof JsonArray values) || values.isEmpty()) {
        problems.add(path, "expected a list of values to try, with at least one");
        continue;
      }
      if (new HashSet<>(values.asList()).size() < values.size()) {
        problems.add(path, "names a value twice: " + JsonText.line(values));
      }
      problems.catching(path, () -> JsonPath.parse(axis.getKey()));
      runs = Math.min(MOST_RUNS + 1L, runs * values.size());
      axes.put(axis.getKey(), values);
    }
    if (runs > MOST_RUNS) {
      problems.add(SWEEP, "asks for more than " + MOST_RUNS + " runs");
    }
    if (!problems.isEmpty()) {
      throw problems.in(document);
    }
    return axes;
  }

  /** All combinations; the last axis changes fastest. */
  private static List<List<Assignment>> choices(Map<String, JsonArray> axes) {
    List<List<Assignment>> choices = List.of(List.of());
    for (Map.Entry<String, JsonArray> axis : axes.entrySet()) {
      JsonPath path = JsonPath.parse(axis.getKey());
      List<List<Assignment>> longer = new ArrayList<>();
      for (List<Assignment> choice : choices) {
        for (JsonElement value : axis.getValue()) {
          List<Assignment> more = new ArrayList<>(choice);
          more.add(new Assignment(path, value, SWEEP));
          longer.add(more);
        }
      }
      choices = longer;
    }
    return choices;
  }

  private static Map<String, String> settings(List<Assignment> choice) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Assignment a : choice) {
      String name = a.path().lastName();
      String place = name == null ? a.path().text() : name + "." + a.path().last();
      if (settings.containsKey(place)) {
        place = a.path().text();
      }
      boolean text = a.value() instanceof JsonPrimitive p && p.isString();
      settings.put(place, text ? a.value().getAsString() : JsonText.line(a.value()));
    }
    return settings;
  }

  private static String label(Map<String, String> settings, Set<String> taken) {
    List<String> words = new ArrayList<>();
    settings.forEach((place, value) -> words.add(place + "=" + value));
    String plain = String.join("_", words).replaceAll("[^A-Za-z0-9._=-]+", "-");
    String label = plain.length() > LONGEST_LABEL ? plain.substring(0, LONGEST_LABEL) : plain;
    String free = label;
    // some file systems ignore the case
    for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = label + "-" + i;
    }
    return free;
  }

  /** Whether it asks for one run, whose folder is that of the spec. */
  boolean isSingle() {
    return !sweeps && variants.get(0).file().spec().seed().size() <= 1;
  }

  /** Whether more differs than seeds. */
  boolean sweeps() {
    return sweeps;
  }

  /** One for each combination of the sweep's values. */
  List<Variant> variants() {
    return variants;
  }

  /** The spec with the first values of the sweep. */
  public SpecFile first() {
    return variants.get(0).file();
  }

  /** How many runs it asks for. */
  public int runs() {
    return cells().size();
  }

  /** All runs, in the order in which they are made. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Variant variant : variants) {
      List<Long> seeds = variant.file().spec().seed();
      for (long seed : seeds.isEmpty() ? List.of(0L) : seeds) {
        boolean several = seeds.size() > 1;
        String ofSeed = several ? "seed-" + seed : "";
        String between = several && !variant.label().isEmpty() ? "_" : "";
        cells.add(new Cell(variant, seed, variant.label() + between + ofSeed));
      }
    }
    return cells;
  }

  /**
   * What stands in the folder of all runs: the effective spec with all seeds, or where something is
   * swept the spec as it was given, since what is left out of it may mean another thing in each
   * run.
   */
  JsonObject whole() {
    return sweeps
        ? document.root().getAsJsonObject()
        : OptionsWriter.write(variants.get(0).file().spec());
  }

  /** Which run lies where. */
  JsonArray directory() {
    JsonArray runs = new JsonArray();
    for (Cell cell : cells()) {
      JsonObject run = new JsonObject();
      run.addProperty("folder", cell.folder());
      JsonObject settings = new JsonObject();
      cell.variant().settings().forEach(settings::addProperty);
      run.add("settings", settings);
      run.addProperty(SEED, cell.seed());
      runs.add(run);
    }
    return runs;
  }
}
