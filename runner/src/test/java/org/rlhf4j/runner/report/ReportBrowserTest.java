package org.rlhf4j.runner.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.runner.report.RunFiles.BASIS;
import static org.rlhf4j.runner.report.RunFiles.number;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Axis;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.Chart.Scale;
import org.rlhf4j.api.evaluation.Chart.Series;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.runner.fakes.Chromium;

/** The page in a real browser: nothing breaks, nothing is fetched, everything is drawn. */
@Tag("browser")
final class ReportBrowserTest {
  private static final String HOSTILE = "</script><img src=x onerror=document.title='hurt'>\u2028x";

  @TempDir Path folder;
  private Chromium chromium;
  private final List<String> requests = new ArrayList<>();

  @BeforeEach
  void start() {
    chromium = new Chromium();
  }

  @AfterEach
  void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static Chart chart(String id, Scale scale, Mark... marks) {
    List<Series> series = new ArrayList<>();
    for (Mark mark : marks) {
      List<Point> points = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        points.add(
            Point.of(i, i * i, new Interval(i * i - 1, i * i + 1))
                .labelled(i == 4 ? HOSTILE : "place " + i));
      }
      points.add(new Point(5, Double.NaN, Double.NaN, Double.NaN, "nothing"));
      series.add(new Series("by " + mark, mark, points));
    }
    return new Chart(
        id, "Title " + HOSTILE, "How", new Axis("KL", "nats", scale), Axis.of("gold", ""), series);
  }

  private Path report() {
    RunFiles run = new RunFiles(folder.resolve("run"), "run", 1, "base", "sft", "ppo");
    Evaluation gold =
        Evaluation.of(
                BASIS,
                List.of(
                    number("base", "gold", 1, 0.1),
                    number("sft", "gold", 3, 0.1),
                    number("ppo", "gold", -2, 0.1)))
            .withCharts(
                List.of(
                    chart("lines", Scale.LINEAR, Mark.LINE, Mark.LINE_WITH_POINTS, Mark.DASHES),
                    chart("points", Scale.LOGARITHMIC, Mark.POINTS),
                    chart("bars", Scale.CATEGORIES, Mark.BARS, Mark.BARS)))
            .withTables(
                List.of(
                    new DataTable(
                        "subsets",
                        "Subsets",
                        "",
                        List.of("subset", "share (%)"),
                        List.of(
                            List.of(Cell.of(HOSTILE), Cell.of(12.5, 0.5)),
                            List.of(Cell.of("b"), Cell.of(Double.NaN))))))
            .withAlarms(List.of(new Alarm("ppo", HOSTILE, List.of(HOSTILE))));
    Evaluation kl =
        Evaluation.of(
            BASIS.against("sft"),
            List.of(
                number("base", "KL", 200, 3),
                number("sft", "KL", 0, 0),
                number("ppo", "KL", 2, 1)));
    run.results(gold, kl)
        .scores(
            "0-mean-reward", "gold", Map.of("sft", List.of(3.0, 3.5), "ppo", List.of(-2.0, -3.0)))
        .samples("sft", "why?", List.of(HOSTILE, "second"))
        .samples("ppo", "why?", List.of("مرحبا", ""))
        .write("timings.json", "{\"setup\": 1.5, \"ppo\": 20}")
        .write("costs.json", "{\"ppo\": {\"judge calls\": 12}}")
        .write(
            "metrics.jsonl",
            """
            {"method":"sft","step":1,"loss":3,"learning_rate":0.1}
            {"method":"sft","step":2,"loss":2,"learning_rate":0.1}
            {"method":"ppo","step":1,"loss":1,"kl":0.5}
            {"method":"ppo","step":8,"loss":null,"kl":0.7}
            """);
    Report.of(List.of(run.folder()), null).write(run.folder());
    return run.folder().resolve(Report.NAME);
  }

  private Page open(int width, int height, ColorScheme scheme) {
    Path file = report();
    Page page = chromium.person(width, height, scheme);
    page.onRequest(
        request -> {
          if (!request.url().startsWith("data:")) {
            requests.add(request.url());
          }
        });
    page.navigate(file.toUri().toString());
    page.waitForSelector("html[data-ready]");
    return page;
  }

  /** Charts of which a series is nowhere to be seen in its colour. */
  private static List<?> undrawn(Page page) {
    return (List<?>)
        page.evaluate(
            """
            () => [...document.querySelectorAll('figure[data-plot]')].filter(figure => {
              const place = figure.querySelector('.drawing');
              const chart = echarts.getInstanceByDom(place);
              const svg = place.querySelector('svg');
              return !chart || !svg || svg.getBoundingClientRect().width < 100
                || !chart.getOption().series.length
                || chart.getOption().series.some(s => !svg.innerHTML.includes(
                     s.type === 'line' ? s.lineStyle.color : s.itemStyle.color));
            }).map(figure => figure.dataset.plot)
            """);
  }

  @Test
  void nothingBreaksAndEveryChartIsDrawn() {
    Page page = open(1280, 900, ColorScheme.LIGHT);
    page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)");
    page.waitForTimeout(200);
    assertEquals(List.of(), undrawn(page));
    // 1 frontier, 3 of the evaluator, loss, kl and learning_rate
    assertEquals(7, page.locator("figure[data-plot]").count());
    page.locator("figure .drawing").first().hover();
    page.locator("figure[data-plot$=lines] .drawing").hover();
    page.waitForSelector(".tip");
    page.locator(".tools button").getByText("Numbers").first().click();
    assertTrue(page.locator(".numbers td").count() > 0);
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertEquals("run", page.title());
    assertEquals(List.of(), chromium.complaints());
    assertEquals(1, requests.size(), requests::toString); // the file itself
  }

  @Test
  void theTableSorts() {
    Page page = open(1280, 900, ColorScheme.LIGHT);
    Locator names = page.locator("table.main tbody th bdi");
    assertEquals(List.of("base", "sft", "ppo"), names.allTextContents());
    Locator head = page.locator("table.main thead button").nth(1);
    head.click();
    assertEquals(List.of("sft", "base", "ppo"), names.allTextContents());
    head.click();
    assertEquals(List.of("ppo", "base", "sft"), names.allTextContents());
    assertEquals("ascending", page.locator("table.main thead th").nth(1).getAttribute("aria-sort"));
  }

  @Test
  void darkIsDarkAndTheButtonTurnsIt() {
    Page page = open(390, 800, ColorScheme.DARK);
    String dark = background(page);
    page.locator("#theme").click();
    assertNotEquals(dark, background(page));
    assertEquals("rgb(253, 253, 251)", background(page));
    assertEquals(
        0,
        page.evaluate("() => document.documentElement.scrollWidth - innerWidth"),
        "a phone need not scroll sideways");
    assertEquals(List.of(), chromium.complaints());
  }

  private static String background(Page page) {
    return (String) page.evaluate("() => getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void samplesAreTextsAndCanBePickedAndFiltered() {
    Page page = open(1280, 900, ColorScheme.LIGHT);
    Locator answers = page.locator("#sheet .answer");
    assertEquals(List.of(HOSTILE, "مرحبا"), answers.allTextContents());
    page.getByText("Next →").click();
    assertEquals(List.of("second", "(nothing)"), answers.allTextContents());
    page.locator("#methods button").getByText("ppo").click();
    assertEquals(List.of("second"), answers.allTextContents());
    page.getByPlaceholder("search prompts and answers").fill("مرحبا");
    assertEquals(1, page.locator("#picker select option").count());
  }

  @Test
  void picturesAndNumbersCanBeSaved() throws Exception {
    Page page = open(1280, 900, ColorScheme.LIGHT);
    Locator figure = page.locator("figure[data-plot$=lines]");
    figure.hover();
    for (String kind : List.of("svg", "png", "csv")) {
      Download saved =
          page.waitForDownload(() -> figure.locator(".tools button", exactly(kind)).click());
      assertTrue(saved.suggestedFilename().endsWith("lines." + kind));
      assertTrue(Files.size(saved.path()) > 100);
    }
    assertEquals(List.of(), chromium.complaints());
  }

  private static Locator.LocatorOptions exactly(String kind) {
    return new Locator.LocatorOptions()
        .setHasText(Pattern.compile("^" + kind.toUpperCase(Locale.ROOT) + "$"));
  }
}
