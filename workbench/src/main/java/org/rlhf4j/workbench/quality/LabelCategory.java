package org.rlhf4j.workbench.quality;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.workbench.task.Label;

/**
 * One thing that a label says, as a category: people agree where they say the same of the same
 * thing.
 *
 * @param kind what is asked: {@link #PREFERENCE}, a scale, an error category
 * @param unit about which answers of the item
 * @param value the category
 */
record LabelCategory(String kind, String unit, int value) {
  /** Which of two answers is better: 1 the first, -1 the second, 0 neither. */
  static final String PREFERENCE = "preference";

  static final String ASSERTIVENESS = "assertiveness";

  static List<LabelCategory> of(Label label) {
    List<LabelCategory> cells = new ArrayList<>();
    if (label instanceof Label.Rating rating) {
      for (int a = 0; a < rating.levels().size(); a++) {
        for (int s = 0; s < rating.scales().size(); s++) {
          cells.add(
              new LabelCategory(rating.scales().get(s), "" + a, rating.levels().get(a).get(s)));
        }
      }
    } else if (label instanceof Label.Errors errors) {
      for (int a = 0; a < errors.errors().size(); a++) {
        for (String category : errors.categories()) {
          int marked = errors.errors().get(a).contains(category) ? 1 : 0;
          cells.add(new LabelCategory(category, "" + a, marked));
        }
        if (!errors.assertive().isEmpty()) {
          cells.add(new LabelCategory(ASSERTIVENESS, "" + a, errors.assertive().get(a)));
        }
      }
    } else {
      label
          .pairs()
          .forEach(
              v ->
                  cells.add(new LabelCategory(PREFERENCE, v.first() + "-" + v.second(), v.sign())));
    }
    return cells;
  }
}
