package org.rlhf4j.workbench.web;

import org.eclipse.jetty.io.Connection;
import org.rlhf4j.workbench.options.ServerOptions;

/**
 * One connection, and since when it is in what it does. Every phase in which the other side sets
 * the pace has a limit, however steadily it drips.
 */
final class TimedConnection {
  /** Most seconds between the end of one request and the beginning of the next. */
  private static final int IDLE_SECONDS = 60;

  /** Most seconds that an answer may take to be read. */
  private static final int WRITE_SECONDS = 60;

  /** What a connection does. */
  enum Phase {
    /** Nothing; a request may come. */
    IDLE,
    /** The line and the headers of a request come. */
    HEADERS,
    /** The body of a request comes. */
    BODY,
    /** The answer is made, for which the other side is not to blame. */
    WORK,
    /** The answer goes out. */
    WRITE
  }

  private final Connection connection;
  private final String address;
  private Phase phase = Phase.HEADERS; // whoever connects has something to say
  private long since;
  private long read;

  TimedConnection(Connection connection, String address, long nanos) {
    this.connection = connection;
    this.address = address;
    this.since = nanos;
  }

  /** Of the other side. */
  String address() {
    return address;
  }

  synchronized void enter(Phase next, long nanos) {
    phase = next;
    since = nanos;
    read = connection.getBytesIn();
  }

  /** Whether it has taken longer than it may. */
  synchronized boolean late(ServerOptions options, long nanos) {
    if (phase == Phase.IDLE && connection.getBytesIn() > read) {
      enter(Phase.HEADERS, nanos); // the first bytes of the next request are there
    }
    long limit =
        switch (phase) {
          case IDLE -> IDLE_SECONDS;
          case HEADERS -> options.headerSeconds();
          case BODY -> options.bodySeconds();
          case WORK -> Long.MAX_VALUE / 2_000_000_000L;
          case WRITE -> WRITE_SECONDS;
        };
    return nanos - since > limit * 1_000_000_000L;
  }
}
