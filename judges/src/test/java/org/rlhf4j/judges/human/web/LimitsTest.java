package org.rlhf4j.judges.human.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too large, too slow or too much. */
final class LimitsTest {
  @TempDir Path folder;
  private ServedSite site;

  @BeforeEach
  void make() {
    site = new ServedSite(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void largeAndMalformedBodies() throws Exception {
    site.serve();
    Client ada = site.annotator(1);
    ada.state();
    String large = "{\"x\": \"" + "y".repeat(site.desk.bodyBytes) + "\"}";
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
        HttpRequest.newBuilder(URI.create(site.origin() + "/"))
            .PUT(HttpRequest.BodyPublishers.ofString("x"));
    assertEquals(405, ada.send(put).statusCode());
  }

  @Test
  void tooManyRequests() throws Exception {
    site.desk.requestsPerMinute = 60;
    site.serve();
    Client stranger = site.stranger();
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
  void namesAreOneLine() throws Exception {
    site.serve();
    Client owner = site.owner();
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
  void headersAndBodiesMayNotDripForEver() throws Exception {
    site.desk.headerSeconds = 1;
    site.desk.bodySeconds = 1;
    site.serve();
    Client ada = site.annotator(1);
    ada.state();
    int port = site.port();
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
    site.desk.connectionsPerAddress = 5;
    site.serve();
    int port = site.port();
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
}
