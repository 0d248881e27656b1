package org.rlhf4j.judges.human.web;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.human.Desk;
import org.rlhf4j.judges.human.store.Store;

/** A workbench that serves Ada (1) and Ben (2), on a clock of its own. */
final class ServedSite implements AutoCloseable {
  final Desk desk = new Desk();
  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Instant now = Instant.parse("2026-01-01T08:00:00Z");
  private @Nullable Store store;
  private @Nullable WebServer server;

  /** Does not serve yet, so that its desk can be set. */
  ServedSite(Path folder) {
    this.folder = folder;
  }

  void serve() {
    desk.annotators = List.of("Ada", "Ben");
    store = new Store(folder.resolve("labels.sqlite"), desk.setup(), () -> now);
    server = new WebServer(store, "# Hello *you*", folder.resolve("export"), RunLog.silent());
  }

  Store store() {
    return Objects.requireNonNull(store);
  }

  private WebServer server() {
    return Objects.requireNonNull(server);
  }

  int port() {
    return server().port();
  }

  String ownerLink() {
    return server().addresses().get(0).replaceAll(".*(http\\S+)$", "$1");
  }

  String origin() {
    return ownerLink().replaceAll("/own#.*", "");
  }

  /** A browser that has never been here. */
  Client stranger() {
    return new Client(http, origin());
  }

  /** An annotator who came in with a new link. */
  Client annotator(long id) throws IOException, InterruptedException {
    return stranger().enter(link(id));
  }

  /** A new link of an annotator's. */
  String link(long id) {
    return origin() + "/enter#" + store().people().newLink(id);
  }

  /** The owner, who came in. */
  Client owner() throws IOException, InterruptedException {
    return stranger().enter(ownerLink());
  }

  /** Time passes. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Sends bytes as they are; what comes back until the server closes. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** A label of what stands before an annotator. */
  static String label(JsonObject state) {
    return "{\"assignment\": %d, \"millis\": 12, \"shown\": {\"grade\": 1}}"
        .formatted(state.getAsJsonObject("item").get("assignment").getAsLong());
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (store != null) {
      store.close();
    }
  }
}
