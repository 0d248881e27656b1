package org.rlhf4j.workbench.web;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rlhf4j.workbench.task.StrictJsonText;

/** Somebody's browser, as far as the server can tell. */
public final class Client {
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" content=\"([^\"]+)\"");

  private final HttpClient http;
  private final String origin;
  private String cookie = "";
  private String browser = ""; // the cookie of the way in
  private String csrf = "";

  public Client(HttpClient http, String origin) {
    this.http = http;
    this.origin = origin;
  }

  /** Opens a link, goes in, and keeps the cookie. */
  public Client enter(String link) throws IOException, InterruptedException {
    HttpResponse<String> response = tryToEnter(link);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    cookie = setCookie(response);
    csrf = "";
    return this;
  }

  /** What the button of the page behind a link sends. */
  HttpResponse<String> tryToEnter(String link) throws IOException, InterruptedException {
    URI uri = URI.create(link);
    HttpResponse<String> page = send(HttpRequest.newBuilder(uri).GET());
    Matcher token = CSRF.matcher(page.body());
    if (!token.find()) {
      throw new IllegalStateException(page.statusCode() + " " + page.body());
    }
    String secret =
        uri.getFragment() != null
            ? uri.getFragment()
            : uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
    String way = uri.getPath().startsWith("/own") ? "/own" : "/enter";
    browser = setCookie(page);
    csrf = token.group(1);
    return post(way, "{\"token\": \"" + secret + "\"}");
  }

  private static String setCookie(HttpResponse<String> response) {
    return response.headers().firstValue("Set-Cookie").map(c -> c.split(";", 2)[0]).orElseThrow();
  }

  /** What a request of this browser's brings along, as it travels. */
  String headers() {
    return "Cookie: " + cookie + "\r\nX-CSRF-Token: " + csrf + "\r\n";
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    String cookies =
        Stream.of(cookie, browser).filter(c -> !c.isEmpty()).collect(Collectors.joining("; "));
    if (!cookies.isEmpty()) {
      request.header("Cookie", cookies);
    }
    return http.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(origin + path)).GET());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(origin + path))
            .header("Content-Type", "application/json")
            .header("X-CSRF-Token", csrf)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** The state of an annotator's page; learns the token against forged requests. */
  public JsonObject state() throws IOException, InterruptedException {
    JsonObject state = json(get("/api/state"));
    csrf = state.getAsJsonObject("settings").get("csrf").getAsString();
    return state;
  }

  /** The state of the owner's page. */
  public JsonObject ownerState() throws IOException, InterruptedException {
    JsonObject state = json(get("/owner/api/state"));
    csrf = state.get("csrf").getAsString();
    return state;
  }

  public JsonObject act(String path, String body) throws IOException, InterruptedException {
    return json(post(path, body));
  }

  private static JsonObject json(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return StrictJsonText.object(response.body());
  }
}
