package org.rlhf4j.workbench.store;

import java.time.Duration;
import org.rlhf4j.workbench.options.ServerOptions;

/**
 * How long a session lasts.
 *
 * @param idle without a request
 * @param most in all
 */
public record SessionLimits(Duration idle, Duration most) {

  /** Those of a spec. */
  public static SessionLimits of(ServerOptions options) {
    return new SessionLimits(
        Duration.ofMinutes(options.sessionIdleMinutes()),
        Duration.ofMinutes(options.sessionMinutes()));
  }

  /**
   * Whether a session goes on; times are milliseconds since 1970.
   *
   * @param created when it began
   * @param seen when it last asked for something
   */
  public boolean alive(long created, long seen, long now) {
    return now - created < most.toMillis() && now - seen < idle.toMillis();
  }

  /** How old what is kept of the last request may become: a write for every request is too many. */
  long step() {
    return Math.min(60_000, idle.toMillis() / 20);
  }
}
