package org.rlhf4j.judges.human;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;

/**
 * Where the workbench serves, and what it refuses.
 *
 * @param host the address it is bound to; only this machine reaches the default
 * @param port 0 for any free one
 * @param url what annotators type, where that is another address than host and port, behind a proxy
 *     that adds TLS say
 * @param bodyBytes the largest request, in bytes
 * @param requestsPerMinute of one person, in the long run; bursts of a quarter of it are fine
 * @param connections most that are open at a time
 * @param connectionsPerAddress most that one address has open; behind a proxy all come from its
 *     address
 * @param headerSeconds most that the line and the headers of a request may take to come
 * @param bodySeconds most that the body of a request may take to come
 * @param sessionIdleMinutes after which a session that asked for nothing has ended
 * @param sessionMinutes after which every session has ended, in use or not
 */
public record ServerOptions(
    @Option("the address to bind to; 127.0.0.1 is this machine alone") String host,
    @Option(value = "0 for any free one", min = 0, max = 65535) int port,
    @Option("the address that people type where it is another, such as https://label.example.org")
        @Nullable String url,
    @Option(value = "the largest request in bytes", min = 1024, max = 16777216) int bodyBytes,
    @Option(value = "requests of one person", min = 10, max = 1000000) int requestsPerMinute,
    @Option(value = "most connections at a time", min = 1, max = 100000) int connections,
    @Option(
            value = "most connections of one address; behind a proxy all come from its address",
            min = 1,
            max = 100000)
        int connectionsPerAddress,
    @Option(value = "seconds for the headers of a request to come", min = 1, max = 600)
        int headerSeconds,
    @Option(value = "seconds for the body of a request to come", min = 1, max = 600)
        int bodySeconds,
    @Option(
            value = "minutes without a request after which a session has ended",
            min = 1,
            max = 43200)
        int sessionIdleMinutes,
    @Option(value = "minutes after which a session has ended, in use or not", min = 1, max = 43200)
        int sessionMinutes) {

  /** Defaults: this machine alone; two hours without a request and twelve in all end a session. */
  public ServerOptions() {
    this("127.0.0.1", 8642, null, 262144, 600, 2000, 600, 10, 30, 120, 720);
  }

  /** Checks the address. */
  public ServerOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "host must be an address of this machine, such as \"127.0.0.1\", but is blank");
    }
    if (url != null && !isSite(url)) {
      throw new IllegalArgumentException(
          "url must be like https://label.example.org, without a path, but is \"" + url + "\"");
    }
    if (sessionIdleMinutes > sessionMinutes) {
      throw new IllegalArgumentException(
          "sessionIdleMinutes must be at most sessionMinutes, which is "
              + sessionMinutes
              + ", but is "
              + sessionIdleMinutes);
    }
  }

  private static boolean isSite(String url) {
    if (!url.matches("https?://[A-Za-z0-9.\\-\\[\\]:]+/?")) {
      return false;
    }
    try {
      return URI.create(url).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false; // brackets or colons where none may be
    }
  }
}
