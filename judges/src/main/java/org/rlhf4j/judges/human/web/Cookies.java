package org.rlhf4j.judges.human.web;

import org.rlhf4j.judges.human.store.SessionLimits;

/**
 * Names and attributes of cookies. All ports of a machine share its cookies, so that the port is
 * part of the name; where people come by https the prefix {@code __Host-} binds one to this host.
 */
final class Cookies {
  /** As long as browsers keep any. */
  private static final int DOOR_SECONDS = 400 * 24 * 3600;

  private final String name;
  private final boolean secure;
  private final long seconds;

  Cookies(int port, boolean secure, SessionLimits limits) {
    this.name = (secure ? "__Host-" : "") + "rlhf4j-" + port;
    this.secure = secure;
    this.seconds = limits.most().toSeconds();
  }

  /** Of an annotator's session. */
  String annotator() {
    return name;
  }

  /** Of the owner's session. */
  String owner() {
    return name + "-owner";
  }

  /** Of the page before a session; a browser is known by it again. */
  String door() {
    return name + "-door";
  }

  /** The header that sets one. */
  String set(String cookie, String value) {
    return attributes(cookie, value, cookie.equals(door()) ? DOOR_SECONDS : seconds);
  }

  /** The header that takes one away. */
  String clear(String cookie) {
    return attributes(cookie, "", 0);
  }

  private String attributes(String cookie, String value, long age) {
    return cookie
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite="
        + (cookie.equals(door()) ? "Strict" : "Lax")
        + "; Max-Age="
        + age
        + (secure ? "; Secure" : "");
  }
}
