package org.rlhf4j.judges.lm.endpoint;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;

/**
 * Counts what is spent, and refuses what might be too much. Before a request the most that it can
 * cost is set aside; so the limit holds also with many requests under way, of several judges and
 * data sources.
 */
final class Budget {

  private final BudgetOptions limits;
  private long calls;
  private long underWay;
  private double spent;
  private double setAside;
  private long failures;
  private String lastFailure = "";

  private Budget(BudgetOptions limits) {
    this.limits = limits;
  }

  /**
   * The budget of an endpoint: all parts of a spec that name the same URL, key and limits spend
   * from one, in all runs that the program was started for.
   */
  static Budget of(EndpointOptions endpoint, PluginContext context) {
    BudgetOptions limits = endpoint.budget();
    if (!limits.limits()) {
      return new Budget(limits);
    }
    String key =
        String.join(
            " ",
            "lm budget",
            String.valueOf(endpoint.baseUrl()),
            String.valueOf(endpoint.keyVariable()),
            String.valueOf(limits.calls()),
            String.valueOf(limits.money()));
    return context.shared(key, Budget.class, () -> new Budget(limits));
  }

  /**
   * Takes a request out of the budget; waits for requests under way if only what is set aside for
   * them stands against it, and before it says that the budget is spent: what comes of them may be
   * the reason.
   *
   * @param most that it can cost
   * @param store where answers are kept, for messages
   * @throws UserException if that is more than is left
   */
  synchronized void take(double most, String store) throws InterruptedException {
    while (limits.money() > 0 && setAside > 0 && spent + setAside + most > limits.money()) {
      wait();
    }
    while (limits.calls() > 0 && calls >= limits.calls() && underWay > 0) {
      wait();
    }
    if (limits.calls() > 0 && calls >= limits.calls()) {
      throw spent("calls", "all " + limits.calls() + " requests were sent", store);
    }
    if (limits.money() > 0 && spent + setAside + most > limits.money()) {
      throw spent(
          "money",
          String.format(
              Locale.ROOT,
              "%.4g of %.4g is spent, and the next request may cost %.4g",
              spent,
              limits.money(),
              most),
          store);
    }
    calls++;
    underWay++;
    setAside += most;
  }

  /**
   * What a request really cost.
   *
   * @param failure why no answer came of it; null if one did
   */
  synchronized void settle(double most, double cost, @Nullable String failure) {
    if (failure != null) {
      failures++;
      lastFailure = failure;
    }
    underWay--;
    setAside = underWay == 0 ? 0 : setAside - most; // no rounding is left behind
    spent += cost;
    notifyAll();
  }

  private UserException spent(String what, String how, String store) {
    return new UserException(
        "the budget is spent: "
            + how
            + (failures == 0
                ? ""
                : "; " + failures + " of " + calls + " failed, the last with: " + lastFailure)
            + ". All answers so far are kept in "
            + store
            + " and are not asked for again. To go on, resume the run, or start the same spec once"
            + " more, either of which has a budget of its own; or raise \"budget\": {\""
            + what
            + "\": ...} in the spec");
  }
}
