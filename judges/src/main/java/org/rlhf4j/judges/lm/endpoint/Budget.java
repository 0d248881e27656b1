package org.rlhf4j.judges.lm.endpoint;

import java.util.Locale;
import org.rlhf4j.api.UserException;

/**
 * Counts what is spent, and refuses what might be too much. Before a request the most that it can
 * cost is set aside; so the limit holds also with many requests under way.
 */
final class Budget {

  private final BudgetOptions limits;
  private final String store;
  private long calls;
  private long underWay;
  private double spent;
  private double setAside;

  /**
   * A budget.
   *
   * @param store where answers are kept, for messages
   */
  Budget(BudgetOptions limits, String store) {
    this.limits = limits;
    this.store = store;
  }

  /**
   * Takes a request out of the budget; waits for requests under way if only what is set aside for
   * them stands against it.
   *
   * @param most that it can cost
   * @throws UserException if that is more than is left
   */
  synchronized void take(double most) throws InterruptedException {
    while (limits.money() > 0 && setAside > 0 && spent + setAside + most > limits.money()) {
      wait();
    }
    if (limits.calls() > 0 && calls >= limits.calls()) {
      throw spent("calls", "all " + limits.calls() + " requests were sent");
    }
    if (limits.money() > 0 && spent + setAside + most > limits.money()) {
      throw spent(
          "money",
          String.format(
              Locale.ROOT,
              "%.4g of %.4g is spent, and the next request may cost %.4g",
              spent,
              limits.money(),
              most));
    }
    calls++;
    underWay++;
    setAside += most;
  }

  /** What a request really cost. */
  synchronized void settle(double most, double cost) {
    underWay--;
    setAside = underWay == 0 ? 0 : setAside - most; // no rounding is left behind
    spent += cost;
    notifyAll();
  }

  synchronized long calls() {
    return calls;
  }

  synchronized double spent() {
    return spent;
  }

  private UserException spent(String what, String how) {
    return new UserException(
        "the budget is spent: "
            + how
            + ". All answers so far are kept in "
            + store
            + " and are not asked for again. To go on, resume the run, or start the same spec once"
            + " more, either of which has a budget of its own; or raise \"budget\": {\""
            + what
            + "\": ...} in the spec");
  }
}
