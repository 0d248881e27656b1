package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * A measure of the diversity of a set of texts.
 *
 * @param name of its column
 * @param unit of its column
 * @param of the number itself; NaN where it is not defined
 */
record SetMeasure(String name, String unit, ToDoubleBiFunction<List<AnswerText>, NGrams> of) {

  static final String DISTANCE = "n-gram distance";
  static final String EMBEDDING = "embedding distance";
  static final String IDENTICAL = "identical";

  /** Those of the texts alone, in the order of the table. */
  static List<SetMeasure> all(ModeCollapseOptions options) {
    List<SetMeasure> all = new ArrayList<>();
    for (int n = 1; n <= options.distinct(); n++) {
      int length = n;
      all.add(
          new SetMeasure("distinct-" + n, "", (texts, grams) -> Distinct.of(texts, length, grams)));
    }
    all.add(
        new SetMeasure(
            "EAD", "", (texts, grams) -> Distinct.adjusted(texts, options.vocabulary())));
    all.add(new SetMeasure("self-BLEU", "", new SelfBleu(options.bleu())::of));
    all.add(new SetMeasure(DISTANCE, "", TextPairs::distance));
    all.add(new SetMeasure(IDENTICAL, "%", (texts, grams) -> 100 * TextPairs.identical(texts)));
    return List.copyOf(all);
  }
}
