package org.rlhf4j.judges.human.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.human.Desk;
import org.rlhf4j.judges.human.store.People;
import org.rlhf4j.judges.human.store.PrivateFiles;
import org.rlhf4j.judges.human.store.Store;

/** Who gets what over HTTP, and what is refused. */
final class WebServerTest {
  @TempDir Path folder;
  private final Desk desk = new Desk();
  private final HttpClient http = HttpClient.newHttpClient();
  private Instant now = Instant.parse("2026-01-01T08:00:00Z");
  private final InstantSource clock = () -> now;
  private Store store;
  private WebServer server;
  private String origin;
  private String ownerLink;

  private void serve() {
    desk.annotators = List.of("Ada", "Ben");
    store = new Store(folder.resolve("labels.sqlite"), desk.setup(), clock);
    server = new WebServer(store, "# Hello *you*", folder.resolve("export"), RunLog.silent());
    ownerLink = server.addresses().get(0).replaceAll(".*(http\\S+)$", "$1");
    origin = ownerLink.replaceAll("/own#.*", "");
  }

  @AfterEach
  void close() {
    server.close();
    store.close();
  }

  private Client annotator(long id) throws Exception {
    return new Client(http, origin).enter(origin + "/enter#" + store.people().newLink(id));
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
    for (String way : List.of("/own#", "/enter#")) {
      assertEquals(403, stranger.tryToEnter(origin + way + People.secret()).statusCode());
    }
    assertEquals(401, owner().get("/api/state").statusCode(), "the owner labels nothing");
  }

  @Test
  void secretsAreNotOnFile() throws Exception {
    serve();
    String token = store.people().newLink(1);
    Client ada = new Client(http, origin).enter(origin + "/enter#" + token);
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
    return raw(request, URI.create(origin).getPort());
  }

  private static String raw(String request, int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
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

  /** A colleague's link, opened by mistake or by another site, must not log anybody in. */
  @Test
  void openingALinkChangesNothing() throws Exception {
    serve();
    String token = store.people().newLink(1);
    for (String path : List.of("/enter/" + token, "/enter", "/own/x", "/own")) {
      HttpResponse<String> page = new Client(http, origin).get(path);
      assertEquals(200, page.statusCode(), path);
      assertFalse(page.body().contains(token), path);
      String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.matches("rlhf4j-\\d+-door=.*; SameSite=Strict;.*"), cookie);
    }
    HttpRequest.Builder forged =
        HttpRequest.newBuilder(URI.create(origin + "/enter"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + token + "\"}"));
    assertEquals(403, new Client(http, origin).send(forged).statusCode(), "no cookie of the page");
    Client ada = new Client(http, origin).enter(origin + "/enter/" + token); // as old links are
    assertEquals("Ada", ada.state().getAsJsonObject("settings").get("name").getAsString());
  }

  @Test
  void aSessionEndsByLoggingOut() throws Exception {
    serve();
    Client ada = annotator(1);
    ada.state();
    Client owner = owner();
    owner.ownerState();
    for (Client one : List.of(ada, owner)) {
      String path = one == ada ? "/api/" : "/owner/api/";
      HttpResponse<String> left = one.post(path + "leave", "{}");
      assertEquals(200, left.statusCode(), left.body());
      assertTrue(left.headers().firstValue("Set-Cookie").orElseThrow().contains("=; Path=/"));
      assertEquals("\"storage\"", left.headers().firstValue("Clear-Site-Data").orElseThrow());
      HttpResponse<String> after = one.get(path + "state");
      assertEquals(401, after.statusCode());
      assertTrue(after.body().contains("Your session has ended"), after.body());
    }
    assertEquals(200, ada.get("/left").statusCode());
  }

  @Test
  void aSessionEndsWithoutRequestsAndInTheEndWithThem() throws Exception {
    serve();
    Client idle = annotator(1);
    Client busy = annotator(2);
    Client owner = owner();
    for (int hour = 0; hour < 11; hour++) {
      assertEquals(200, busy.get("/api/state").statusCode(), hour + " h");
      assertEquals(200, owner.get("/owner/api/state").statusCode(), hour + " h");
      if (hour != 1) {
        assertEquals(hour == 0 ? 200 : 401, idle.get("/api/state").statusCode(), hour + " h");
      }
      now = now.plus(Duration.ofHours(1));
    }
    now = now.plus(Duration.ofMinutes(61));
    assertEquals(401, busy.get("/api/state").statusCode(), "twelve hours are over");
    assertEquals(401, owner.get("/owner/api/state").statusCode(), "twelve hours are over");
  }

  @Test
  void enteringAgainEndsTheSessionBefore() throws Exception {
    serve();
    Client ada = annotator(1);
    String before = ada.headers();
    ada.enter(origin + "/enter#" + store.people().newLink(2));
    assertEquals(200, ada.get("/api/state").statusCode());
    String cookie = before.replaceAll("(?s)Cookie: (\\S+).*", "$1");
    HttpRequest.Builder old = HttpRequest.newBuilder(URI.create(origin + "/api/state")).GET();
    assertEquals(401, new Client(http, origin).send(old.header("Cookie", cookie)).statusCode());
  }

