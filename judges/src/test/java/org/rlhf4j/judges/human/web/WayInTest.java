package org.rlhf4j.judges.human.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.judges.human.store.People;
import org.rlhf4j.judges.human.store.PrivateFiles;

/** How people come in, stay and leave, and who may not. */
final class WayInTest {
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
  void nobodyElsesPages() throws Exception {
    site.serve();
    Client stranger = site.stranger();
    Client ada = site.annotator(1);
    ada.state();
    for (String path : List.of("/", "/api/state", "/owner", "/owner/api/state", "/owner/files/x")) {
      assertEquals(401, stranger.get(path).statusCode(), path);
    }
    for (String path : List.of("/owner", "/owner/api/state", "/owner/files/labels.jsonl")) {
      assertEquals(401, ada.get(path).statusCode(), path);
    }
    assertEquals(401, ada.post("/owner/api/retire", "{\"id\": 2, \"retired\": true}").statusCode());
    for (String way : List.of("/own#", "/enter#")) {
      assertEquals(403, stranger.tryToEnter(site.origin() + way + People.secret()).statusCode());
    }
    assertEquals(401, site.owner().get("/api/state").statusCode(), "the owner labels nothing");
  }

  @Test
  void secretsAreNotOnFile() throws Exception {
    site.serve();
    String token = site.store().people().newLink(1);
    Client ada = site.stranger().enter(site.origin() + "/enter#" + token);
    JsonObject state = ada.state();
    ada.act("/api/label", ServedSite.label(state));
    site.close();
    byte[] bytes = Files.readAllBytes(folder.resolve("labels.sqlite"));
    String file = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(file.contains("Ada"));
    assertFalse(file.contains(token));
    assertFalse(file.contains(state.getAsJsonObject("settings").get("csrf").getAsString()));
  }

  @Test
  void forgedRequestsAreRefused() throws Exception {
    site.serve();
    Client ada = site.annotator(1);
    String body = ServedSite.label(ada.state());
    Client forged = site.annotator(1); // the cookie is there, but not the token
    HttpResponse<String> without = forged.post("/api/label", body);
    assertEquals(403, without.statusCode(), without.body());
    HttpRequest.Builder foreign =
        HttpRequest.newBuilder(URI.create(site.origin() + "/api/label"))
            .header("Content-Type", "application/json")
            .header("Origin", "https://evil.example")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    assertEquals(403, ada.send(foreign).statusCode());
    HttpRequest.Builder form =
        HttpRequest.newBuilder(URI.create(site.origin() + "/owner/api/retire"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("id=1"));
    assertEquals(403, site.owner().send(form).statusCode());
    assertEquals(List.of(), site.store().given());
  }

  @Test
  void anotherNameOfThisMachineIsRefused() throws Exception {
    site.serve();
    String answer = site.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 421"), answer);
  }

  /** A colleague's link, opened by mistake or by another site, must not log anybody in. */
  @Test
  void openingALinkChangesNothing() throws Exception {
    site.serve();
    String token = site.store().people().newLink(1);
    for (String path : List.of("/enter/" + token, "/enter", "/own/x", "/own")) {
      HttpResponse<String> page = site.stranger().get(path);
      assertEquals(200, page.statusCode(), path);
      assertFalse(page.body().contains(token), path);
      String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.matches("rlhf4j-\\d+-door=.*; SameSite=Strict;.*"), cookie);
    }
    HttpRequest.Builder forged =
        HttpRequest.newBuilder(URI.create(site.origin() + "/enter"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + token + "\"}"));
    assertEquals(403, site.stranger().send(forged).statusCode(), "no cookie of the page");
    Client ada = site.stranger().enter(site.origin() + "/enter/" + token); // as old links are
    assertEquals("Ada", ada.state().getAsJsonObject("settings").get("name").getAsString());
  }

  @Test
  void aSessionEndsByLoggingOut() throws Exception {
    site.serve();
    Client ada = site.annotator(1);
    ada.state();
    Client owner = site.owner();
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
    site.serve();
    Client idle = site.annotator(1);
    Client busy = site.annotator(2);
    Client owner = site.owner();
    for (int hour = 0; hour < 11; hour++) {
      assertEquals(200, busy.get("/api/state").statusCode(), hour + " h");
      assertEquals(200, owner.get("/owner/api/state").statusCode(), hour + " h");
      if (hour != 1) {
        assertEquals(hour == 0 ? 200 : 401, idle.get("/api/state").statusCode(), hour + " h");
      }
      site.pass(Duration.ofHours(1));
    }
    site.pass(Duration.ofMinutes(61));
    assertEquals(401, busy.get("/api/state").statusCode(), "twelve hours are over");
    assertEquals(401, owner.get("/owner/api/state").statusCode(), "twelve hours are over");
  }

  @Test
  void enteringAgainEndsTheSessionBefore() throws Exception {
    site.serve();
    Client ada = site.annotator(1);
    String before = ada.headers();
    ada.enter(site.origin() + "/enter#" + site.store().people().newLink(2));
    assertEquals(200, ada.get("/api/state").statusCode());
    String cookie = before.replaceAll("(?s)Cookie: (\\S+).*", "$1");
    HttpRequest.Builder old =
        HttpRequest.newBuilder(URI.create(site.origin() + "/api/state")).GET();
    assertEquals(401, site.stranger().send(old.header("Cookie", cookie)).statusCode());
  }

  /**
   * A link went through mail and through the owner's hands, so it must not be all that it takes.
   */
  @Test
  void aUsedLinkWorksInItsBrowserAlone() throws Exception {
    site.serve();
    String link = site.link(1);
    Client ada = site.stranger().enter(link);
    ada.state();
    assertEquals(200, ada.post("/api/leave", "{}").statusCode());
    HttpResponse<String> refused = site.stranger().tryToEnter(link);
    assertEquals(403, refused.statusCode(), "in another browser");
    assertTrue(refused.body().contains("used in another one first"), refused.body());
    assertEquals(
        "Ada", ada.enter(link).state().getAsJsonObject("settings").get("name").getAsString());
    Client phone = site.stranger().enter(site.link(1));
    assertEquals(200, phone.get("/api/state").statusCode(), "a new link works once more");
    assertEquals(403, ada.tryToEnter(link).statusCode(), "which closed the old one");
  }

  @Test
  void behindHttpsCookiesAndTransportAreStrict() throws Exception {
    site.desk.url = "https://label.example.org";
    site.serve();
    int port = site.port();
    String answer =
        site.raw("GET /enter HTTP/1.1\r\nHost: label.example.org\r\nConnection: close\r\n\r\n");
    assertTrue(answer.contains("Set-Cookie: __Host-rlhf4j-" + port + "-door="), answer);
    assertTrue(answer.contains("; Secure"), answer);
    assertTrue(answer.contains("Strict-Transport-Security: max-age=31536000"), answer);
  }

  @Test
  void filesAreTheirOwnersAlone() throws Exception {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    site.serve();
    site.annotator(1).state();
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
}
