package org.rlhf4j.judges.human.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.RunLog;
import org.rlhf4j.judges.human.Desk;
import org.rlhf4j.judges.human.store.People;
import org.rlhf4j.judges.human.store.Store;

/** Who gets what over HTTP, and what is refused. */
final class WebServerTest {
  @TempDir Path folder;
  private final Desk desk = new Desk();
  private final HttpClient http = HttpClient.newHttpClient();
  private Store store;
  private WebServer server;
  private String origin;
  private String ownerLink;

  private void serve() {
    desk.annotators = List.of("Ada", "Ben");
    store = new Store(folder.resolve("labels.sqlite"), desk.setup(), InstantSource.system());
    server = new WebServer(store, "# Hello *you*", folder.resolve("export"), RunLog.silent());
    ownerLink = server.addresses().get(0).replaceAll(".*(http\\S+)$", "$1");
    origin = ownerLink.replaceAll("/own/.*", "");
  }

  @AfterEach
  void close() {
    server.close();
    store.close();
  }

  private Client annotator(long id) throws Exception {
    return new Client(http, origin).enter(origin + "/enter/" + store.people().newLink(id));
  }

  private Client owner() throws Exception {
    return new Client(http, origin).enter(ownerLink);
  }

  private static String label(JsonObject state) {
    return "{\"assignment\": %d, \"millis\": 12, \"shown\": {\"grade\": 1}}"
        .formatted(state.getAsJsonObject("item").get("assignment").getAsLong());
  }

