package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.RewardFit;
import org.rlhf4j.runner.json.JsonText;

/**
 * What a run found out. The same run gives the same JSON, byte for byte: it holds no times and no
 * paths.
 *
 * @param name of the spec
 * @param seeds one, or those that a summary goes over
 * @param subjects in the order of the table
 * @param rewardFit how good the trained reward is, or null
 * @param findings in the order of the table's columns
 */
public record Results(
    String name,
    List<Long> seeds,
    List<String> subjects,
    @Nullable RewardFit rewardFit,
    List<Finding> findings) {

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
    json.add("measurements", JsonText.array(findings.stream().map(Results::json).toList()));
    return json;
  }

  private static JsonObject json(Finding finding) {
    Measurement m = finding.measurement();
    JsonObject json = new JsonObject();
    json.addProperty("subject", m.subject());
    json.addProperty("evaluator", finding.id());
    json.addProperty("metric", m.metric());
    json.addProperty("unit", m.unit());
    RewardFitting.add(json, "value", m.value());
    RewardFitting.add(json, "standardError", m.standardError());
    json.addProperty("n", m.n());
    json.addProperty("note", m.note());
    return json;
  }

  /** The table for people. */
  public String table() {
    return new ResultsTable(subjects, findings).text();
  }
}
