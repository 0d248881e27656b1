package org.rlhf4j.judges.human;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.Option;

/**
 * Where the workbench serves, and what it refuses.
 *
 * @param host the address it is bound to; only this machine reaches the default
 * @param port 0 for any free one
 * @param url what annotators type, where that is another address than host and port, behind a proxy
 *     that adds TLS say
 * @param bodyBytes the largest request, in bytes
 * @param requestsPerMinute of one person, in the long run; bursts of a quarter of it are fine
 */
public record ServerOptions(
    @Option("the address to bind to; 127.0.0.1 is this machine alone") String host,
    @Option(value = "0 for any free one", min = 0, max = 65535) int port,
    @Option("the address that people type where it is another, such as https://label.example.org")
        @Nullable String url,
    @Option(value = "the largest request in bytes", min = 1024, max = 16777216) int bodyBytes,
    @Option(value = "requests of one person", min = 10, max = 1000000) int requestsPerMinute) {

  /** Defaults. */
  public ServerOptions() {
    this("127.0.0.1", 8642, null, 262144, 600);
  }

  /** Checks the address. */
  public ServerOptions {
    if (url != null && !url.matches("https?://[A-Za-z0-9.\\-\\[\\]:]+/?")) {
      throw new IllegalArgumentException(
          "url must be like https://label.example.org, without a path, but is \"" + url + "\"");
    }
  }
}
