package org.rlhf4j.workbench.task;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.stream.IntStream;
import org.rlhf4j.workbench.options.ScaleOptions;
import org.rlhf4j.workbench.options.TaskType;
import org.rlhf4j.workbench.options.WorkbenchOptions;

/**
 * What is right, as gold files say it; answers and levels are numbered from 1.
 *
 * <ul>
 *   <li>pairwise: {@code 1}, {@code 2} or {@code "tie"};
 *   <li>ranking: {@code [2, 1, 3]}, the best first;
 *   <li>rating: {@code [{"helpfulness": 4, "presentation": 2}]}, one for each answer;
 *   <li>error-flags: {@code [["repetition"], []]}, one list for each answer.
 * </ul>
 */
final class GoldForms {
  private GoldForms() {}

  /** Makes of it what a page would have sent, and reads that. */
  static Label read(JsonElement gold, TaskType task, WorkbenchOptions options, int answers) {
    JsonObject shown = new JsonObject();
    switch (task) {
      case PAIRWISE -> shown.addProperty("grade", grade(gold));
      case RANKING -> shown.add("order", lowered(list(gold)));
      case RATING -> {
        JsonArray ratings = new JsonArray();
        for (JsonElement answer : list(gold)) {
          ratings.add(levels(answer, options));
        }
        shown.add("ratings", ratings);
      }
      case ERROR_FLAGS -> {
        shown.add("errors", list(gold));
        JsonArray assertive = new JsonArray();
        IntStream.range(0, answers).forEach(a -> assertive.add(0)); // not part of what is right
        shown.add("assertive", assertive);
      }
      case DEMONSTRATION -> throw new BadLabelException("no written answer is the right one");
    }
    int[] order = IntStream.range(0, answers).toArray();
    return new LabelReader(options, task).read(shown, order).label();
  }

  private static int grade(JsonElement gold) {
    return switch (gold instanceof JsonPrimitive p ? p.getAsString() : "") {
      case "1" -> 2;
      case "2" -> -2;
      case "tie" -> 0;
      default -> throw new BadLabelException("1, 2 or \"tie\" is expected, found " + gold);
    };
  }

  private static JsonArray list(JsonElement gold) {
    if (gold instanceof JsonArray array) {
      return array;
    }
    throw new BadLabelException("a list is expected, found " + gold);
  }

  private static JsonArray lowered(JsonArray fromOne) {
    JsonArray fromZero = new JsonArray();
    for (JsonElement number : fromOne) {
      fromZero.add(lowered(number));
    }
    return fromZero;
  }

  private static int lowered(JsonElement number) {
    if (number instanceof JsonPrimitive p
        && p.isNumber()
        && p.getAsString().matches("[0-9]{1,4}")) {
      return p.getAsInt() - 1;
    }
    throw new BadLabelException("a whole number is expected, found " + number);
  }

  private static JsonArray levels(JsonElement answer, WorkbenchOptions options) {
    JsonArray levels = new JsonArray();
    for (ScaleOptions scale : options.scales()) {
      if (!(answer instanceof JsonObject object && object.has(scale.name()))) {
        throw new BadLabelException("\"" + scale.name() + "\" is missing");
      }
      levels.add(lowered(object.get(scale.name())));
    }
    return levels;
  }
}
