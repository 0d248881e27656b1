package org.rlhf4j.runner.run;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.runner.checkpoint.Formats;

/** Has data made that takes long or costs money, now that all else is known to be right. */
final class MadeData {
  private MadeData() {}

  /**
   * Makes what there is to make.
   *
   * @param stages gives a stage by where it is remembered and by its name for people
   */
  static void make(Setup setup, RunFolder folder, BiFunction<String, String, Stage> stages) {
    DataSource demonstrations = setup.toBeMade().get("demonstrations");
    if (demonstrations != null) {
      setup.takeDemonstrations(
          stages
              .apply("data/demonstrations", "demonstrations")
              .once(
                  Formats.DEMONSTRATION.list(),
                  log ->
                      made(setup.spec().data().demonstrations(), demonstrations.demonstrations()),
                  made -> folder.writeLines("data/demonstrations.jsonl", MadeRows.of(made))));
    }
    DataSource preferences = setup.toBeMade().get("preferences");
    if (preferences != null) {
      setup.takePreferences(
          stages
              .apply("data/preferences", "preferences")
              .once(
                  Formats.PREFERENCE.list(),
                  log -> made(setup.spec().data().preferences(), preferences.preferences()),
                  made -> folder.writeLines("preferences/data.jsonl", MadeRows.ofPairs(made))));
    }
  }

  private static <T> List<T> made(@Nullable Part<DataSource> part, List<T> rows) {
    return Returned.allBy(Objects.requireNonNull(part).plugin(), "the data", rows);
  }
}
