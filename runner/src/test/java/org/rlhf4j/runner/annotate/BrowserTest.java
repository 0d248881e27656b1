package org.rlhf4j.runner.annotate;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Chromium;
import org.rlhf4j.runner.fakes.Shell;

/**
 * People at work, in a real browser: two label ten pairs each, one fails the qualification, the
 * owner sees how far they agree, and what is exported trains a model with DPO.
 */
@Tag("browser")
final class BrowserTest {
  private static final int ITEMS = 10;

  private static final String SPEC =
      """
      {"name": "taste", "title": "Taste & sense", "task": "pairwise", "items": "items.jsonl",
       "guidelines": "guide.md", "overlap": 2,
       "gold": {"path": "gold.jsonl", "qualification": 2, "pass": 1, "every": 0},
       "server": {"port": 0}}
      """;

  private static final String DPO =
      """
      {"name": "learn", "seed": 3,
       "policy": {"id": "transformer", "options": {
         "vocabulary": {"id": "jsonl", "options": {"path": "words.jsonl"}},
         "sizes": {"hidden": 8, "layers": 1, "heads": 2, "kvHeads": 2, "mlp": 16, "context": 64}}},
       "data": {"preferences": {"id": "jsonl", "options": {"path": "export/preferences.jsonl"}}},
       "methods": [{"id": "dpo", "options": {"training": {"batchSize": 5, "epochs": 2}}}]}
      """;

  /** The labels as a judge: the module that reads them does not know the one that wrote them. */
  private static final String JUDGED =
      DPO.replaceFirst(
          "(?s)\"data\".*",
          """
          "data": {"demonstrations": {"id": "jsonl", "options": {"path": "words.jsonl"}},
                   "prompts": {"id": "jsonl", "options": {"path": "words.jsonl"}}},
          "feedback": {"from": "sft", "judge": {"id": "human", "options": {"labels": "export/labels.jsonl"}}},
          "methods": [{"id": "sft"}, {"id": "dpo"}]}
          """);

  @TempDir Path folder;
  private Shell shell;
  private Chromium chromium;

