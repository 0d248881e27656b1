package org.rlhf4j.workbench.quality;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.workbench.options.WorkbenchOptions;
import org.rlhf4j.workbench.store.Assignments.Progress;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.store.LabelStore;
import org.rlhf4j.workbench.store.Person;
import org.rlhf4j.workbench.store.Use;

/** Everything that can be said about the labels so far. */
public final class QualityReport {
  private final LabelStore store;
  private final List<Given> given;
  private final List<PersonQuality> people;
  private final List<AgreementRow> agreement;
  private final List<ErrorRates.Rate> rates;
  private final List<ErrorDifferences.Difference> differences;

  /** Looks at what is in the store now. */
  public QualityReport(LabelStore store) {
    this.store = store;
    this.given = store.given();
    this.people = Quality.of(store.people().all(), given, store.verdicts());
    WorkbenchOptions options = store.setup().options();
    this.agreement = Agreements.of(given, options.groups().keySet(), options.seed());
    List<String> levels = options.assertiveness();
    this.rates = ErrorRates.of(given, levels);
    this.differences = ErrorDifferences.of(given, levels, options.seed());
  }

  /** All labels, those of retired annotators too. */
  public List<Given> given() {
    return given;
  }

  /** How each annotator labels. */
  public List<PersonQuality> people() {
    return people;
  }

  /** How far they agree. */
  public List<AgreementRow> agreement() {
    return agreement;
  }

  /** How often errors were marked. */
  public List<ErrorRates.Rate> rates() {
    return rates;
  }

  /** How much more often the crowd marked them than experts, on the same answers. */
  public List<ErrorDifferences.Difference> differences() {
    return differences;
  }

  /** How far all items are. */
  public Progress progress() {
    return store.work().progress();
  }

  /** Labels of items that count, and those that do not because their annotator is retired. */
  public long labels(boolean retired) {
    return given.stream()
        .filter(g -> g.use() == Use.WORK && g.annotator().retired() == retired)
        .count();
  }

  /** For the owner's page, with names. */
  public JsonObject json() {
    return json(true);
  }

  /**
   * All of it.
   *
   * @param names whether annotators are called by their names, or by numbers alone
   */
  public JsonObject json(boolean names) {
    JsonObject json = new JsonObject();
    Progress done = progress();
    JsonObject progress = new JsonObject();
    progress.addProperty("items", done.items());
    progress.addProperty("complete", done.complete());
    progress.addProperty("labels", done.labels());
    progress.addProperty("wanted", done.wanted());
    json.add("progress", progress);
    JsonArray all = new JsonArray();
    people.forEach(p -> all.add(person(p, names)));
    json.add("annotators", all);
    JsonArray rows = new JsonArray();
    agreement.forEach(row -> rows.add(row(row)));
    json.add("agreement", rows);
    JsonArray errors = new JsonArray();
    for (ErrorRates.Rate rate : rates) {
      JsonObject one = new JsonObject();
      one.addProperty("model", rate.model());
      one.addProperty("category", rate.category());
      one.add("crowd", rate.crowd().json());
      one.add("expert", rate.expert().json());
      errors.add(one);
    }
    json.add("errors", errors);
    JsonArray paired = new JsonArray();
    for (ErrorDifferences.Difference d : differences) {
      JsonObject one = new JsonObject();
      one.addProperty("answers", d.answers());
      one.addProperty("category", d.category());
      one.addProperty("n", d.n());
      add(one, "difference", d.difference());
      add(one, "low", d.low());
      add(one, "high", d.high());
      paired.add(one);
    }
    json.add("errorDifferences", paired);
    json.addProperty("judgeAsked", store.verdicts().size());
    return json;
  }

  private static JsonObject person(PersonQuality quality, boolean names) {
    Person person = quality.person();
    JsonObject json = new JsonObject();
    json.addProperty("id", person.id());
    json.addProperty("name", names ? person.name() : person.alias());
    json.addProperty("role", person.role().name().toLowerCase(Locale.ROOT));
    json.addProperty("qualification", person.qualification().name().toLowerCase(Locale.ROOT));
    if (!Double.isNaN(person.score())) {
      json.addProperty("score", person.score());
    }
    json.addProperty("retired", person.retired());
    json.addProperty("labels", quality.labels());
    if (!Double.isNaN(quality.medianSeconds())) {
      json.addProperty("medianSeconds", quality.medianSeconds());
    }
    json.add("majority", quality.majority().json());
    json.add("gold", quality.gold().json());
    json.add("judge", quality.judge().json());
    json.add("left", quality.left().json());
    JsonArray suspicions = new JsonArray();
    quality.suspicions().forEach(suspicions::add);
    json.add("suspicions", suspicions);
    return json;
  }

  private static JsonObject row(AgreementRow row) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", row.kind());
    json.addProperty("group", row.group());
    json.addProperty("units", row.units());
    JsonArray all = new JsonArray();
    for (Coefficient coefficient : row.coefficients()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", coefficient.name());
      add(one, "value", coefficient.value());
      add(one, "low", coefficient.low());
      add(one, "high", coefficient.high());
      all.add(one);
    }
    json.add("coefficients", all);
    return json;
  }

  private static void add(JsonObject json, String name, double value) {
    if (Double.isFinite(value)) {
      json.addProperty(name, value);
    }
  }
}
