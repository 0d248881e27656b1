package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.runner.report.RunFiles.BASIS;
import static org.rlhf4j.runner.report.RunFiles.number;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.runner.json.JsonDocument;

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
    assertTrue(page.length() < 3_000_000, page.length() + " letters");
    JsonObject samples = data(page).getAsJsonObject("samples");
    assertEquals(500, samples.get("of").getAsInt());
    assertTrue(samples.getAsJsonArray("prompts").size() >= 10);
    Report.of(List.of(run.folder()), null).write(folder.resolve("out"));
    assertEquals(
        20_001, Lines.of(folder.resolve("out/charts/training-reward.csv")).size(), "all points");
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
