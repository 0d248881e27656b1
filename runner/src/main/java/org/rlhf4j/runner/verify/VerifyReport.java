package org.rlhf4j.runner.verify;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.Table;
import org.rlhf4j.runner.log.Wrapping;
import org.rlhf4j.runner.table.Grid;
import org.rlhf4j.runner.table.Notes;
import org.rlhf4j.runner.table.TextTable;

/**
 * What {@code verify} found.
 *
 * @param outcomes of methods trained to their end
 * @param estimates of the divergence
 * @param gradients of methods that estimate a policy gradient
 * @param seconds that all of it took
 */
public record VerifyReport(
    List<Outcome> outcomes,
    List<KlEstimates.Row> estimates,
    List<GradientTrial.Row> gradients,
    double seconds) {
  private static final int WIDTH = 100;

  /** A table is not broken: its lines are looked for by their methods. */
  private static final int TABLE = 160;

  private static final List<Column<Outcome>> METHODS =
      List.of(
          Column.text("method", Outcome::label),
          Column.text("target", o -> o.recipe().targetInWords()),
          Column.<Outcome>number("KL to it", Outcome::toTarget).to(5),
          Column.<Outcome>number("at most", o -> o.recipe().tolerance()).to(3),
          Column.text("", o -> verdict(o.verdict())),
          Column.<Outcome>number("KL ref", Outcome::toReference).to(3),
          Column.<Outcome>number("reward", Outcome::reward).to(3),
          Column.<Outcome>number("gap", o -> o.best() - o.reward()).to(4),
          Column.<Outcome>number("time", Outcome::seconds).in("s").to(1));

  private static final List<Column<GradientTrial.Row>> GRADIENTS =
      List.of(
          Column.text("method", GradientTrial.Row::method),
          Column.<GradientTrial.Row>number("cosine", GradientTrial.Row::cosine).to(4),
          Column.<GradientTrial.Row>number("bias", GradientTrial.Row::bias).to(4),
          Column.<GradientTrial.Row>number("by chance", GradientTrial.Row::byChance).to(4),
          Column.<GradientTrial.Row>number("at most", GradientTrial.Row::tolerance).to(4),
          Column.text("", row -> row.holds() ? "pass" : "FAIL"),
          Column.<GradientTrial.Row>number("noise", GradientTrial.Row::noise).to(3),
          Column.number("runs", GradientTrial.Row::runs));

  private static final List<Column<KlEstimates.Row>> ESTIMATES =
      List.of(
          Column.text("estimator", row -> row.estimator().name().toLowerCase(Locale.ROOT)),
          Column.text("of each", KlEstimates.Row::scope),
          Column.<KlEstimates.Row>number("mean", KlEstimates.Row::mean).to(6),
          Column.<KlEstimates.Row>number("bias", KlEstimates.Row::bias).to(6),
          Column.<KlEstimates.Row>number("deviation", KlEstimates.Row::deviation).to(4),
          Column.text(
              "", row -> !row.holds() ? "FAIL" : row.unbiased() ? "pass" : "biased by design"));

  /** Copies the lists. */
  public VerifyReport {
    outcomes = List.copyOf(outcomes);
    estimates = List.copyOf(estimates);
    gradients = List.copyOf(gradients);
  }

  /** Whether every claim held. */
  public boolean good() {
    return outcomes.stream().noneMatch(o -> o.verdict() == Outcome.Verdict.FAIL)
        && gradients.stream().allMatch(GradientTrial.Row::holds)
        && estimates.stream().allMatch(KlEstimates.Row::holds);
  }

  /** For people. */
  public String text() {
    List<String> lines = new ArrayList<>();
    outcomes.stream().map(Outcome::language).distinct().forEach(l -> addOutcomes(lines, l));
    addGradients(lines);
    addEstimates(lines);
    lines.add("");
    lines.add(String.format(Locale.ROOT, "%s, in %.0f seconds", claims(), seconds));
    return String.join("\n", lines);
  }

  /** How many claims there were, and how many of them do not hold. */
  private String claims() {
    long claimed =
        outcomes.stream().filter(o -> o.verdict() != Outcome.Verdict.NO_CLAIM).count()
            + gradients.size()
            + estimates.stream().filter(KlEstimates.Row::unbiased).count();
    long failed =
        outcomes.stream().filter(o -> o.verdict() == Outcome.Verdict.FAIL).count()
            + gradients.stream().filter(g -> !g.holds()).count()
            + estimates.stream().filter(e -> !e.holds()).count();
    return failed == 0
        ? "All " + claimed + " claims hold"
        : failed + " of " + claimed + " claims do not hold";
  }

  private void addOutcomes(List<String> lines, String language) {
    lines.add("Methods on the language of the " + language + " (nats, means over prompts)");
    List<Outcome> own = outcomes.stream().filter(o -> o.language().equals(language)).toList();
    addTable(lines, METHODS, own);
    lines.add("  gap: how much more reward the best policy has that is as far from the reference");
    for (Outcome o : own) {
      if (!o.recipe().says().isEmpty()) {
        String before = "  " + o.label() + ": ";
        for (String part : Wrapping.lines(o.recipe().says(), WIDTH - before.length())) {
          lines.add(before + part);
          before = " ".repeat(before.length());
        }
      }
    }
    lines.add("");
  }

  private static <T> void addTable(List<String> lines, List<Column<T>> columns, List<T> rows) {
    TextTable.lines(Grid.of(new Table<>(columns, rows)), TABLE, new Notes())
        .forEach(line -> lines.add("  " + line));
  }

  private void addGradients(List<String> lines) {
    if (gradients.isEmpty()) {
      return;
    }
    lines.add("First gradients against that of E[r] - beta KL(pi || ref), scaled to fit best");
    addTable(lines, GRADIENTS, gradients);
    lines.add("  bias and noise are relative to the gradient's length; an unbiased method shows");
    lines.add("  about the bias \"by chance\" with so few runs, and may have twice that and 0.01");
    lines.add("");
  }

  private void addEstimates(List<String> lines) {
    if (estimates.isEmpty()) {
      return;
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "Estimators of KL(pi || ref) = %.6f, summed over the whole language; the unbiased may"
                + " be off by %.0e",
            estimates.get(0).exact(),
            KlEstimates.TOLERANCE));
    addTable(lines, ESTIMATES, estimates);
  }

  private static String verdict(Outcome.Verdict verdict) {
    return switch (verdict) {
      case PASS -> "pass";
      case FAIL -> "FAIL";
      case NO_CLAIM -> "no claim";
    };
  }

  /** For programs. */
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("good", good());
    json.addProperty("seconds", seconds);
    JsonArray methods = new JsonArray();
    for (Outcome o : outcomes) {
      JsonObject row = new JsonObject();
      row.addProperty("method", o.method());
      row.addProperty("variant", o.recipe().variant());
      row.addProperty("language", o.language());
      row.addProperty("target", o.recipe().target().toString());
      row.addProperty("beta", o.recipe().beta());
      row.addProperty("chiSquared", o.recipe().chiSquared());
      add(row, "klToTarget", o.toTarget());
      add(row, "tolerance", o.recipe().tolerance());
      row.addProperty("verdict", verdict(o.verdict()).toLowerCase(Locale.ROOT));
      add(row, "klToReference", o.toReference());
      add(row, "reward", o.reward());
      add(row, "rewardGapAtEqualKl", o.best() - o.reward());
      row.addProperty("says", o.recipe().says());
      row.addProperty("seconds", o.seconds());
      methods.add(row);
    }
    json.add("methods", methods);
    JsonArray gradientRows = new JsonArray();
    for (GradientTrial.Row g : gradients) {
      JsonObject row = new JsonObject();
      row.addProperty("method", g.method());
      add(row, "cosine", g.cosine());
      add(row, "relativeBias", g.bias());
      add(row, "relativeBiasByChance", g.byChance());
      add(row, "tolerance", g.tolerance());
      row.addProperty("verdict", g.holds() ? "pass" : "fail");
      add(row, "relativeNoise", g.noise());
      row.addProperty("runs", g.runs());
      gradientRows.add(row);
    }
    json.add("gradients", gradientRows);
    JsonArray estimators = new JsonArray();
    for (KlEstimates.Row e : estimates) {
      JsonObject row = new JsonObject();
      row.addProperty("estimator", e.estimator().name().toLowerCase(Locale.ROOT));
      row.addProperty("scope", e.scope());
      add(row, "exact", e.exact());
      add(row, "mean", e.mean());
      add(row, "bias", e.bias());
      add(row, "standardDeviation", e.deviation());
      row.addProperty("unbiased", e.unbiased());
      add(row, "tolerance", e.unbiased() ? KlEstimates.TOLERANCE : Double.NaN);
      row.addProperty("verdict", !e.unbiased() ? "no claim" : e.holds() ? "pass" : "fail");
      estimators.add(row);
    }
    json.add("klEstimators", estimators);
    return json;
  }

  private static void add(JsonObject json, String name, double value) {
    json.add(name, Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE);
  }
}
