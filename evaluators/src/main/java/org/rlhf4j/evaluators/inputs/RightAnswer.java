package org.rlhf4j.evaluators.inputs;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.DataRow;

/** A right answer that a row knows, by the names that data sources read. */
public final class RightAnswer {
  private static final List<String> COLUMNS = List.of("reference", "answer");

  private RightAnswer() {}

  /** The row's; null where it knows none. */
  public static @Nullable String of(DataRow row) {
    return COLUMNS.stream().filter(row::has).findFirst().map(row::text).orElse(null);
  }
}