  @Test
  void pagesAllowNothingFromElsewhere() throws Exception {
    serve();
    Client ada = annotator(1);
    HttpResponse<String> page = ada.get("/");
    assertEquals(200, page.statusCode());
    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElseThrow());
    assertEquals("no-referrer", page.headers().firstValue("Referrer-Policy").orElseThrow());
    assertTrue(page.body().contains("<h1>Hello <em>you</em></h1>"));
    for (String file : List.of("annotator.js", "owner.js", "common.js", "tasks.js", "icon.svg")) {
      assertEquals(200, ada.get("/static/" + file).statusCode());
    }
    assertEquals(404, ada.get("/static/../owner.html").statusCode());
    for (String name : List.of("/", "/owner")) {
      String text = (name.equals("/") ? ada : owner()).get(name).body();
      assertFalse(text.matches("(?s).*<script[^>]*>[^<].*"), "inline script");
      assertFalse(text.matches("(?s).* (on[a-z]+|style)=.*"), "inline handler or style");
    }
  }

  @Test
  void nobodyElsesPages() throws Exception {
    serve();
    Client stranger = new Client(http, origin);
    Client ada = annotator(1);
    ada.state();
    for (String path : List.of("/", "/api/state", "/owner", "/owner/api/state", "/owner/files/x")) {
      assertEquals(401, stranger.get(path).statusCode(), path);
    }
    for (String path : List.of("/owner", "/owner/api/state", "/owner/files/labels.jsonl")) {
      assertEquals(401, ada.get(path).statusCode(), path);
    }
    assertEquals(401, ada.post("/owner/api/retire", "{\"id\": 2, \"retired\": true}").statusCode());
    assertEquals(403, stranger.get("/own/" + People.secret()).statusCode());
    assertEquals(403, stranger.get("/enter/" + People.secret()).statusCode());
    assertEquals(401, owner().get("/api/state").statusCode(), "the owner labels nothing");
  }

  @Test
  void secretsAreNotOnFile() throws Exception {
    serve();
    String token = store.people().newLink(1);
    Client ada = new Client(http, origin).enter(origin + "/enter/" + token);
    JsonObject state = ada.state();
    ada.act("/api/label", label(state));
    server.close();
    store.close();
    byte[] bytes = Files.readAllBytes(folder.resolve("labels.sqlite"));
    String file = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(file.contains("Ada"));
    assertFalse(file.contains(token));
    assertFalse(file.contains(state.getAsJsonObject("settings").get("csrf").getAsString()));
  }

  @Test
  void forgedRequestsAreRefused() throws Exception {
    serve();
    Client ada = annotator(1);
    String body = label(ada.state());
    Client forged = annotator(1); // the cookie is there, but not the token
    HttpResponse<String> without = forged.post("/api/label", body);
    assertEquals(403, without.statusCode(), without.body());
    HttpRequest.Builder foreign =
        HttpRequest.newBuilder(URI.create(origin + "/api/label"))
            .header("Content-Type", "application/json")
            .header("Origin", "https://evil.example")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    assertEquals(403, ada.send(foreign).statusCode());
    HttpRequest.Builder form =
        HttpRequest.newBuilder(URI.create(origin + "/owner/api/retire"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("id=1"));
    assertEquals(403, owner().send(form).statusCode());
    assertEquals(List.of(), store.given());
  }

  @Test
  void anotherNameOfThisMachineIsRefused() throws Exception {
    serve();
    String answer = raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
  }

  private String raw(String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(origin).getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void largeAndMalformedBodies() throws Exception {
    serve();
    Client ada = annotator(1);
    ada.state();
    String large = "{\"x\": \"" + "y".repeat(desk.bodyBytes) + "\"}";
    assertEquals(413, ada.post("/api/draft", large).statusCode());
    for (String bad :
        List.of(
            "",
            "[]",
            "{",
            "{\"assignment\": \"1\"}",
            "{\"assignment\": 1.5}",
            "{\"assignment\": 1}",
            "{\"assignment\": 1, \"shown\": []}",
            "[".repeat(9_000))) {
      HttpResponse<String> response = ada.post("/api/draft", bad);
      assertEquals(400, response.statusCode(), bad);
      assertTrue(response.body().contains("\"error\""), bad);
    }
    assertEquals(404, ada.post("/api/nothing", "{}").statusCode());
    assertEquals(404, ada.get("/nothing").statusCode());
    HttpRequest.Builder put =
        HttpRequest.newBuilder(URI.create(origin + "/"))
            .PUT(HttpRequest.BodyPublishers.ofString("x"));
    assertEquals(405, ada.send(put).statusCode());
  }

  @Test
  void tooManyRequests() throws Exception {
    desk.requestsPerMinute = 60;
    serve();
    Client stranger = new Client(http, origin);
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      refused += stranger.get("/enter/guess" + i).statusCode() == 429 ? 1 : 0;
    }
    assertTrue(refused >= 20, refused + " of 40 guesses refused");
    AtomicLong nanos = new AtomicLong();
    RateLimit limit = new RateLimit(60, nanos::get);
    int allowed = 0;
    while (limit.allows("a")) {
      allowed++;
    }
    assertEquals(15, allowed);
    assertTrue(limit.allows("b"));
    nanos.addAndGet(2_000_000_001L);
    for (boolean expected : new boolean[] {true, true, false}) {
      assertEquals(expected, limit.allows("a"));
    }
  }

  @Test
  void anItemTellsNothingThatItShouldNot() throws Exception {
    desk.goldQuestions = 3;
    desk.every = 2;
    serve();
    Client ada = annotator(1);
    JsonObject state = ada.state();
    for (int i = 0; i < 4; i++) {
      assertEquals(
          Set.of("assignment", "prompt", "answers", "done", "qualification"),
          state.getAsJsonObject("item").keySet());
      state = ada.act("/api/label", label(state));
    }
  }

  @Test
  void theOwnerManagesPeopleAndExports() throws Exception {
    desk.overlap = 1;
    serve();
    Client owner = owner();
    owner.ownerState();
    String link =
        owner
            .act("/owner/api/annotators", "{\"name\": \"Eve\", \"role\": \"crowd\"}")
            .get("link")
            .getAsString();
    HttpResponse<String> twice =
        owner.post("/owner/api/annotators", "{\"name\": \"Eve\", \"role\": \"crowd\"}");
    assertEquals(400, twice.statusCode());
    assertTrue(twice.body().contains("there is an annotator \\\"Eve\\\" already"), twice.body());
    Client eve = new Client(http, origin).enter(link);
    eve.act("/api/label", label(eve.state()));
    assertEquals(1, progress(owner));
    owner.act("/owner/api/export", "{}");
    assertTrue(owner.get("/owner/files/labels.jsonl").body().contains("annotator-3"));
    assertEquals(404, owner.get("/owner/files/../labels.sqlite").statusCode());
    owner.act("/owner/api/retire", "{\"id\": 3, \"retired\": true}");
    assertEquals(0, progress(owner));
    assertEquals("retired", eve.state().get("phase").getAsString());
    assertEquals(403, eve.post("/api/unmarked", "{}").statusCode());
    owner.act("/owner/api/link", "{\"id\": 3}");
    assertEquals(401, eve.get("/api/state").statusCode(), "the old link is closed");
  }

  private static int progress(Client owner) throws Exception {
    return owner.ownerState().getAsJsonObject("progress").get("labels").getAsInt();
  }

  @Test
  void guidelinesAreNoHtml() {
    String html = Html.ofMarkdown("<script>x</script>\n\n[a](javascript:b) <i>b</i> **c**");
    assertFalse(html.contains("<script"), html);
    assertFalse(html.contains("<i>"), html);
    assertFalse(html.contains("javascript:"), html);
    assertTrue(html.contains("<strong>c</strong>"), html);
    serve(); // so that there is something to close
  }
}
