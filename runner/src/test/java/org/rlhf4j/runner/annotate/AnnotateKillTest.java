package org.rlhf4j.runner.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;

/** The real program, killed with SIGKILL while people label: what it said is saved, is. */
@Tag("process")
final class AnnotateKillTest {
  private static final int KILLS = 3;
  private static final int PEOPLE = 4;
  private static final Pattern OWNER = Pattern.compile("owner's page: ([^#\\s]+)(/own#\\S+)");

  @TempDir Path folder;
  private final ConcurrentMap<String, String> acknowledged = new ConcurrentHashMap<>();

  private Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-p",
                System.getProperty("jdk.module.path"),
                "-cp",
                System.getProperty("java.class.path"),
                "--add-modules",
                "ALL-MODULE-PATH",
                "-m",
                "org.rlhf4j.runner/org.rlhf4j.runner.Main",
                "annotate",
                "spec.json"))
        .directory(folder.toFile())
        .redirectError(folder.resolve("err.txt").toFile())
        .start();
  }

  /** Where it serves, and the owner's way in. */
  private Matcher served(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher found = OWNER.matcher(line);
      if (found.find()) {
        return found;
      }
    }
    throw new AssertionError("it does not serve: " + Files.readString(folder.resolve("err.txt")));
  }

  /** What came back. */
  private record Response(int status, String body, String cookie) {
    JsonObject json() {
      assertEquals(200, status, body);
      return Shell.json(body);
    }
  }

  private static Response send(String uri, String cookie, String csrf, String body)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(uri).toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    if (!cookie.isEmpty()) {
      connection.setRequestProperty("Cookie", cookie);
    }
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setRequestProperty("X-CSRF-Token", csrf);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    int status = connection.getResponseCode();
    String given = connection.getHeaderField("Set-Cookie");
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Response(status, text, given == null ? "" : given.split(";", 2)[0]);
    }
  }

  /** Labels until the connection breaks. */
  private void label(String origin, String cookie, Random random) {
    try {
      JsonObject state = send(origin + "/api/state", cookie, "", "").json();
      String csrf = state.getAsJsonObject("settings").get("csrf").getAsString();
      while (state.has("item")) {
        JsonObject item = state.getAsJsonObject("item");
        String body =
            "{\"assignment\": %d, \"millis\": 5, \"shown\": {\"grade\": %d, \"reason\": \"%s\"}}"
                .formatted(
                    item.get("assignment").getAsLong(),
                    random.nextBoolean() ? 2 : -2,
                    "r" + random.nextInt(1_000_000));
        state = send(origin + "/api/label", cookie, csrf, body).json();
        JsonObject sent = Shell.json(body);
        String reason = sent.getAsJsonObject("shown").get("reason").getAsString();
        boolean first = sent.getAsJsonObject("shown").get("grade").getAsInt() > 0;
        boolean inOrder = item.getAsJsonArray("answers").get(0).getAsString().equals("a");
        String better = item.get("prompt").getAsString() + (first == inOrder ? " 1" : " 2");
        acknowledged.put(cookie + " " + item.get("assignment"), better + " " + reason);
      }
    } catch (IOException e) {
      // it was killed
    }
  }

  @Test
  void noAcknowledgedLabelIsLost() throws Exception {
    Shell shell = new Shell(folder, layers -> Catalog.load(List.of()));
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      items.append("{\"prompt\": \"p" + i + "\", \"answers\": [\"a\", \"b\"]}\n");
    }
    shell.write("items.jsonl", items.toString());
    shell.write(
        "spec.json",
        """
        {"name": "killed", "task": "pairwise", "items": "items.jsonl", "overlap": 2,
         "annotators": [{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}],
         "server": {"port": 0, "requestsPerMinute": 1000000}}
        """);
    Random random = new Random(8);
    String[] cookies = new String[PEOPLE];
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start();
      try (BufferedReader output = process.inputReader()) {
        Matcher place = served(output);
        String origin = place.group(1);
        if (kill == 0) {
          enterAll(origin, place.group(2), cookies);
        }
        Thread[] people = new Thread[PEOPLE];
        for (int p = 0; p < PEOPLE; p++) {
          String cookie = cookies[p].replaceAll("^[^=]*", "rlhf4j-" + URI.create(origin).getPort());
          Random own = new Random(random.nextLong());
          people[p] = new Thread(() -> label(origin, cookie, own));
          people[p].start();
        }
        int before = acknowledged.size();
        while (acknowledged.size() < before + 60) {
          Thread.sleep(20);
        }
        Thread.sleep(random.nextInt(150));
        process.destroyForcibly();
        assertEquals(137, process.waitFor());
        for (Thread person : people) {
          person.join();
        }
      }
    }
    assertEquals(0, shell.run("annotate", "spec.json", "--export", "out"), () -> shell.err());
    Map<String, Long> reasons =
        shell.lines("out/labels.jsonl").stream()
            .map(line -> Shell.json(line))
            .collect(
                Collectors.groupingBy(
                    row ->
                        row.get("prompt").getAsString()
                            + " "
                            + row.getAsJsonObject("label").get("better").getAsString()
                            + " "
                            + row.get("reason").getAsString(),
                    Collectors.counting()));
    assertTrue(acknowledged.size() >= 60 * KILLS);
    acknowledged.values().forEach(reason -> assertTrue(reasons.containsKey(reason), reason));
    long labels = reasons.values().stream().mapToLong(n -> n).sum();
    // each kill may have cut off an answer of each annotator after it was saved
    assertTrue(labels <= acknowledged.size() + KILLS * PEOPLE, labels + " labels");
  }

  private void enterAll(String origin, String own, String[] cookies) throws Exception {
    String owner = enter(origin + own);
    JsonObject state = send(origin + "/owner/api/state", owner, "", "").json();
    String csrf = state.get("csrf").getAsString();
    for (int p = 0; p < PEOPLE; p++) {
      String body = "{\"id\": " + (p + 1) + "}";
      JsonObject link = send(origin + "/owner/api/link", owner, csrf, body).json();
      cookies[p] = enter(link.get("link").getAsString());
    }
  }

  /** What the button of the page behind a link does; the cookie of the session. */
  private static String enter(String link) throws IOException {
    String[] parts = link.split("#", 2);
    Response page = send(parts[0], "", "", "");
    String csrf = page.body().replaceAll("(?s).*name=\"csrf\" content=\"([^\"]+)\".*", "$1");
    return send(parts[0], page.cookie(), csrf, "{\"token\": \"" + parts[1] + "\"}").cookie();
  }
}
