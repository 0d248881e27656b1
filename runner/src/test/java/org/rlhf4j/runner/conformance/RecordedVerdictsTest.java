package org.rlhf4j.runner.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.agreement.CohenKappa;
import org.rlhf4j.api.agreement.Ratings;

/** Audits of verdicts that others published: LLMBar's and AlpacaEval's. */
@Tag("data")
final class RecordedVerdictsTest {

  private static Reader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8);
  }

  /** One item of LLMBar: the right answer, and what was said in the two orders. */
  private record Item(String label, String there, String back) {}

  private static Map<String, List<Item>> items(Path file) throws IOException {
    Map<String, List<Item>> runs = new LinkedHashMap<>();
    try (BufferedReader reader = new BufferedReader(open(file))) {
      for (String line : reader.lines().skip(1).toList()) {
        String[] f = line.split("\t", -1);
        runs.computeIfAbsent(String.join("\t", f[0], f[1], f[2]), k -> new ArrayList<>())
            .add(new Item(f[4], f[5], f[6]));
      }
    }
    return runs;
  }

  private static JsonObject statistics() throws IOException {
    try (Reader reader = open(Evaluated.data("llmbar/statistics.json.gz"))) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }

  /** The count of {@code 33 / 92 = 35.8 %}. */
  private static int count(JsonElement statistics, String name) {
    String text = statistics.getAsJsonObject().get(name).getAsString();
    return Integer.parseInt(text.split(" ", -1)[0]);
  }

  @Test
  void llmBarCountsOfAllRuns() throws IOException {
    Evaluated found =
        Evaluated.of(
            """
            {"id": "judge-audit", "options": {"pairs": {"path": "FILE",
              "prompt": "", "first": "", "second": "", "labels": "label",
              "subset": ["path", "evaluator", "prompting"],
              "verdict": "winner_noswap", "swapped": "winner_swap", "tieLabel": ""}}}
            """,
            Evaluated.data("llmbar/winners.tsv.gz"));
    Map<String, JsonElement> published = statistics().asMap();
    assertEquals(325, published.size());
    int withoutGaps = 0;
    double unusable = 0;
    for (Map.Entry<String, JsonElement> run : published.entrySet()) {
      String subset = run.getKey().replace("\t", " / ");
      JsonElement said = run.getValue();
      assertEquals(count(said, "correct_False"), counted(found, "right", subset), subset);
      assertEquals(count(said, "correct_True"), counted(found, "right, swapped", subset), subset);
      assertEquals(count(said, "correct_both"), counted(found, "right in both", subset), subset);
      // LLMBar takes two unusable verdicts for the same verdict
      double both = counted(found, "unusable in both", subset);
      assertEquals(count(said, "equal"), counted(found, "same in both", subset) + both, subset);
      if (counted(found, "unusable", subset) == 0) {
        withoutGaps++;
        assertEquals(
            number(said, "kappa_agreement"),
            found.number("counts", "kappa of the orders", subset),
            1e-9,
            subset);
        // nothing is left out, so the accuracy is the mean of the two orders
        assertEquals(
            Double.parseDouble(
                said.getAsJsonObject().get("correct_average").getAsString().replace("%", "")),
            found.number("audit", "value (%)", subset, "all", "accuracy"),
            1e-9,
            subset);
      }
      unusable += counted(found, "unusable", subset);
    }
    assertEquals(251, withoutGaps);
    assertEquals(63 + 71, unusable);
  }

  private static double counted(Evaluated found, String column, String subset) {
    return found.number("counts", column, subset);
  }

  private static double number(JsonElement statistics, String name) {
    return statistics.getAsJsonObject().get(name).getAsDouble();
  }

  /**
   * The published kappas of a judge with the right answers come from coding the winner 2 as 0 (and
   * what is unusable too) while the right answer 2 stays 2. With this fault all of them are
   * reproduced. Coded alike, they are others in every run. The published kappa between the orders
   * takes what is unusable for 2.
   */
  @Test
  void llmBarKappasAndTheirFault() throws IOException {
    Map<String, List<Item>> runs = items(Evaluated.data("llmbar/winners.tsv.gz"));
    int changed = 0;
    for (Map.Entry<String, JsonElement> run : statistics().asMap().entrySet()) {
      List<Item> items = runs.get(run.getKey());
      JsonElement said = run.getValue();
      double faulty = kappa(items.stream().map(i -> pair(only1(i.there(), 0), i.label())).toList());
      assertEquals(number(said, "kappa_False"), faulty, 1e-9, run.getKey());
      double swapped = kappa(items.stream().map(i -> pair(only1(i.back(), 0), i.label())).toList());
      assertEquals(number(said, "kappa_True"), swapped, 1e-9, run.getKey());
      double orders =
          kappa(
              items.stream()
                  .map(i -> new double[] {only1(i.there(), 2), only1(i.back(), 2)})
                  .toList());
      assertEquals(number(said, "kappa_agreement"), orders, 1e-9, run.getKey());
      double right =
          kappa(
              items.stream()
                  .filter(i -> !i.there().equals("None"))
                  .map(i -> pair(Double.parseDouble(i.there()), i.label()))
                  .toList());
      changed += Math.abs(right - faulty) > 1e-6 ? 1 : 0;
    }
    assertEquals(325, changed);
  }

  private static double only1(String winner, double other) {
    return winner.equals("1") ? 1 : other;
  }

  private static double[] pair(double winner, String label) {
    return new double[] {winner, Double.parseDouble(label)};
  }

  private static double kappa(List<double[]> pairs) {
    return new CohenKappa().of(Ratings.of(List.of("a", "b"), pairs.toArray(double[][]::new)));
  }

  /** The leaderboard's win rate and average are those of this model's row. */
  @Test
  void alpacaEvalAnnotations() throws IOException {
    Evaluated found =
        Evaluated.of(
            """
            {"id": "judge-audit", "options": {"pairs": {"path": "FILE",
              "preference": "preference"}}}
            """,
            Evaluated.data("alpacaeval/raw/alpaca-7b_concise.json.gz"));
    List<String> board = Files.readAllLines(Evaluated.data("alpacaeval/leaderboard_weighted.csv"));
    String[] row =
        board.stream()
            .filter(l -> l.startsWith("alpaca-7b_concise,"))
            .findFirst()
            .orElseThrow()
            .split(",", -1);
    assertEquals("win_rate", board.get(0).split(",", -1)[1]);
    double winRate = Double.parseDouble(row[1]);
    assertEquals(100 - winRate, found.number("audit", "value (%)", "all", "P(first)"), 1e-9);
    assertEquals(804, counted(found, "pairs", "all"));
    assertEquals(0, counted(found, "unusable", "all"));
    assertTrue(found.number("audit", "value (%)", "all", "P(longer)") > 50);
  }
}
