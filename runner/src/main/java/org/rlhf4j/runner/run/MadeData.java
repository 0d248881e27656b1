package org.rlhf4j.runner.run;

import java.util.function.BiFunction;
import org.rlhf4j.api.DataSource;
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
                  log -> demonstrations.demonstrations(),
                  made -> folder.writeLines("data/demonstrations.jsonl", MadeRows.of(made))));
    }
    DataSource preferences = setup.toBeMade().get("preferences");
    if (preferences != null) {
      setup.takePreferences(
          stages
              .apply("data/preferences", "preferences")
              .once(
                  Formats.PREFERENCE.list(),
                  log -> preferences.preferences(),
                  made -> folder.writeLines("preferences/data.jsonl", MadeRows.ofPairs(made))));
    }
  }
}
