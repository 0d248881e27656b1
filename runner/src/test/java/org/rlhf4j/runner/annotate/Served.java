package org.rlhf4j.runner.annotate;

import com.microsoft.playwright.Page;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.cli.Rlhf4j;
import org.rlhf4j.runner.cli.Surroundings;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.run.PathRoots;

/** The command {@code annotate} with the real workbench, in a thread of its own. */
final class Served implements AutoCloseable {
  private static final Pattern OWNER = Pattern.compile("owner's page: (\\S+)");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Thread thread;
  private volatile int code = -1;

  /** Serves until it is closed. */
  Served(Path folder, String spec) {
    Surroundings surroundings =
        new Surroundings(
            new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
            new PathRoots(folder, folder, folder.resolve("shared")),
            layers -> Catalog.load(List.of()));
    thread = new Thread(() -> code = Rlhf4j.execute(surroundings, "annotate", spec), "annotate");
    thread.start();
  }

  /** The owner's way in; waits until it serves. */
  String ownerLink() throws InterruptedException {
    for (int i = 0; i < 600 && thread.isAlive(); i++) {
      Matcher link = OWNER.matcher(out.toString());
      if (link.find()) {
        return link.group(1);
      }
      Thread.sleep(50);
    }
    throw new AssertionError("it does not serve: " + out + err);
  }

  /** Opens a link and goes in. */
  static void enter(Page page, String link) {
    page.navigate(link);
    page.locator("#begin").click();
    page.waitForURL(url -> !url.contains("/enter") && !url.endsWith("/own"));
  }

  /** What it wrote so far. */
  String text() {
    return out + "\n" + err;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(20_000);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while it stops", e);
    }
    if (thread.isAlive()) {
      throw new AssertionError("it does not stop");
    }
    if (code < 0) {
      throw new AssertionError("it gave no exit code");
    }
  }
}
