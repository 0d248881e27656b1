package org.rlhf4j.workbench.quality;

import com.google.gson.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.workbench.store.LabelStore;

/**
 * The report for the owner's page. It is made anew when labels have changed, but not more often
 * than every two seconds, and by one request at a time; the others get the last one.
 */
public final class LiveReport {
  private static final long LEAST_PAUSE = TimeUnit.SECONDS.toNanos(2);
  private static final int PAUSE_BY_COST = 20;

  private record Made(JsonObject json, String state, long cost, long at) {
    boolean isFresh() {
      return System.nanoTime() - at < Math.max(LEAST_PAUSE, PAUSE_BY_COST * cost);
    }
  }

  private final LabelStore store;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Made last;

  /** A report of what is in the store. */
  public LiveReport(LabelStore store) {
    this.store = store;
  }

  /** The report as it is now, or was a moment ago. */
  public JsonObject now() {
    Made made = last;
    if (made != null && (made.isFresh() || making.isLocked())) {
      return made.json;
    }
    making.lock();
    try {
      made = last;
      if (made != null && made.isFresh()) {
        return made.json; // somebody else just made it
      }
      long start = System.nanoTime();
      String state = store.state();
      boolean same = made != null && made.state.equals(state);
      JsonObject json = made != null && same ? made.json : new QualityReport(store).json();
      long now = System.nanoTime();
      last = new Made(json, state, same ? 0 : now - start, now);
      return json;
    } finally {
      making.unlock();
    }
  }

  /** Makes it anew when it is asked for next: the owner changed something and wants to see it. */
  public void forget() {
    last = null;
  }
}
