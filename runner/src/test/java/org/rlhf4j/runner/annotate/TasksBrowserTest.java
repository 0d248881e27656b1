package org.rlhf4j.runner.annotate;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Access;
import org.rlhf4j.runner.fakes.Chromium;
import org.rlhf4j.runner.fakes.Shell;

/**
 * Every task in a real browser: Ada labels by phone, the first item with keys alone, Eva (an
 * expert) with the mouse, and the owner looks on and retires Ada. All pages are checked for
 * accessibility.
 */
@Tag("browser")
final class TasksBrowserTest {
  private static final List<String> ANSWERS =
      List.of("Alpha <b>bold</b>", "Beta answer", "Gamma " + "long".repeat(60));
  private static final String LETTERS = "ABC";

  /** A task: what is pressed for the first item, and what it means. */
  enum Task {
    PAIRWISE(2, "1", 1),
    RANKING(3, "213", 3),
    DEMONSTRATION(0, "", 0),
    RATING(3, "531122", 6),
    ERROR_FLAGS(2, "140301", 4);

    private final int answers;
    private final String keys;

    /** Controls that are checked after these keys. */
    private final int checked;

    Task(int answers, String keys, int checked) {
      this.checked = checked;
      this.answers = answers;
      this.keys = keys;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @TempDir Path folder;
  private Shell shell;
  private Chromium chromium;
  private final Access access = new Access();

  @BeforeEach
  void open() {
    chromium = new Chromium();
    shell = new Shell(folder, layers -> Catalog.load(List.of()));
    shell.write("guide.md", "# Be fair\n\nRead both answers to their ends.\n");
  }

  @AfterEach
  void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private void write(Task task) {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      List<String> answers = new ArrayList<>();
      for (String text : ANSWERS.subList(0, task.answers)) {
        answers.add("{\"text\": \"" + text + "\", \"model\": \"" + text.substring(0, 4) + "\"}");
      }
      items.append(
          "{\"id\": \"i%d\", \"prompt\": \"Question %d?\", \"answers\": %s}\n"
              .formatted(i, i, answers));
    }
    shell.write("items.jsonl", items.toString());
    shell.write(
        "spec.json",
        """
        {"name": "desk", "title": "All kinds of tasks", "task": "%s", "items": "items.jsonl",
         "guidelines": "guide.md", "overlap": 2, "flags": ["unsafe", "cannot judge"],
         "scales": [{"name": "helpfulness", "levels": ["useless", "weak", "fair", "good", "excellent"]},
                    {"name": "presentation", "levels": ["poor", "plain", "good"]}],
         "groups": {"How often do you cook?": ["daily", "rarely"]},
         "annotators": [{"name": "Ada"}, {"name": "Eva", "role": "expert"}],
         "server": {"port": 0}}
        """
            .formatted(task.word()));
  }

  @ParameterizedTest
  @EnumSource
  void aTaskFromTheFirstLinkToTheExport(Task task) throws Exception {
    write(task);
    try (Served served = new Served(folder, "spec.json")) {
      Page owner = chromium.person();
      Served.enter(owner, served.ownerLink());
      Page ada = chromium.person(390, 800, ColorScheme.DARK);
      Served.enter(ada, link(owner, "Ada"));
      groupsAreAsked(ada, task);
      access.check(ada, task.word() + "-phone");
      ada.locator("#save").click();
      assertThat(ada.locator("#problem")).not().isEmpty();
      access.check(ada, task.word() + "-problem");
      ada.reload();
      assertThat(ada.locator("#count")).hasText("0 of 3");
      if (task != Task.DEMONSTRATION) { // whose text is above what the tabulator begins with
        access.tabsDownTo(ada, "save");
      }
      String expected = withKeys(ada, task);
      skipsAndGoesBack(ada, task);
      while (ada.locator("#item").isVisible()) {
        withMouse(ada, task);
      }
      assertThat(ada.locator("#message-title")).hasText("All done");
      access.check(ada, task.word() + "-done");

      Page eva = chromium.person();
      Served.enter(eva, link(owner, "Eva"));
      eva.getByText("Not now").click();
      access.check(eva, task.word() + "-desktop");
      while (eva.locator("#item").isVisible()) {
        withMouse(eva, task);
      }
      eva.locator("#look-back").click();
      assertThat(eva.locator("#item")).isVisible();

      ownerLooksOn(owner, task);
      export(owner, expected);
      assertEquals(List.of(), access.problems());
      assertEquals(List.of(), chromium.complaints());
    }
  }