  @Test
  void namesAreOneLine() throws Exception {
    serve();
    Client owner = owner();
    owner.ownerState();
    for (String name :
        List.of("a\\u0000b", "a\\nb", "a\\rb", "a\\tb", "a\\u2028b", "a\\u202eb", "a\\u0085b")) {
      HttpResponse<String> response =
          owner.post("/owner/api/annotators", "{\"name\": \"" + name + "\", \"role\": \"crowd\"}");
      assertEquals(400, response.statusCode(), name + response.body());
      assertTrue(response.body().contains("has no U+"), response.body());
    }
    HttpResponse<String> none =
        owner.post("/owner/api/annotators", "{\"name\": \" \", \"role\": \"crowd\"}");
    assertEquals(400, none.statusCode());
  }

  @Test
  void errorsNameNoClass() throws Exception {
    serve();
    Client ada = annotator(1);
    ada.state();
    Client owner = owner();
    owner.ownerState();
    Files.writeString(folder.resolve("export"), "in the way");
    ada.act("/api/label", label(ada.state()));
    List<HttpResponse<String>> responses =
        List.of(
            owner.post("/owner/api/export", "{}"),
            owner.post("/owner/api/retire", "{\"id\": 1, \"retired\": \"yes\"}"),
            owner.post("/owner/api/annotators", "{\"name\": 1, \"role\": {}}"),
            owner.post("/owner/api/link", "{\"id\": 999}"),
            ada.post("/api/draft", "{\"assignment\": 1e400, \"shown\": {}}"),
            ada.post("/api/label", "{\"assignment\": 1, \"millis\": -1, \"shown\": {}}"),
            ada.post("/api/groups", "{\"groups\": {\"x\": false}}"),
            ada.post("/api/draft", "{\"a\": \"\\ud800\"}"));
    for (HttpResponse<String> response : responses) {
      assertTrue(response.statusCode() >= 400, response.body());
      assertFalse(
          response.body().matches("(?s).*(Exception|Error\\b|java\\.|\\bat org).*"),
          response.body());
    }
    for (String broken :
        List.of(
            "nonsense\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(9000) + "\r\n\r\n")) {
      String answer = raw(broken.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n"));
      assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
      assertTrue(answer.contains("Content-Security-Policy: default-src 'none'"), answer);
      assertFalse(answer.matches("(?si).*(Exception|jetty|java\\.).*"), answer);
    }
  }

  @Test
  void headersAndBodiesMayNotDripForEver() throws Exception {
    desk.headerSeconds = 1;
    desk.bodySeconds = 1;
    serve();
    Client ada = annotator(1);
    ada.state();
    int port = URI.create(origin).getPort();
    for (String begun :
        List.of(
            "GET / HTTP/1.1\r\nX: ",
            "GET /static/icon.svg HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\n\r\nGET / HTTP/1.1\r\nX: ",
            "POST /api/draft HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\n"
                + ada.headers()
                + "Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
        long start = System.nanoTime();
        assertTrue(drips(socket), "it is closed: " + begun);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(seconds > 0.9 && seconds < 15, seconds + " s");
      }
    }
    assertEquals(200, ada.get("/").statusCode());
  }

  /** Drips until the server ends it; false if it never does. */
  private static boolean drips(Socket socket) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      try {
        socket.getOutputStream().write('a');
        while (socket.getInputStream().available() > 0) {
          socket.getInputStream().read();
        }
      } catch (IOException e) {
        return true;
      }
      Thread.sleep(100);
    }
    return false;
  }

  @Test
  void oneAddressHasSoManyConnections() throws Exception {
    desk.connectionsPerAddress = 5;
    serve();
    int port = URI.create(origin).getPort();
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.getOutputStream().write(icon(port));
      assertTrue(socket.getInputStream().read() > 0, "the server answers");
      sockets.add(socket);
    }
    assertFalse(answers(port), "a sixth one is closed");
    for (Socket socket : sockets) {
      socket.close();
    }
    boolean again = false;
    for (int i = 0; i < 100 && !again; i++) {
      Thread.sleep(50);
      again = answers(port);
    }
    assertTrue(again, "there is room again");
  }

  private static byte[] icon(int port) {
    return ("GET /static/icon.svg HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(icon(port));
      return socket.getInputStream().read() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void filesAreTheirOwnersAlone() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    serve();
    annotator(1).state();
    int files = 0;
    for (String name : List.of("labels.sqlite", "labels.sqlite-wal", "labels.sqlite-shm")) {
      Path file = folder.resolve(name);
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), name);
      files++;
    }
    assertEquals(3, files);
    Path made = folder.resolve("a/b");
    PrivateFiles.makeFolder(made);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
  }

  @Test
  void behindHttpsCookiesAndTransportAreStrict() throws Exception {
    desk.url = "https://label.example.org";
    serve();
    int port = server.port();
    String answer =
        raw("GET /enter HTTP/1.1\r\nHost: label.example.org\r\nConnection: close\r\n\r\n", port);
    assertTrue(answer.contains("Set-Cookie: __Host-rlhf4j-" + port + "-door="), answer);
    assertTrue(answer.contains("; Secure"), answer);
    assertTrue(answer.contains("Strict-Transport-Security: max-age=31536000"), answer);
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
