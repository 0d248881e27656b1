package org.rlhf4j.judges.human.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.judges.human.ServerOptions;
import org.rlhf4j.judges.human.WorkbenchOptions;
import org.rlhf4j.judges.human.quality.LiveReport;
import org.rlhf4j.judges.human.store.People;
import org.rlhf4j.judges.human.store.SessionLimits;
import org.rlhf4j.judges.human.store.Store;

/** The workbench on the network. */
public final class WebServer implements AutoCloseable {
  /** Requests that are worked on at a time, beside two threads that wait for what comes in. */
  private static final int THREADS = 18;

  private static final int HEADER_BYTES = 8192;
  private static final int WAITING_TO_BE_ACCEPTED = 256;
  private static final long SWEEP_MILLIS = 500;

  private final Server server;
  private final ServerConnector connector;
  private final Router router;
  private final Site site;
  private final Lines lines;
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
    ServerOptions options = all.server();
    this.log = log;
    this.lines = new Lines(options, System::nanoTime);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
    threads.setName("workbench");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = connector(options);
    server.addConnector(connector);
    server.setHandler(new Serving());
    server.setErrorHandler(this::broken);
    bind(options);
    try {
      InetAddress address = InetAddress.getByName(options.host());
      this.site = new Site(options, new InetSocketAddress(address, connector.getLocalPort()));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("it was bound to", e);
    }
    SessionLimits limits = SessionLimits.of(options);
    LiveReport report = new LiveReport(store);
    this.router =
        new Router(
            store.people(),
            new AnnotatorApi(store),
            new OwnerApi(store, report, exports, site),
            new Pages(all.heading(), guidelines),
            site,
            new Secrets(ownerToken, store.clock(), limits),
            new RateLimit(options.requestsPerMinute(), System::nanoTime),
            new Cookies(connector.getLocalPort(), site.secure(), limits),
            options.bodyBytes());
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new UserException("the workbench cannot be started: " + e.getMessage(), e);
    }
    sweepLater();
  }

  private ServerConnector connector(ServerOptions options) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    made.setHost(options.host());
    made.setPort(options.port());
    made.setAcceptQueueSize(WAITING_TO_BE_ACCEPTED);
    made.setIdleTimeout(0); // begins anew with each byte, and counts while we work; Lines does not
    made.addBean(lines);
    return made;
  }

  private void bind(ServerOptions options) {
    String place = options.host() + ":" + options.port();
    try {
      if (new InetSocketAddress(options.host(), options.port()).isUnresolved()) {
        throw new UserException("server.host: there is no host \"" + options.host() + "\"");
      }
      connector.open();
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserException(
          "cannot serve on "
              + place
              + ": "
              + cause.getMessage()
              + "; is another workbench running? \"server\": {\"port\": 0} takes any free port",
          e);
    }
  }

  /** Where it is and how the owner gets in. */
  public List<String> addresses() {
    return List.of(
        "owner's page: " + site.url() + "/own#" + ownerToken,
        "  (this link is a new one at each start and lets in whoever has it; annotators get links"
            + " of their own there)",
        "serving on " + site.url() + " until Ctrl-C");
  }

  /** The port that it took. */
  int port() {
    return connector.getLocalPort();
  }

  /** Everything goes to the router. */
  private final class Serving extends Handler.Abstract {
    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request request, Response response, Callback callback) {
      new Exchange(request, response, callback, router, lines, log).begin();
      return true;
    }
  }

  /** What is no HTTP that the server understands. */
  private boolean broken(
      org.eclipse.jetty.server.Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Reply reply =
        Reply.error(status, "This request is not understood (HTTP status " + status + ").");
    HttpFields.Mutable headers = response.getHeaders();
    router.headers(reply).forEach(headers::put);
    response.write(true, ByteBuffer.wrap(reply.body()), callback);
    return true;
  }

  private void sweepLater() {
    connector.getScheduler().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    lines.sweep();
    if (server.isRunning()) {
      sweepLater();
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      log.note("the workbench did not stop as it should: " + e.getMessage());
    }
    connector.close();
  }
}
