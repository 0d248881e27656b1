package org.rlhf4j.runner.annotate;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.runner.fakes.Access;
import org.rlhf4j.runner.fakes.Chromium;

/**
 * The worked example of docs/annotate.md, by three people. With {@code -Drlhf4j.pictures=FOLDER} it
 * leaves the pictures of that page, {@code annotate-annotator.png} and {@code annotate-owner.png},
 * and what a phone shows.
 */
@Tag("browser")
final class ExampleTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @TempDir Path folder;
  private final Access access = new Access();
  private Chromium chromium;

  @BeforeEach
  void open() throws IOException {
    chromium = new Chromium();
    Files.createDirectory(folder.resolve("annotate"));
    try (Stream<Path> files = Files.list(EXAMPLES.resolve("annotate"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve("annotate").resolve(file.getFileName()));
      }
    }
    String spec = Files.readString(EXAMPLES.resolve("annotate.json"));
    Files.writeString(folder.resolve("annotate.json"), spec.replace("8642", "0"));
  }

  @AfterEach
  void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private Page annotator(Page owner, String name, int width, int height) {
    owner
        .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("New link: " + name))
        .click();
    assertThat(owner.locator("#link-name")).hasText(name);
    Page page = chromium.person(width, height, ColorScheme.LIGHT);
    Served.enter(page, owner.locator("#link").inputValue());
    page.getByLabel("How often do you cook?").selectOption(name.equals("Ben") ? "weekly" : "daily");
    page.locator("#groups button[type=submit]").click();
    assertThat(page.locator("#item")).isVisible();
    return page;
  }

  /** The longer answer is the better one, but for Ben, who also takes "Yes." for an answer. */
  private static void choose(Page page, boolean ben) {
    List<String> texts = page.locator(".answer .text").allTextContents();
    boolean first = texts.get(0).length() > texts.get(1).length();
    boolean slip = ben && texts.stream().anyMatch(text -> text.startsWith("Yes."));
    page.getByRole(
            AriaRole.RADIO,
            new Page.GetByRoleOptions().setName(first != slip ? "A is better" : "B is better"))
        .check();
  }

  private static void work(Page page, boolean ben, int items) {
    Locator item = page.locator("#item");
    for (int i = 0; i < items && item.isVisible(); i++) {
      String before = page.locator("#prompt").textContent() + page.locator("#count").textContent();
      choose(page, ben);
      page.locator("#save").click();
      page.waitForFunction(
          "before => document.getElementById('item').hidden ||"
              + " document.getElementById('prompt').textContent +"
              + " document.getElementById('count').textContent !== before",
          before);
    }
  }

  @Test
  void threePeopleLabelTheExample() throws Exception {
    try (Served served = new Served(folder, "annotate.json")) {
      Page owner = chromium.person(1180, 860, ColorScheme.LIGHT);
      Served.enter(owner, served.ownerLink());
      Page ada = annotator(owner, "Ada", 1180, 820);
      work(ada, false, 7);
      choose(ada, false);
      ada.locator("#reason").fill("It says why.");
      assertThat(ada.locator("#saved")).hasText("Draft saved");
      access.check(ada, "annotate-annotator");
      Page ben = annotator(owner, "Ben", 390, 800);
      access.check(ben, "annotate-annotator-phone");
      work(ben, true, 9);
      Page chief = annotator(owner, "Chief", 1180, 820);
      work(chief, false, 6);
      for (int i = 0; i < 12; i++) { // in turn, so that each of them has a part of what is left
        work(ada, false, 1);
        work(ben, true, 1);
        work(chief, false, 1);
      }
      assertThat(ben.locator("#message")).isVisible();
      access.check(ben, "annotate-done-phone");
      owner.reload();
      assertThat(owner.locator("#items-done"))
          .hasText("12 / 12", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
      assertThat(owner.locator("#agreement")).containsText("Krippendorff's alpha");
      access.check(owner, "annotate-owner");
      owner.setViewportSize(390, 800);
      access.check(owner, "annotate-owner-phone");
      assertEquals(List.of(), access.problems());
      assertEquals(List.of(), chromium.complaints());
    }
  }
}
