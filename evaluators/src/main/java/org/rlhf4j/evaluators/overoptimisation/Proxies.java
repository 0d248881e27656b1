package org.rlhf4j.evaluators.overoptimisation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which reward the proxy of each curve is. Curves of one proxy share columns and charts; those of
 * different ones never do.
 *
 * @param own identities of the rewards that methods have in the place of the run's, by the methods'
 *     names
 * @param gold identity of the gold reward; null where a file has its scores
 */
record Proxies(Map<String, String> own, @Nullable String gold) {

  /** All curves have the run's own, or that of the file. */
  static final Proxies SAME = new Proxies(Map.of(), null);

  Proxies {
    own = new LinkedHashMap<>(own);
  }

  /**
   * What tells the names of a curve's proxy from those of other proxies: nothing for the run's own,
   * and for another one the first method that has it. Empty where gold itself was optimised, so
   * that there is no proxy.
   */
  Optional<String> suffix(String curve) {
    String identity = own.get(curve);
    if (identity == null) {
      return Optional.of("");
    }
    if (identity.equals(gold)) {
      return Optional.empty();
    }
    return own.entrySet().stream()
        .filter(e -> e.getValue().equals(identity))
        .findFirst()
        .map(e -> " of " + e.getKey());
  }

  /** The curves' names that optimised gold itself. */
  String onGold() {
    return String.join(
        ", ",
        own.entrySet().stream()
            .filter(e -> e.getValue().equals(gold))
            .map(Map.Entry::getKey)
            .toList());
  }
}
