package org.rlhf4j.judges.human.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.RunLog;
import org.rlhf4j.judges.human.ServerOptions;
import org.rlhf4j.judges.human.WorkbenchOptions;
import org.rlhf4j.judges.human.quality.LiveReport;
import org.rlhf4j.judges.human.store.People;
import org.rlhf4j.judges.human.store.Store;
import org.rlhf4j.judges.human.task.BadLabelException;

/** The workbench on the network. */
public final class WebServer implements AutoCloseable {
  private static final int THREADS = 16;

  /** Nothing from elsewhere, nothing inline, in no frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final HttpServer server;
  private final ExecutorService threads;
  private final Router router;
  private final Site site;
  private final ServerOptions options;
  private final RunLog log;
  private final String ownerToken = People.secret();

  /**
   * Begins to serve.
   *
   * @param guidelines Markdown, or empty
   * @param exports where the owner's exports go
   * @throws UserException if the address is taken, or none of this machine's
   */
  public WebServer(Store store, String guidelines, Path exports, RunLog log) {
    WorkbenchOptions all = store.setup().options();
    this.options = all.server();
    this.log = log;
    // the JDK's server reads these once; without them a slow client holds a thread for ever, and
    // small answers wait for 40 ms
    setDefault("sun.net.httpserver.maxReqTime", "60");
    setDefault("sun.net.httpserver.maxRspTime", "60");
    setDefault("sun.net.httpserver.nodelay", "true");
    this.server = bind(options);
    this.site = new Site(options, server.getAddress());
    LiveReport report = new LiveReport(store);
    this.router =
        new Router(
            store.people(),
            new AnnotatorApi(store),
            new OwnerApi(store, report, exports, site),
            new Pages(all.heading(), guidelines),
            site,
            new Secrets(ownerToken),
            new RateLimit(options.requestsPerMinute(), System::nanoTime),
            server.getAddress().getPort());
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "workbench-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static HttpServer bind(ServerOptions options) {
    String place = options.host() + ":" + options.port();
    try {
      InetAddress address = InetAddress.getByName(options.host());
      return HttpServer.create(new InetSocketAddress(address, options.port()), 256);
    } catch (UnknownHostException e) {
      throw new UserException("server.host: there is no host \"" + options.host() + "\"", e);
    } catch (IOException e) {
      throw new UserException(
          "cannot serve on "
              + place
              + ": "
              + e.getMessage()
              + "; is another workbench running? \"server\": {\"port\": 0} takes any free port",
          e);
    }
  }

  /** Where it is and how the owner gets in. */
  public List<String> addresses() {
    return List.of(
        "owner's page: " + site.url() + "/own/" + ownerToken,
        "  (this link is a new one at each start and lets in whoever has it; annotators get links"
            + " of their own there)",
        "serving on " + site.url() + " until Ctrl-C");
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      Reply reply;
      try {
        reply = router.answer(new Request(exchange, options.bodyBytes()));
      } catch (Refusal e) {
        reply = e.reply();
      } catch (BadLabelException | UserException | IllegalArgumentException e) {
        reply = Reply.error(400, String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        log.note("a request failed: " + e);
        reply = Reply.error(500, "Something went wrong here; nothing was saved. Please try again.");
      }
      send(exchange, reply);
    } catch (IOException e) {
      // the other side went away
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", reply.type());
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    if (reply.status() == 429) {
      headers.set("Retry-After", "5");
    }
    reply.headers().forEach(headers::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(
        reply.status(), head || reply.body().length == 0 ? -1 : reply.body().length);
    if (!head && reply.body().length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(reply.body());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
