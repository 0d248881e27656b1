package org.rlhf4j.judges.lm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;

/** Problems of several parts, so that people hear of all of them at once. */
final class Gathered {

  private final List<String> problems = new ArrayList<>();

  /** What is made, or nothing where that tells of a problem. */
  <T> Optional<T> of(Supplier<T> make) {
    try {
      return Optional.of(make.get());
    } catch (UserException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Does something that may tell of a problem. */
  void check(Runnable check) {
    of(
        () -> {
          check.run();
          return true;
        });
  }

  /** Tells all of them. */
  void refuse() {
    if (!problems.isEmpty()) {
      throw new UserException(Excerpt.lines(problems));
    }
  }
}
