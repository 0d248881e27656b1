package org.rlhf4j.runner.verify;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.runner.log.Wrapping;

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
    lines.add(
        String.format(
            Locale.ROOT,
            "  %-26s %-14s %9s %9s  %-8s %8s %8s %8s %6s",
            "method",
            "target",
            "KL to it",
            "at most",
            "",
            "KL ref",
            "reward",
            "gap",
            "time"));
    for (Outcome o : outcomes) {
      if (o.language().equals(language)) {
        lines.add(
            String.format(
                Locale.ROOT,
                "  %-26s %-14s %9s %9s  %-8s %8s %8s %8s %5.1fs",
                o.label(),
                o.recipe().targetInWords(),
                number(o.toTarget(), 5),
                number(o.recipe().tolerance(), 3),
                verdict(o.verdict()),
                number(o.toReference(), 3),
                number(o.reward(), 3),
                number(o.best() - o.reward(), 4),
                o.seconds()));
      }
    }
    lines.add("  gap: how much more reward the best policy has that is as far from the reference");
    for (Outcome o : outcomes) {
      if (o.language().equals(language) && !o.recipe().says().isEmpty()) {
        String before = "  " + o.label() + ": ";
        for (String part : Wrapping.lines(o.recipe().says(), WIDTH - before.length())) {
          lines.add(before + part);
          before = " ".repeat(before.length());
        }
      }
    }
    lines.add("");
  }

  private void addGradients(List<String> lines) {
    if (gradients.isEmpty()) {
      return;
    }
    lines.add("First gradients against that of E[r] - beta KL(pi || ref), scaled to fit best");
    lines.add(
        String.format(
            Locale.ROOT,
            "  %-26s %9s %9s %9s %9s  %-4s %9s %6s",
            "method",
            "cosine",
            "bias",
            "by chance",
            "at most",
            "",
            "noise",
            "runs"));
    for (GradientTrial.Row row : gradients) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-26s %9.4f %9.4f %9.4f %9.4f  %-4s %9.3f %6d",
              row.method(),
              row.cosine(),
              row.bias(),
              row.byChance(),
              row.tolerance(),
              row.holds() ? "pass" : "FAIL",
              row.noise(),
              row.runs()));
    }
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
    lines.add(
        String.format(
            Locale.ROOT,
            "  %-10s %-10s %10s %10s %10s",
            "estimator",
            "of each",
            "mean",
            "bias",
            "deviation"));
    for (KlEstimates.Row row : estimates) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-10s %-10s %10.6f %10.6f %10.4f  %s",
              row.estimator().name().toLowerCase(Locale.ROOT),
              row.scope(),
              row.mean(),
              row.bias(),
              row.deviation(),
              !row.holds() ? "FAIL" : row.unbiased() ? "pass" : "biased by design"));
    }
  }

  private static String verdict(Outcome.Verdict verdict) {
    return switch (verdict) {
      case PASS -> "pass";
      case FAIL -> "FAIL";
      case NO_CLAIM -> "no claim";
    };
  }

  private static String number(double x, int decimals) {
    return Double.isFinite(x) ? String.format(Locale.ROOT, "%." + decimals + "f", x) : "-";
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
