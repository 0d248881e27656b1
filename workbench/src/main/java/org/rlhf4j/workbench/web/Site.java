package org.rlhf4j.workbench.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.workbench.options.ServerOptions;

/**
 * Where people find the pages, and by which names. A request under any other name is refused: a
 * page elsewhere could otherwise have its own name point at this machine and read what is here.
 */
final class Site {
  private final String url;
  private final boolean secure;
  private final boolean anyName;
  private final Set<String> names = new HashSet<>();

  Site(ServerOptions options, InetSocketAddress bound) {
    InetAddress address = bound.getAddress();
    String given = options.url();
    String host = address.isAnyLocalAddress() ? "localhost" : inUrl(options.host());
    this.url =
        given == null ? "http://" + host + ":" + bound.getPort() : given.replaceAll("/$", "");
    this.secure = url.startsWith("https:");
    this.anyName = address.isAnyLocalAddress() && given == null;
    names.add(URI.create(url).getAuthority().toLowerCase(Locale.ROOT));
    names.add(inUrl(options.host()).toLowerCase(Locale.ROOT) + ":" + bound.getPort());
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      names.add("localhost:" + bound.getPort());
      names.add("127.0.0.1:" + bound.getPort());
      names.add("[::1]:" + bound.getPort());
    }
  }

  private static String inUrl(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  String url() {
    return url;
  }

  /** The way in for an annotator; browsers send what follows the # to nobody. */
  String link(String token) {
    return url + "/enter#" + token;
  }

  boolean secure() {
    return secure;
  }

  /** Whether a Host header names this site. */
  boolean knows(@Nullable String host) {
    return host != null && (anyName || names.contains(host.toLowerCase(Locale.ROOT)));
  }

  /** Whether a request that changes something comes from one of our own pages. */
  boolean isOwnOrigin(@Nullable String origin, @Nullable String host) {
    if (origin == null) {
      return true; // no browser; the CSRF token is asked for all the same
    }
    int slashes = origin.indexOf("://");
    String name = slashes < 0 ? "" : origin.substring(slashes + 3).toLowerCase(Locale.ROOT);
    return names.contains(name) || (anyName && host != null && name.equalsIgnoreCase(host));
  }
}