  @BeforeEach
  void write() {
    chromium = new Chromium();
    shell = new Shell(folder, layers -> Catalog.load(List.of()));
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < ITEMS; i++) {
      items.append(row("q" + i, "good <b>" + i + "</b>", "bad <script>alert(1)</script>", ""));
    }
    shell.write("items.jsonl", items.toString());
    String gold = ", \"gold\": 1";
    shell.write("gold.jsonl", row("g0", "good", "bad", gold) + row("g1", "good", "bad", gold));
    shell.write("guide.md", "# Be fair\n\n* <img src=x onerror=alert(1)>\n* [no](javascript:a)\n");
    shell.write("spec.json", SPEC);
    shell.write("learn.json", DPO);
    shell.write("judged.json", JUDGED);
    shell.write(
        "words.jsonl",
        items.toString().replaceAll("\"answers\": \\[(\".*\"), .*", "\"completion\": $1}"));
  }

  private static String row(String id, String good, String bad, String more) {
    return "{\"id\": \"%s\", \"prompt\": \"Question %s?\", \"answers\": [\"%s\", \"%s\"]%s}\n"
        .formatted(id, id, good, bad, more);
  }

  @AfterEach
  void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static String addAnnotator(Page owner, String name) {
    owner.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(name);
    owner.locator("#add button").click();
    assertThat(owner.locator("#link-name")).hasText(name);
    return owner.locator("#link").inputValue();
  }

  /** Labels what is before somebody: the good answer is better, or the bad one. */
  private static void label(Page page, boolean good, boolean withKeys) {
    boolean goodIsFirst =
        String.valueOf(page.locator(".answer .text").first().textContent()).startsWith("good");
    boolean first = goodIsFirst == good;
    String before = page.locator("#prompt").textContent() + page.locator("#count").textContent();
    if (withKeys) {
      page.keyboard().press(first ? "1" : "5");
      page.keyboard().press("Enter");
    } else {
      page.getByRole(
              AriaRole.RADIO,
              new Page.GetByRoleOptions().setName(first ? "A is better" : "B is better"))
          .check();
      page.locator("#save").click();
    }
    page.waitForFunction(
        "before => document.getElementById('prompt').textContent"
            + " + document.getElementById('count').textContent !== before",
        before);
  }

  @Test
  void fromTheFirstLinkToDpo() throws Exception {
    try (Served served = new Served(folder, "spec.json")) {
      Page owner = chromium.person();
      Served.enter(owner, served.ownerLink());
      assertThat(owner).hasURL(Pattern.compile(".*/owner$"));
      Page ada = chromium.person();
      Served.enter(ada, addAnnotator(owner, "Ada"));
      Page ben = chromium.person(390, 800, ColorScheme.DARK);
      Served.enter(ben, addAnnotator(owner, "Ben"));
      Page eve = chromium.person();
      Served.enter(eve, addAnnotator(owner, "Eve"));

      assertThat(ada.locator("#count")).hasText("Qualification: 0 of 2");
      label(ada, true, true);
      label(ada, true, true);
      assertThat(ada.locator("#count")).hasText("0 of 10");
      for (int i = 0; i < 2; i++) {
        label(ben, true, false);
        label(eve, false, false);
      }
      assertThat(eve.locator("#message-title")).hasText("Thank you for taking part");

      modelTextIsText(ada);
      draftsSkipsAndReturns(ada);
      for (int i = 0; i < ITEMS; i++) {
        assertThat(ada.locator("#count")).hasText(i + " of 10");
        label(ada, true, i % 2 == 0);
      }
      for (int i = 0; i < ITEMS; i++) {
        label(ben, i != 4, false);
      }
      assertThat(ada.locator("#message-title")).hasText("All done");
      ownerSeesAgreement(owner);
      nobodySeesTheOwners(ada);
      assertEquals(List.of(), chromium.complaints());
    }
    exportFeedsDpo();
  }

  private static void modelTextIsText(Page page) {
    assertThat(page.locator(".answer script")).hasCount(0);
    assertThat(page.locator(".answer b")).hasCount(2); // the letters A and B
    String texts = String.join("", page.locator(".answer .text").allTextContents());
    assertTrue(texts.contains("<script>alert(1)</script>"), texts);
    page.locator("#guidelines summary").click();
    assertThat(page.locator("#guidelines img")).hasCount(0);
    assertEquals(
        "", page.getByText("no", new Page.GetByTextOptions().setExact(true)).getAttribute("href"));
    page.locator("#guidelines summary").click();
  }

  private static void draftsSkipsAndReturns(Page page) {
    String first = page.locator("#prompt").textContent();
    page.locator("#reason").fill("because");
    assertThat(page.locator("#saved")).hasText("Draft saved");
    page.reload();
    assertThat(page.locator("#reason")).hasValue("because");
    page.locator("#instruction").click();
    page.keyboard().press("s");
    assertThat(page.locator("#saved")).hasText("Skipped");
    assertFalse(first.equals(page.locator("#prompt").textContent()));
    page.getByText("Back to unmarked (1)", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("#prompt")).hasText(first);
    assertThat(page.locator("#reason")).hasValue("because");
    page.locator("#save").click();
    assertThat(page.locator("#problem")).hasText("Choose one of the grades first.");
  }

  private static void ownerSeesAgreement(Page owner) {
    // on a busy machine the report is made seldom, and numbers of one page may be of two reports
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    assertThat(owner.locator("#items-done")).hasText("10 / 10");
    assertThat(owner.locator("#people tr")).hasCount(3);
    assertThat(owner.locator("#people")).containsText("did not qualify (0 %)");
    assertThat(owner.locator("#agreement")).containsText("preference");
    assertThat(owner.locator("#agreement")).containsText("0.90"); // nine of ten
    owner.locator("#export").click();
    assertThat(owner.locator("#exported")).containsText("9 preferences");
  }

  private static void nobodySeesTheOwners(Page annotator) {
    String origin = annotator.url().replaceAll("/$", "");
    assertEquals(401, annotator.request().get(origin + "/owner").status());
    assertEquals(401, annotator.request().get(origin + "/owner/api/state").status());
  }

  private void exportFeedsDpo() {
    assertEquals(0, shell.run("annotate", "spec.json", "--export", "export"), () -> shell.err());
    List<String> rows = shell.lines("export/preferences.jsonl");
    assertEquals(9, rows.size());
    for (String row : rows) {
      JsonObject json = Shell.json(row);
      assertTrue(json.get("chosen").getAsString().startsWith("good"), row);
      assertEquals(2, json.get("labels").getAsInt());
    }
    assertEquals(2 * ITEMS + 6, shell.lines("export/labels.jsonl").size());
    assertFalse(shell.read("export/labels.jsonl").contains("Ada"));
    assertEquals(0, shell.run("run", "learn.json", "--out", "learnt"), () -> shell.err());
    assertTrue(shell.read("learnt/metrics.jsonl").contains("dpo"));
    assertEquals(0, shell.run("validate", "judged.json"), () -> shell.err());
  }
}
