package org.rlhf4j.runner.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/** What each phase of a run took. */
final class Ledger {
  private static final String MEMORY = "peak memory";

  /** Runs whose costs the page shows. */
  private static final int RUNS = 400;

  private Ledger() {}

  static String html(List<Group> groups, Room room) {
    Html html = new Html();
    html.element(
        "p",
        "class=\"caption\"",
        "Tokens generated: drawn by policies, with all candidates and with answers that were only"
            + " watched. Tokens read: of rows of which log-probabilities or values were asked;"
            + " learned: of rows of gradient steps; prompts included. A judge call is a comparison"
            + " that was judged, and none that was remembered. What was done again after an"
            + " interruption counts twice.");
    int runs = 0;
    int shown = 0;
    for (Group group : groups) {
      for (RunData run : group.runs()) {
        runs++;
        if (shown < room.of(RUNS) && !run.timings().isEmpty()) {
          shown++;
          if (groups.size() > 1 || group.overSeeds()) {
            String label = group.label().isEmpty() ? "" : group.label() + ", ";
            html.element("h3", "class=\"run\"", label + "seed " + run.seed());
          }
          html.raw(table(run));
        }
      }
    }
    if (shown == room.of(RUNS)) {
      html.raw(Room.rest(shown, runs, "runs", "each run's folder"));
    }
    return shown == 0 ? "" : html.toString();
  }

  private static String table(RunData run) {
    Set<String> kinds = new LinkedHashSet<>();
    run.costs().values().forEach(costs -> kinds.addAll(costs.keySet()));
    double total = run.timings().values().stream().mapToDouble(s -> s).sum();
    Html html =
        new Html()
            .raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\"")
            .raw(" aria-label=\"Costs, a table\"><table class=\"sortable ledger\"><thead><tr>")
            .raw("<th scope=\"col\" data-sort=\"text\">Phase</th>")
            .raw("<th scope=\"col\" data-sort=\"number\" class=\"n\">Seconds</th>")
            .raw("<th scope=\"col\" data-sort=\"number\" class=\"n\">Share</th>");
    kinds.forEach(k -> html.element("th", "scope=\"col\" data-sort=\"number\" class=\"n\"", k));
    html.raw("</tr></thead><tbody>");
    for (Map.Entry<String, Double> timing : run.timings().entrySet()) {
      String phase = timing.getKey();
      double seconds = timing.getValue();
      html.raw("<tr>").element("th", "scope=\"row\"", phase).raw(number(seconds, 1));
      html.raw(share(total > 0 ? seconds / total : 0));
      Map<String, Double> costs = run.costs().getOrDefault(phase, Map.of());
      for (String kind : kinds) {
        Double value = costs.get(kind);
        html.raw(value == null ? "<td class=\"n none\">–</td>" : number(value, -1));
      }
      html.raw("</tr>");
    }
    html.raw("</tbody><tfoot><tr><th scope=\"row\">all</th>")
        .raw(number(total, 1))
        .raw("<td></td>");
    kinds.forEach(kind -> html.raw(number(total(run.costs(), kind), -1)));
    return html.raw("</tr></tfoot></table></div>").toString();
  }

  /** Sums, but of peaks the highest. */
  private static double total(Map<String, Map<String, Double>> costs, String kind) {
    DoubleStream all =
        costs.values().stream().filter(own -> own.containsKey(kind)).mapToDouble(o -> o.get(kind));
    return kind.startsWith(MEMORY) ? all.max().orElse(0) : all.sum();
  }

  private static String number(double x, int decimals) {
    int digits = decimals >= 0 ? decimals : x == Math.rint(x) ? 0 : 4;
    return "<td class=\"n\" data-v=\""
        + x
        + "\">"
        + String.format(Locale.ROOT, "%,." + digits + "f", x).replace(',', '\u2009')
        + "</td>";
  }

  private static String share(double share) {
    return String.format(
        Locale.ROOT,
        "<td class=\"n share\" data-v=\"%.5f\">%.1f %%<svg viewBox=\"0 0 100 6\" width=\"100\""
            + " height=\"6\" aria-hidden=\"true\"><rect x=\"%.1f\" width=\"%.1f\""
            + " height=\"6\"/></svg></td>",
        share,
        100 * share,
        0.0,
        100 * share);
  }
}
