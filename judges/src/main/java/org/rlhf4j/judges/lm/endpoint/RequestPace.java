package org.rlhf4j.judges.lm.endpoint;

/** When the next request may begin: at a steady rate, and not while the endpoint wants a pause. */
final class RequestPace {

  private final long interval;
  private long next = System.nanoTime();

  /**
   * A pace.
   *
   * @param perMinute most requests begun in a minute; 0 for no limit
   */
  RequestPace(double perMinute) {
    interval = perMinute == 0 ? 0 : (long) (60e9 / perMinute);
  }

  /** Waits for one's turn. */
  void await(Stop stop) throws InterruptedException {
    long turn;
    synchronized (this) {
      long now = System.nanoTime();
      turn = Math.max(now - next > 0 ? now : next, now);
      next = turn + interval;
    }
    stop.waitUntil(turn);
  }

  /** Lets nobody begin before a time of {@link System#nanoTime}. */
  synchronized void pauseUntil(long nanos) {
    if (nanos - next > 0) {
      next = nanos;
    }
  }
}
