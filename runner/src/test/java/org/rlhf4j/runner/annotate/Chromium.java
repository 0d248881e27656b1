package org.rlhf4j.runner.annotate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A headless browser that is on this machine: the one that {@code RLHF4J_CHROMIUM} names, else
 * {@code /usr/bin/chromium}. Tests without one are skipped.
 */
final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  /** What pages complained about: errors of scripts, and what the content policy refused. */
  private final List<String> complaints = new ArrayList<>();

  Chromium() {
    String path = System.getenv().getOrDefault("RLHF4J_CHROMIUM", "/usr/bin/chromium");
    assumeTrue(
        Files.isExecutable(Path.of(path)),
        "no browser at " + path + ": install chromium, or set RLHF4J_CHROMIUM");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(path))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** A browser of somebody's own: no cookies are shared. */
  Page person(int width, int height, ColorScheme scheme) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
    context.setDefaultTimeout(15_000);
    Page page = context.newPage();
    page.onPageError(e -> complaints.add(e));
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    return page;
  }

  Page person() {
    return person(1280, 900, ColorScheme.LIGHT);
  }

  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
