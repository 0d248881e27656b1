package org.rlhf4j.judges.human.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages show, and what they are told of errors. */
final class PagesTest {
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
  void pagesAllowNothingFromElsewhere() throws Exception {
    site.serve();
    Client ada = site.annotator(1);
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
      String text = (name.equals("/") ? ada : site.owner()).get(name).body();
      assertFalse(text.matches("(?s).*<script[^>]*>[^<].*"), "inline script");
      assertFalse(text.matches("(?s).* (on[a-z]+|style)=.*"), "inline handler or style");
    }
  }

  @Test
  void anItemTellsNothingThatItShouldNot() throws Exception {
    site.desk.goldQuestions = 3;
    site.desk.every = 2;
    site.serve();
    Client ada = site.annotator(1);
    JsonObject state = ada.state();
    for (int i = 0; i < 4; i++) {
      assertEquals(
          Set.of("assignment", "prompt", "answers", "done", "qualification"),
          state.getAsJsonObject("item").keySet());
      state = ada.act("/api/label", ServedSite.label(state));
    }
  }

  @Test
  void theOwnerManagesPeopleAndExports() throws Exception {
    site.desk.overlap = 1;
    site.serve();
    Client owner = site.owner();
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
    Client eve = site.stranger().enter(link);
    eve.act("/api/label", ServedSite.label(eve.state()));
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
  void errorsNameNoClass() throws Exception {
    site.serve();
    Client ada = site.annotator(1);
    ada.state();
    Client owner = site.owner();
    owner.ownerState();
    Files.writeString(folder.resolve("export"), "in the way");
    ada.act("/api/label", ServedSite.label(ada.state()));
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
      String answer = site.raw(broken.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n"));
      assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
      assertTrue(answer.contains("Content-Security-Policy: default-src 'none'"), answer);
      assertFalse(answer.matches("(?si).*(Exception|jetty|java\\.).*"), answer);
    }
  }

  @Test
  void guidelinesAreNoHtml() {
    String html = Html.ofMarkdown("<script>x</script>\n\n[a](javascript:b) <i>b</i> **c**");
    assertFalse(html.contains("<script"), html);
    assertFalse(html.contains("<i>"), html);
    assertFalse(html.contains("javascript:"), html);
    assertTrue(html.contains("<strong>c</strong>"), html);
  }
}
