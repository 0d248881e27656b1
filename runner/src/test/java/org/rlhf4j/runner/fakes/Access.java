package org.rlhf4j.runner.fakes;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What a page must be for everybody: axe-core finds no violation (names, roles, contrast of 4.5 to
 * 1 and more), nothing is wider than the screen, and the tabulator goes down the page.
 */
public final class Access {
  private static final String LIBRARY = "META-INF/resources/webjars/axe-core/";
  private static final String ABOUT = "META-INF/maven/org.webjars.npm/axe-core/pom.properties";
  private static final String AXE = load();

  /** Folder for pictures of all pages that are checked; none are taken where it is not set. */
  private static final String PICTURES = System.getProperty("rlhf4j.pictures", "");

  private final List<String> problems = new ArrayList<>();

  /** What was found on all pages. */
  public List<String> problems() {
    return problems;
  }

  private static String load() {
    try {
      Properties about = new Properties();
      try (InputStream in = open(ABOUT)) {
        about.load(in);
      }
      try (InputStream in = open(LIBRARY + about.getProperty("version") + "/axe.min.js")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String path) {
    InputStream in = ClassLoader.getSystemResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException("there is no " + path);
    }
    return in;
  }

  /**
   * Checks a page as it is.
   *
   * @param name of its picture
   */
  public void check(Page page, String name) {
    if (!PICTURES.isEmpty()) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of(PICTURES).resolve(name + ".png")));
    }
    page.evaluate(AXE);
    Object found =
        page.evaluate(
            "() => axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v =>"
                + " v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.html + ' ' +"
                + " (n.any[0] ? n.any[0].message : '')).join(' | ')))");
    add(name, found);
    Object wide =
        page.evaluate(
            "() => [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') &&"
                + " e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
                + ".map(e => e.outerHTML.slice(0, 120))");
    add(name + " is wider than the screen", wide);
  }

  private void add(String what, Object found) {
    if (!(found instanceof List<?> list)) {
      throw new IllegalStateException(what + ": " + found);
    }
    list.forEach(one -> problems.add(what + ": " + one));
  }

  /** Goes from the top of a page of one column to a control, and never up. */
  public void tabsDownTo(Page page, String id) {
    double above = -1;
    for (int i = 0; i < 80; i++) {
      page.keyboard().press("Tab");
      Object place =
          page.evaluate(
              "() => { const e = document.activeElement; const r = e.getBoundingClientRect();"
                  + " return e === document.body ? null : [e.id || e.name, String(r.top +"
                  + " window.scrollY)]; }");
      if (place instanceof List<?> list) {
        double y = Double.parseDouble(String.valueOf(list.get(1)));
        if (y < above - 1) {
          problems.add(list + " is above what had the focus before");
        }
        above = y;
        if (id.equals(list.get(0))) {
          return;
        }
      }
    }
    problems.add(id + " is never reached");
  }
}
