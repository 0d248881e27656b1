package org.rlhf4j.judges.human.quality;

import com.google.gson.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.judges.human.store.Store;

/**
 * The report for the owner's page. It is made anew when labels have changed, but not more often
 * than every two seconds, and by one request at a time; the others get the last one.
 */
public final class LiveReport {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);

  private record Made(JsonObject json, String state, long at) {}

  private final Store store;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Made last;

  /** A report of what is in the store. */
  public LiveReport(Store store) {
    this.store = store;
  }

  /** The report as it is now, or was a moment ago. */
  public JsonObject now() {
    Made made = last;
    if (made != null && (System.nanoTime() - made.at < PAUSE || making.isLocked())) {
      return made.json;
    }
    making.lock();
    try {
      made = last;
      String state = store.state();
      if (made == null || !made.state.equals(state)) {
        made = new Made(new Report(store).json(), state, System.nanoTime());
      } else {
        made = new Made(made.json, state, System.nanoTime());
      }
      last = made;
      return made.json;
    } finally {
      making.unlock();
    }
  }

  /** Makes it anew when it is asked for next: the owner changed something and wants to see it. */
  public void forget() {
    last = null;
  }
}
