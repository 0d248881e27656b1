package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.runner.report.RunFiles.BASIS;
import static org.rlhf4j.runner.report.RunFiles.number;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.run.Evaluated;
import org.rlhf4j.runner.run.Lines;

/** The page as text; {@link ReportBrowserTest} opens it. */
final class ReportTest {
  private static final String HOSTILE =
      "</script><img src=x onerror=alert(1)>\u2028\u202eabc\u0000{{data}} $1 \\ 'q' \"d\" مرحبا";

  @TempDir Path folder;

  private static String page(RunFiles run) {
    return Report.of(List.of(run.folder()), null).page();
  }

  private static JsonObject data(String page) {
    Matcher block =
        Pattern.compile(
                "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
            .matcher(page);
    assertTrue(block.find());
    return JsonDocument.parse("data", block.group(1)).root().getAsJsonObject();
  }

  private RunFiles hostile() {
    return new RunFiles(folder.resolve("h"), "h", 1, "sft", "ppo")
        .samples("sft", HOSTILE, List.of(HOSTILE))
        .samples("ppo", HOSTILE, List.of("fine"))
        .write("log.txt", HOSTILE + "\n")
        .results(
            Evaluation.of(BASIS.judgedBy(HOSTILE), List.of(number("ppo", "gold", 1, 0.1)))
                .withAlarms(List.of(new Alarm("ppo", HOSTILE, List.of(HOSTILE)))));
  }

  @Test
  void textsOfModelsAreTextsAndNothingElse() {
    String page = page(hostile());
    assertFalse(page.contains("<img src=x"));
    assertEquals(3, page.split("</script>", -1).length - 1);
    assertFalse(page.contains("\u0000"));
    assertTrue(page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
    String text =
        data(page)
            .getAsJsonObject("samples")
            .getAsJsonArray("prompts")
            .get(0)
            .getAsJsonObject()
            .get("prompt")
            .getAsString();
    assertEquals(HOSTILE, text);
  }

  /** An evaluator knows its judge by an identity that is JSON. */
  @Test
  void judgesAreNamedInTheWordsOfTheLegend() {
    String judge = "{\"id\":\"reward-judge\",\"options\":{\"reward\":{\"id\":\"rules\"}}}";
    DataTable table =
        new DataTable(
            "win-rates", "Win rates", "Judged by " + judge + ".", List.of("n"), List.of());
    RunFiles run =
        new RunFiles(folder.resolve("j"), "j", 1, "sft", "ppo")
            .results(
                Evaluation.of(
                        new Basis(judge, null, "4 prompts", null, Decoding.sampling(1, 64)),
                        List.of(number("ppo", "gold", 1, 0.1)))
                    .withTables(List.of(table)));
    String page = page(run);
    assertTrue(page.contains("Judged by reward-judge (reward rules)."));
    Report.of(List.of(run.folder()), null).write(folder.resolve("out"));
    String row = Lines.of(folder.resolve("out/results.csv")).get(1);
    assertTrue(row.contains(",reward-judge (reward rules),"), row);
    assertTrue(row.contains("\"temperature 1.0, topK 0, "), row);
    assertFalse(row.contains("Decoding["), row);
  }

  private static Measurement rate(String subject, double value, double low, double high) {
    return Measurement.estimate(subject, "rate", "%", value, 2, new Interval(low, high), 50);
  }

  /** On a scale from 40 to 100 of 94 pixels, 90 to 100 are the last sixth. */
  @Test
  void theOwnIntervalOfANumberIsDrawnAndWritten() {
    RunFiles run =
        new RunFiles(folder.resolve("i"), "i", 1, "sft", "ppo")
            .results(
                Evaluation.of(BASIS, List.of(rate("sft", 50, 40, 60), rate("ppo", 98, 90, 100))));
    String page = page(run);
    assertTrue(page.contains("<path d=\"M81.3 3H97.0\"/>"), "of ppo");
    assertTrue(page.contains("<path d=\"M3.0 3H34.3\"/>"), "of sft");
    Report.of(List.of(run.folder()), null).write(folder.resolve("out"));
    List<String> rows = Lines.of(folder.resolve("out/results.csv"));
    assertTrue(rows.get(0).contains(",value,standard_error,low,high,n,"), rows.get(0));
    assertTrue(rows.get(1).contains(",50.0,2.0,40.0,60.0,50,"), rows.get(1));
    assertEquals(
        List.of("| method | rate (%) |", "| --- | ---: |", "| sft | 50.0 ± 2.0 |"),
        Lines.of(folder.resolve("out/results.md")).subList(0, 3));
    assertTrue(Lines.of(folder.resolve("out/results.tex")).contains("sft & 50.0 $\\pm$ 2.0 \\\\"));
  }

  /** Judges of a file are no methods, and none of them is what the others are compared with. */
  @Test
  void judgesOfAFileAreNoMethods() {
    Basis file = Basis.of("8 pairs in f");
    Evaluated audit =
        new Evaluated(0, "judge-audit", Evaluation.of(file, List.of(rate("gpt", 50, 40, 60))));
    String one = page(new RunFiles(folder.resolve("1"), "one", 1, "gpt").results(List.of(audit)));
    assertTrue(one.contains("one run, seed 1 · 1 judge"), "one judge");
    assertFalse(one.contains("the baseline"), "nothing is compared");
    assertTrue(one.contains(">Judge</th>"), "heading");
    Evaluated two =
        new Evaluated(
            0,
            "judge-audit",
            Evaluation.of(file, List.of(rate("gpt", 50, 40, 60), rate("lm", 98, 90, 100))));
    String both =
        page(new RunFiles(folder.resolve("2"), "two", 1, "gpt", "lm").results(List.of(two)));
    assertTrue(both.contains("one run, seed 1 · 2 judges"), "two judges");
    assertFalse(both.contains(">baseline<") || both.contains("the baseline"), "neither is one");
  }

  @Test
  void whatNoPageMayHoldIsShownByASign() {
    assertEquals("&lt;a&amp;&quot;&#39;&gt;", Html.text("<a&\"'>"));
    assertEquals("\u2400\u241b\u2421\u240d\n\t", Html.text("\u0000\u001b\u007f\r\n\t"));
    assertEquals("\ufffd \ud83d\ude00 \ufffd", Html.text("\ud83d \ud83d\ude00 \ude00"));
  }

  @Test
  void thePolicyAllowsTheseScriptsAndNoConnection() throws Exception {
    String page = page(hostile());
    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(page);
    assertTrue(policy.find());
    String rules = policy.group(1);
    assertTrue(rules.startsWith("default-src 'none';"), rules);
    assertFalse(rules.contains("unsafe"), rules);
    Matcher inline = Pattern.compile("<(script|style)>(.*?)</\\1>", Pattern.DOTALL).matcher(page);
    int found = 0;
    while (inline.find()) {
      byte[] sum =
          MessageDigest.getInstance("SHA-256")
              .digest(inline.group(2).getBytes(StandardCharsets.UTF_8));
      assertTrue(rules.contains("'sha256-" + Base64.getEncoder().encodeToString(sum) + "'"));
      found++;
    }
    assertEquals(3, found);
    assertFalse(Pattern.compile("(src|href)=\"(https?:)?//").matcher(page).find());
  }

  @Test
  void tablesStandInTheHtmlItself() {
    String page = page(hostile());
    assertTrue(page.contains("<th scope=\"row\"><bdi>ppo</bdi>"), "row");
    assertTrue(page.contains("<span class=\"v\">1.00</span>"), "number");
    assertTrue(page.contains("± 0.10"), "standard error");
  }

  @Test
  void aLargeRunStaysBelowThreeMegabytes() {
    RunFiles run = new RunFiles(folder.resolve("l"), "l", 1, "sft", "ppo");
    List<String> answers = Collections.nCopies(500, "a long answer & more of it ".repeat(300));
    for (int i = 0; i < 5; i++) {
      run.samples("m" + i, "why", answers);
    }
    StringBuilder metrics = new StringBuilder();
    for (int method = 0; method < 10; method++) {
      for (int step = 1; step <= 2000; step++) {
        double x = Math.sin(step * 0.1 + method);
        metrics.append(
            "{\"method\":\"m%d\",\"step\":%d,\"reward\":%s,\"kl\":%s,\"entropy\":%s,\"loss\":%s}\n"
                .formatted(method, step, x, x * x, x + 1, x / 3));
      }
    }
    run.write("metrics.jsonl", metrics.toString());
    String page = page(run);
    assertTrue(bytes(page) < 3_000_000, bytes(page) + " bytes");
    JsonObject samples = data(page).getAsJsonObject("samples");
    assertEquals(500, samples.get("of").getAsInt());
    assertTrue(samples.getAsJsonArray("prompts").size() >= 10);
    Report.of(List.of(run.folder()), null).write(folder.resolve("out"));
    assertEquals(
        20_001, Lines.of(folder.resolve("out/charts/training-reward.csv")).size(), "all points");
  }

  private static int bytes(String page) {
    return page.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Chart chart(String id, double y) {
    return new Chart(
        id,
        id,
        "",
        Chart.Axis.of("x", ""),
        Chart.Axis.of("y", ""),
        List.of(new Chart.Series("ppo", Chart.Mark.POINTS, List.of(Chart.Point.of(1, y)))));
  }

  private static DataTable table(String id, int rows, String text) {
    return new DataTable(
        id,
        "A table",
        "",
        List.of("what", "number"),
        Collections.nCopies(rows, List.of(Cell.of(text), Cell.of(1.5, 0.25))));
  }

  /** One run of which every part is larger than what the page has room for among twenty. */
  private RunFiles full(int i) {
    String text = "мир ".repeat(120); // two bytes a letter
    RunFiles run = new RunFiles(folder.resolve("r" + i), "r" + i, 1, "sft", "ppo").spec("o" + i);
    StringBuilder metrics = new StringBuilder();
    for (int step = 1; step <= 600; step++) {
      metrics.append(
          "{\"method\":\"ppo\",\"step\":%d,\"reward\":%s,\"kl\":%s}\n"
              .formatted(step, Math.sin(step * 0.3), Math.cos(step * 0.7)));
    }
    return run.write("metrics.jsonl", metrics.toString())
        .write("log.txt", (text + "\n").repeat(2000))
        .write("timings.json", "{\"ppo\": 1.5}")
        .samples("ppo", text, Collections.nCopies(100, text))
        .results(
            Evaluation.of(
                    BASIS, List.of(number("sft", "gold", i, 0.1), number("ppo", "gold", 2, 0.1)))
                .withTables(List.of(table("rows", 2000, text), table("more", 200, text)))
                .withCharts(List.of(chart("c", i)))
                .withAlarms(Collections.nCopies(9, new Alarm("ppo", text, List.of(text, text)))));
  }

  @Test
  void twentyLargeRunsStayBelowThreeMegabytes() {
    List<Path> runs = IntStream.range(0, 20).mapToObj(i -> full(i).folder()).toList();
    Report report = Report.of(runs, null);
    String page = report.page();
    assertTrue(bytes(page) < 3_000_000, bytes(page) + " bytes");
    assertEquals(40, page.split("<bdi>(sft|ppo)</bdi>", -1).length - 1 - tests(page), "the table");
    assertTrue(page.contains(" of 2000 rows; charts/mean-reward-0-rows-r7.csv has all."));
    assertTrue(page.contains("lines before these are in log.txt"));
    assertEquals(3, page.split("</script>", -1).length - 1, "nothing was cut in the midst");
    report.write(folder.resolve("out"));
    assertEquals(2001, Lines.of(folder.resolve("out/charts/mean-reward-0-rows-r7.csv")).size());
  }

  /** Methods that stand in the table of tests and in alarms. */
  private static int tests(String page) {
    String rest = page.substring(page.indexOf("Differences from the baseline"));
    return rest.split("<bdi>(sft|ppo)</bdi>", -1).length - 1;
  }

  @Test
  void plotsWithoutRoomSayWhereTheirNumbersAre() {
    List<Chart> charts = new ArrayList<>();
    for (int i = 0; i < 9000; i++) {
      charts.add(chart("c" + i, i));
    }
    RunFiles run =
        new RunFiles(folder.resolve("p"), "p", 1, "ppo")
            .results(
                Evaluation.of(BASIS, List.of(number("ppo", "gold", 1, 0.1))).withCharts(charts));
    String page = page(run);
    assertTrue(bytes(page) < 3_000_000, bytes(page) + " bytes");
    int drawn = data(page).getAsJsonArray("plots").size();
    assertTrue(drawn > 100 && drawn < 9000, drawn + " drawn");
    assertEquals(drawn, page.split("<figure ", -1).length - 1);
    assertTrue(page.contains("charts/mean-reward-0-c8999.csv has its numbers"));
  }

  @Test
  void everyPlotAndTableHasAFileOfItsOwn() {
    RunFiles run =
        new RunFiles(folder.resolve("u"), "u", 1, "ppo")
            .write(
                "metrics.jsonl",
                "{\"method\":\"ppo\",\"step\":1,\"a/b\":1,\"a_b\":2,\"損失\":3,\"報酬\":4}\n")
            .results(
                Evaluation.of(BASIS, List.of(number("ppo", "gold", 1, 0.1)))
                    .withCharts(List.of(chart("x/y", 5), chart("x-y", 6)))
                    .withTables(List.of(table("x.y", 3, "t"))));
    Report.of(List.of(run.folder()), null).write(folder.resolve("out"));
    Set<String> values = new HashSet<>();
    for (Path file : Lines.files(folder.resolve("out/charts"), ".csv")) {
      List<String> rows = Lines.of(file);
      values.addAll(List.of(rows.get(1).split(",", -1)));
    }
    assertTrue(
        values.containsAll(List.of("1.0", "2.0", "3.0", "4.0", "5.0", "6.0", "1.5")),
        values::toString);
    JsonArray plots = data(page(run)).getAsJsonArray("plots");
    Set<String> ids = new HashSet<>();
    plots.forEach(p -> ids.add(p.getAsJsonObject().get("id").getAsString()));
    assertEquals(6, ids.size());
  }

  @Test
  void chartsOfEverySeedAreThere() {
    List<Path> runs = new ArrayList<>();
    for (int seed = 7; seed <= 9; seed++) {
      runs.add(
          new RunFiles(folder.resolve("s" + seed), "s", seed, "ppo")
              .results(
                  Evaluation.of(BASIS, List.of(number("ppo", "gold", 1, 0.1)))
                      .withCharts(List.of(chart("c", seed))))
              .folder());
    }
    Report report = Report.of(runs, null);
    report.write(folder.resolve("out"));
    for (int seed = 7; seed <= 9; seed++) {
      List<String> rows =
          Lines.of(folder.resolve("out/charts/mean-reward-0-c-seed-" + seed + ".csv"));
      assertTrue(rows.get(1).startsWith("ppo,1.0," + seed), rows::toString);
    }
    String page = report.page();
    assertEquals(3, page.split("<figure ", -1).length - 1);
    assertTrue(page.contains("<details><summary>Seed 8</summary>"));
  }

  @Test
  void countsStandInTheTable() {
    RunFiles run =
        new RunFiles(folder.resolve("n"), "n", 1, "sft", "ppo")
            .results(
                Evaluation.of(
                    BASIS,
                    List.of(
                        number("sft", "gold", 1, 0.1),
                        Measurement.student("ppo", "gold", "", 2, 0.1, 3),
                        number("sft", "length", 1, 0.1),
                        number("ppo", "length", 2, 0.1))));
    String page = page(run);
    assertTrue(page.contains("<small>n 3-4</small>"), "of gold");
    assertTrue(page.contains("<small class=\"count\">n 3</small>"), "where they differ");
    assertTrue(page.contains("<small>n 4</small>"), "of length");
  }

  @Test
  void stepsOfALaterLoopGoOnBehindTheEarlierOne() {
    RunFiles run =
        new RunFiles(folder.resolve("t"), "t", 1, "ppo")
            .write(
                "metrics.jsonl",
                """
                {"method":"ppo","step":1,"loss":1}
                {"method":"ppo","step":2,"loss":null}
                {"method":"ppo","step":1,"loss":3}
                {"method":"ppo","st\
                """);
    List<Double> places = new ArrayList<>();
    RunData.read(run.folder())
        .get(0)
        .metrics()
        .curves()
        .get("loss")
        .get("ppo")
        .forEach(p -> places.add(p.x()));
    assertEquals(List.of(1.0, 3.0), places);
  }

  @Test
  void anIncompleteRunSaysSo() {
    RunFiles run = new RunFiles(folder.resolve("i"), "i", 1).samples("sft", "why", List.of("so"));
    assertTrue(page(run).contains("This run is not complete"));
  }

  @Test
  void unknownFoldersAndBaselinesAreRefused() throws Exception {
    Files.createDirectory(folder.resolve("empty"));
    assertThrows(UserException.class, () -> Report.of(List.of(folder.resolve("empty")), null));
    RunFiles run = hostile();
    UserException e =
        assertThrows(UserException.class, () -> Report.of(List.of(run.folder()), "spt"));
    assertTrue(String.valueOf(e.getMessage()).contains("there is sft, ppo"), e.getMessage());
  }
}
