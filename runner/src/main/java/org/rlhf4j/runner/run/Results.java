package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /**
   * Reads {@link #json} back, but for the reward's fit. Which of several evaluators of one id a
   * number comes from is told by their order: the next one begins where a number comes again.
   */
  static Results read(JsonObject json) {
    List<Long> seeds = new ArrayList<>();
    json.getAsJsonArray("seeds").forEach(seed -> seeds.add(seed.getAsLong()));
    List<String> subjects = new ArrayList<>();
    json.getAsJsonArray("subjects").forEach(subject -> subjects.add(subject.getAsString()));
    List<Finding> findings = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    int evaluator = 0;
    for (JsonElement element : json.getAsJsonArray("measurements")) {
      JsonObject row = element.getAsJsonObject();
      String id = row.get("evaluator").getAsString();
      Measurement m =
          new Measurement(
              row.get("subject").getAsString(),
              row.get("metric").getAsString(),
              row.get("unit").getAsString(),
              number(row.get("value")),
              number(row.get("standardError")),
              row.get("n").getAsInt(),
              row.get("note").getAsString());
      boolean another = !findings.isEmpty() && !id.equals(findings.get(findings.size() - 1).id());
      if (another || !seen.add(List.of(m.subject(), m.metric(), m.unit()))) {
        evaluator++;
        seen.clear();
        seen.add(List.of(m.subject(), m.metric(), m.unit()));
      }
      findings.add(new Finding(evaluator, id, m));
    }
    return new Results(
        json.get("name").getAsString(), seeds, subjects, /* rewardFit= */ null, findings);
  }

  private static double number(JsonElement json) {
    return json.isJsonNull() ? Double.NaN : json.getAsDouble();
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

  /**
   * The table for people.
   *
   * @param width of the screen in letters
   */
  public String table(int width) {
    return new ResultsTable(subjects, findings).text(width);
  }
}