  private static String link(Page owner, String name) {
    owner.getByRole(AriaRole.BUTTON, button("New link: " + name)).click();
    assertThat(owner.locator("#link-name")).hasText(name);
    return owner.locator("#link").inputValue();
  }

  private static Page.GetByRoleOptions button(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private void groupsAreAsked(Page page, Task task) {
    assertThat(page.locator("#groups")).isVisible();
    assertThat(page.locator("#item")).isHidden();
    access.check(page, task.word() + "-groups");
    page.getByLabel("How often do you cook?").selectOption("daily");
    page.locator("#groups button[type=submit]").click();
    assertThat(page.locator("#item")).isVisible();
    page.reload();
    assertThat(page.locator("#item")).isVisible(); // it is asked once
  }

  /** The answers as they are shown, as places in the file. */
  private static List<Integer> order(Page page) {
    return page.locator(".answer .text").allTextContents().stream().map(ANSWERS::indexOf).toList();
  }

  /** Labels the first item with keys alone; returns what the export should say of it. */
  private static String withKeys(Page page, Task task) {
    List<Integer> order = order(page);
    page.locator("#item").focus();
    page.keyboard().press("g");
    assertThat(page.locator("#guidelines")).hasAttribute("open", "");
    page.keyboard().press("g");
    if (task == Task.DEMONSTRATION) {
      page.locator("#own").focus();
      page.keyboard().type("supper is gulasch 123");
      page.keyboard().press("Enter"); // a new line
      page.keyboard().type("second");
    } else {
      for (char key : task.keys.toCharArray()) {
        page.keyboard().press(String.valueOf(key));
      }
      page.locator("#reason").focus();
      page.keyboard().type("1 sup");
    }
    page.getByText("unsafe", new Page.GetByTextOptions().setExact(true)).click();
    page.locator(task == Task.DEMONSTRATION ? "#own" : "#reason").focus();
    page.keyboard().press("Control+Enter");
    assertThat(page.locator("#count")).hasText("1 of 3");
    return switch (task) {
      case PAIRWISE -> "{\"better\":" + (order.get(0) + 1) + ",\"slightly\":false}";
      case RANKING ->
          "{\"ranking\":[%d,%d,%d]}"
              .formatted(order.get(1) + 1, order.get(0) + 1, order.get(2) + 1);
      case DEMONSTRATION -> "{\"completion\":\"supper is gulasch 123\\nsecond\"}";
      case RATING -> {
        String[] ratings = new String[3];
        for (int i = 0; i < 3; i++) {
          ratings[order.get(i)] =
              "{\"helpfulness\":%c,\"presentation\":%c}"
                  .formatted(task.keys.charAt(2 * i), task.keys.charAt(2 * i + 1));
        }
        yield "{\"ratings\":[" + String.join(",", ratings) + "]}";
      }
      case ERROR_FLAGS -> {
        String[] errors = new String[2];
        int[] sounds = new int[2];
        errors[order.get(0)] = "[\"contradiction\",\"refusal\"]";
        errors[order.get(1)] = "[]";
        sounds[order.get(0)] = 3;
        sounds[order.get(1)] = 1;
        yield "{\"errors\":[%s,%s],\"assertiveness\":[%d,%d]}"
            .formatted(errors[0], errors[1], sounds[0], sounds[1]);
      }
    };
  }

  private void skipsAndGoesBack(Page page, Task task) {
    String second = page.locator("#prompt").textContent();
    page.locator("#shortcuts summary").click();
    page.locator("#keys-on").uncheck();
    page.locator("#item").focus();
    page.keyboard().press("s");
    page.keyboard().press("1");
    assertThat(page.locator("#answers input:checked, #verdict input:checked")).hasCount(0);
    assertThat(page.locator("#prompt")).hasText(second);
    access.check(page, task.word() + "-shortcuts");
    page.locator("#keys-on").check();
    page.locator("#shortcuts summary").click();
    page.locator("#item").focus();
    page.keyboard().press("s");
    assertThat(page.locator("#saved")).hasText("Skipped");
    assertThat(page.locator("#prompt")).not().hasText(second);
    page.keyboard().press("u");
    assertThat(page.locator("#prompt")).hasText(second);
    page.keyboard().press("p");
    assertThat(page.locator("#prompt")).not().hasText(second);
    if (task == Task.DEMONSTRATION) {
      assertThat(page.locator("#own")).hasValue("supper is gulasch 123\nsecond");
    } else {
      assertThat(page.locator("#answers input:checked, #verdict input:checked"))
          .hasCount(task.checked);
      assertThat(page.locator("#reason")).hasValue("1 sup");
    }
    assertThat(page.locator("#flags input:checked")).hasCount(1);
    page.keyboard().press("u"); // to one of the two that are left
    assertThat(page.locator("#flags input:checked")).hasCount(0);
  }

  /** By the names that a screen reader says. */
  private static void withMouse(Page page, Task task) {
    switch (task) {
      case PAIRWISE -> check(page.locator("#verdict"), "Which answer is better?", "B is better");
      case DEMONSTRATION -> page.getByLabel("Your answer").fill("An answer");
      case RANKING -> {
        for (int i = 0; i < 3; i++) {
          check(card(page, i), "Place of answer " + LETTERS.charAt(i), String.valueOf(3 - i));
        }
      }
      case RATING -> {
        for (int i = 0; i < 3; i++) {
          check(card(page, i), "helpfulness", "fair");
          check(card(page, i), "presentation", "plain");
        }
      }
      case ERROR_FLAGS -> {
        for (int i = 0; i < 2; i++) {
          Locator repetition =
              card(page, i)
                  .getByRole(
                      AriaRole.CHECKBOX, new Locator.GetByRoleOptions().setName("repetition"));
          repetition.check();
          card(page, i).getByRole(AriaRole.RADIO).first().check();
        }
      }
    }
    String before = page.locator("#prompt").textContent() + page.locator("#count").textContent();
    page.locator("#save").click();
    page.waitForFunction(
        "before => document.getElementById('item').hidden ||"
            + " document.getElementById('prompt').textContent +"
            + " document.getElementById('count').textContent !== before",
        before);
  }

  private static Locator card(Page page, int i) {
    return page.getByRole(
        AriaRole.REGION,
        new Page.GetByRoleOptions().setName("Answer " + LETTERS.charAt(i)).setExact(true));
  }

  private static void check(Locator within, String group, String choice) {
    within
        .getByRole(AriaRole.GROUP, new Locator.GetByRoleOptions().setName(group))
        .getByRole(AriaRole.RADIO, new Locator.GetByRoleOptions().setName(choice).setExact(true))
        .check();
  }

  private void ownerLooksOn(Page owner, Task task) throws InterruptedException {
    // on a busy machine the report is made seldom
    assertThat(owner.locator("#labels-done"))
        .hasText("6 / 6", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
    access.check(owner, task.word() + "-owner");
    if (task == Task.ERROR_FLAGS) {
      assertThat(owner.locator("#errors-panel")).isVisible();
      Locator row =
          owner.locator("#errors tr").filter(new Locator.FilterOptions().setHasText("repetition"));
      assertThat(row.first().locator("th")).hasText("all answers");
      assertThat(row.first().locator("td").nth(1)).containsText("67 %of 6"); // crowd: 2 items of 3
      assertThat(row.first().locator("td").nth(2)).containsText("100 %of 6"); // expert
      assertThat(owner.locator("#differences")).containsText("repetition");
    }
    owner.setViewportSize(390, 800);
    owner.emulateMedia( // without a transition, in the middle of which colours are neither
        new Page.EmulateMediaOptions()
            .setColorScheme(ColorScheme.DARK)
            .setReducedMotion(ReducedMotion.REDUCE));
    access.check(owner, task.word() + "-owner-phone");
    owner.setViewportSize(1280, 900);
    owner.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  private void export(Page owner, String expected) {
    owner.getByRole(AriaRole.BUTTON, button("Export now")).click();
    assertThat(owner.locator("#exported")).containsText("labels.jsonl: 6 labels");
    assertEquals(0, shell.run("annotate", "spec.json", "--export", "all"), () -> shell.err());
    List<JsonObject> labels = shell.lines("all/labels.jsonl").stream().map(Shell::json).toList();
    List<JsonObject> first =
        labels.stream().filter(l -> l.toString().contains("\"unsafe\"")).toList();
    assertEquals(1, first.size());
    assertEquals(expected, first.get(0).get("label").toString());

    owner.getByRole(AriaRole.BUTTON, button("Retire: Ada")).click();
    assertThat(owner.locator("#people tr.retired")).containsText("Ada");
    assertEquals(0, shell.run("annotate", "spec.json", "--export", "half"), () -> shell.err());
    assertEquals(3, shell.lines("half/labels.jsonl").size());
    assertFalse(shell.read("half/labels.jsonl").contains("\"unsafe\""));
    owner.getByRole(AriaRole.BUTTON, button("Bring back: Ada")).click();
    assertThat(owner.locator("#people tr.retired")).hasCount(0);
    assertTrue(shell.read("half/report.md").contains("3 labels of retired annotators"));
  }
}
