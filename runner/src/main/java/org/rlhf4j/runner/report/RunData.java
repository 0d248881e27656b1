package org.rlhf4j.runner.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.run.Lines;
import org.rlhf4j.runner.run.Observations;
import org.rlhf4j.runner.run.Results;
import org.rlhf4j.runner.run.Written;

/**
 * The folder of one run, of one seed, as it was read.
 *
 * @param folder where it lies
 * @param complete whether the run has ended; else there is no table
 * @param results of an incomplete run without any evaluation
 * @param rewardFit what {@code results.json} says of the trained reward; JSON's null for none
 * @param rewardHash of the fit, as {@code reward-fit.json} has it; empty where nothing was fitted
 * @param conventions named choices by the part that makes them; empty where the run did not tell
 * @param timings seconds by phase
 * @param costs what else a phase took, by phase and kind
 * @param log lines of {@code log.txt}
 */
record RunData(
    Path folder,
    boolean complete,
    Results results,
    JsonElement rewardFit,
    JsonObject rewardHash,
    JsonObject spec,
    JsonObject conventions,
    JsonObject provenance,
    Map<String, Double> timings,
    Map<String, Map<String, Double>> costs,
    MetricRows metrics,
    Observations observations,
    Trajectories trajectories,
    SampleRows samples,
    List<String> log) {

  private static final String SPEC = "spec.json";

  /**
   * Reads a folder: one run, or one with a folder for each seed and each variant of a sweep.
   *
   * @throws UserException if it is not the folder of a run
   */
  static List<RunData> read(Path folder) {
    JsonObject spec = object(folder, SPEC);
    if (spec.isEmpty()) {
      throw new UserException(
          folder
              + (Files.isDirectory(folder)
                  ? " is not the folder of a run: it has no " + SPEC
                  : " is not there; "
                      + Suggestion.file(folder).map(f -> "did you mean " + f + "? ").orElse("")
                      + "a run's folder is runs/NAME, or what --out named"));
    }
    boolean severalSeeds = spec.get("seed") instanceof JsonArray seeds && seeds.size() > 1;
    if (!severalSeeds && !Files.exists(folder.resolve("runs.json"))) {
      return List.of(one(folder, spec));
    }
    List<RunData> runs = new ArrayList<>();
    for (Path own : Lines.files(folder, "")) {
      if (Files.exists(own.resolve(SPEC))) {
        runs.add(one(own, object(own, SPEC)));
      }
    }
    if (runs.isEmpty()) {
      throw new UserException(folder + " has no run of any of its seeds yet");
    }
    runs.sort(Comparator.comparingLong(RunData::seed)); // seed-10 after seed-9
    return runs;
  }

  private static RunData one(Path folder, JsonObject spec) {
    Path file = folder.resolve("results.json");
    boolean complete = Files.exists(file);
    JsonObject json = object(folder, "results.json");
    String name = Written.read(folder.resolve(SPEC), () -> name(spec));
    Written.read(folder.resolve(SPEC), () -> seed(spec));
    SampleRows samples = SampleRows.read(folder);
    Results results =
        complete
            ? Written.read(file, () -> Results.read(json))
            : new Results(name, List.of(), samples.methods(), null, List.of());
    return new RunData(
        folder,
        complete,
        results,
        json.has("reward") ? json.get("reward") : JsonNull.INSTANCE,
        object(folder, "reward-fit.json"),
        spec,
        conventions(folder),
        object(folder, "provenance.json"),
        timings(folder),
        costs(folder),
        MetricRows.read(folder),
        Observations.read(folder, results),
        Trajectories.read(folder),
        samples,
        Lines.of(folder.resolve("log.txt")));
  }

  private static Map<String, Double> timings(Path folder) {
    String name = "timings.json";
    return Written.read(folder.resolve(name), () -> numbers(object(folder, name)));
  }

  private static Map<String, Map<String, Double>> costs(Path folder) {
    String name = "costs.json";
    return Written.read(
        folder.resolve(name),
        () -> {
          Map<String, Map<String, Double>> costs = new LinkedHashMap<>();
          object(folder, name)
              .asMap()
              .forEach((phase, own) -> costs.put(phase, numbers(own.getAsJsonObject())));
          return costs;
        });
  }

  private static Map<String, Double> numbers(JsonObject json) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      if (!(entry.getValue() instanceof JsonPrimitive value && value.isNumber())) {
        throw new IllegalArgumentException(entry.getValue() + " is not a number");
      }
      numbers.put(entry.getKey(), value.getAsDouble());
    }
    return numbers;
  }

  private static JsonObject conventions(Path folder) {
    String name = "conventions.json";
    JsonObject json = object(folder, name);
    if (!json.asMap().values().stream().allMatch(JsonElement::isJsonObject)) {
      throw new UserException(folder.resolve(name) + " is not what a run writes");
    }
    return json;
  }

  private static JsonObject object(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return new JsonObject();
    }
    if (JsonDocument.read(file).root() instanceof JsonObject object) {
      return object;
    }
    throw new UserException(file + " is not what a run writes");
  }

  private static String name(JsonObject spec) {
    return spec.has("name") ? spec.get("name").getAsString() : "";
  }

  /** Whether a report reads a file of a run's folder; models are large, and it does not. */
  static boolean isRead(String name) {
    return !name.startsWith("models/");
  }

  /** What the run's own reward is: its part of the spec, its fit, the files that it names. */
  JsonElement reward() {
    JsonArray identity = new JsonArray();
    JsonElement part = spec.get("reward");
    identity.add(part == null ? JsonNull.INSTANCE : part);
    identity.add(rewardFit);
    identity.add(rewardHash);
    if (part != null && provenance.get("inputs") instanceof JsonArray inputs) {
      String text = part.toString();
      for (JsonElement input : inputs) {
        JsonObject file = input.getAsJsonObject();
        String name = file.get("path").getAsString().replaceFirst(".*/", "");
        if (text.contains(name)) {
          identity.add(file.get("sha256"));
        }
      }
    }
    return identity;
  }

  /** The spec's name. */
  String name() {
    return name(spec);
  }

  /** The spec without what distinguishes seeds of one experiment. */
  JsonObject specWithoutSeed() {
    JsonObject same = spec.deepCopy();
    same.remove("seed");
    same.remove("device");
    same.remove("checkpoints");
    return same;
  }

  /** The seed, or 0 where the spec of the folder has none. */
  long seed() {
    return seed(spec);
  }

  private static long seed(JsonObject spec) {
    JsonElement seed = spec.get("seed");
    if (seed instanceof JsonArray seeds) {
      return seeds.isEmpty() ? 0 : seeds.get(0).getAsLong();
    }
    return seed == null ? 0 : seed.getAsLong();
  }
}
