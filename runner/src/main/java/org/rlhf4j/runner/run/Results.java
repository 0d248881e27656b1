package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.runner.json.JsonText;

/**
 * What a run found out. The same run gives the same JSON, byte for byte: it holds no times and no
 * paths. Observations of single prompts stand in files of their own, see {@link
 * RunFolder#writeScores}.
 *
 * @param name of the spec
 * @param seeds one, or those that a summary goes over
 * @param subjects in the order of the table
 * @param rewardFit how good the trained reward is, or null
 * @param evaluated one for each evaluator, in the order of the table's columns
 */
public record Results(
    String name,
    List<Long> seeds,
    List<String> subjects,
    @Nullable RewardFit rewardFit,
    List<Evaluated> evaluated) {

  /**
   * Several runs of one spec with different seeds as one: means over the seeds with their standard
   * errors over seeds and prompts.
   *
   * @param observations of each run
   */
  public static Results mean(List<Results> runs, List<Observations> observations) {
    return SeedSummary.of(runs, observations);
  }

  /** What {@link #json} says of a fitted reward, for people. */
  public static String fitInWords(JsonObject reward) {
    return RewardFitting.describe(EvaluationJson.read(reward, RewardFit.class));
  }

  /** All numbers, in the order of the table's columns. */
  List<Finding> findings() {
    return evaluated.stream()
        .flatMap(
            e ->
                e.evaluation().measurements().stream()
                    .map(m -> new Finding(e.place(), e.id(), m, e.evaluation().basis(m.metric()))))
        .toList();
  }

  /** The content of {@code results.json}. */
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    JsonArray numbers = new JsonArray();
    seeds.forEach(numbers::add);
    json.add("seeds", numbers);
    json.add("reward", rewardFit == null ? JsonNull.INSTANCE : RewardFitting.json(rewardFit));
    JsonArray rows = new JsonArray();
    subjects.forEach(rows::add);
    json.add("subjects", rows);
    json.add("measurements", JsonText.array(findings().stream().map(Results::json).toList()));
    json.add("evaluations", JsonText.array(evaluated.stream().map(Results::json).toList()));
    return json;
  }

  /**
   * Reads {@code results.json}, as {@link #read(JsonObject)} does.
   *
   * @throws org.rlhf4j.api.UserException if it is not what a run writes
   */
  static Results of(RunFolder run) {
    return Written.read(
        run.path().resolve(RunFolder.RESULTS), () -> read(run.read(RunFolder.RESULTS)));
  }

  /** Reads {@link #json} back, but for the reward's fit and the observations of single prompts. */
  public static Results read(JsonObject json) {
    List<Long> seeds = new ArrayList<>();
    json.getAsJsonArray("seeds").forEach(seed -> seeds.add(seed.getAsLong()));
    List<String> subjects = new ArrayList<>();
    json.getAsJsonArray("subjects").forEach(subject -> subjects.add(subject.getAsString()));
    List<Evaluated> evaluated = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("evaluations")) {
      evaluated.add(evaluated(element.getAsJsonObject(), json.getAsJsonArray("measurements")));
    }
    return new Results(
        json.get("name").getAsString(), seeds, subjects, /* rewardFit= */ null, evaluated);
  }

  private static Evaluated evaluated(JsonObject json, JsonArray rows) {
    int place = json.get("place").getAsInt();
    List<Measurement> measurements = new ArrayList<>();
    for (JsonElement row : rows) {
      if (row.getAsJsonObject().get("place").getAsInt() == place) {
        measurements.add(EvaluationJson.read(row, Measurement.class));
      }
    }
    return new Evaluated(
        place,
        json.get("evaluator").getAsString(),
        new Evaluation(
            EvaluationJson.read(json.get("basis"), Basis.class),
            bases(json),
            measurements,
            List.of(),
            List.of(EvaluationJson.read(json.get("charts"), Chart[].class)),
            List.of(EvaluationJson.read(json.get("tables"), DataTable[].class)),
            List.of(EvaluationJson.read(json.get("alarms"), Alarm[].class))));
  }

  private static Map<String, Basis> bases(JsonObject json) {
    Map<String, Basis> bases = new LinkedHashMap<>();
    if (json.get("bases") instanceof JsonObject own) {
      own.asMap().forEach((metric, b) -> bases.put(metric, EvaluationJson.read(b, Basis.class)));
    }
    return bases;
  }

  private static JsonObject json(Evaluated evaluated) {
    JsonObject json = new JsonObject();
    json.addProperty("place", evaluated.place());
    json.addProperty("evaluator", evaluated.id());
    Evaluation evaluation = evaluated.evaluation();
    json.add("basis", EvaluationJson.json(evaluation.basis()));
    if (!evaluation.bases().isEmpty()) {
      json.add("bases", EvaluationJson.json(evaluation.bases()));
    }
    json.add("charts", EvaluationJson.json(evaluation.charts()));
    json.add("tables", EvaluationJson.json(evaluation.tables()));
    json.add("alarms", EvaluationJson.json(evaluation.alarms()));
    return json;
  }

  private static JsonObject json(Finding finding) {
    JsonObject json = new JsonObject();
    json.addProperty("place", finding.evaluator());
    json.addProperty("evaluator", finding.id());
    json.asMap().putAll(EvaluationJson.json(finding.measurement()).getAsJsonObject().asMap());
    return json;
  }

  /**
   * The table for people.
   *
   * @param width of the screen in letters
   */
  public String table(int width) {
    return new ResultsTable(subjects, findings()).text(width);
  }

  /** What its rows are. */
  public RowNoun rows() {
    return RowNoun.of(
        subjects,
        evaluated.stream()
            .filter(e -> !e.evaluation().measurements().isEmpty())
            .map(Evaluated::id)
            .toList());
  }
}
