package org.rlhf4j.workbench.task;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.workbench.options.ScaleOptions;
import org.rlhf4j.workbench.options.TaskType;
import org.rlhf4j.workbench.options.WorkbenchOptions;

/**
 * Reads what a page sent. There answers are numbered from 0 as they were shown; here they get the
 * numbers that they have in the file. Nothing is guessed: what is not complete is refused.
 */
public final class LabelReader {
  /** Longer than anybody writes. */
  private static final int MOST_LETTERS = 100_000;

  private final WorkbenchOptions options;
  private final TaskType task;

  /** For the labels of these options. */
  public LabelReader(WorkbenchOptions options, TaskType task) {
    this.options = options;
    this.task = task;
  }

  /**
   * Reads a label.
   *
   * @param shown as the page sent it
   * @param order the numbers of the answers as they were shown
   * @throws BadLabelException if it is not a whole label of this task
   */
  public Judgement read(JsonObject shown, int[] order) {
    String reason = shown.has("reason") ? text(shown, "reason").strip() : "";
    List<String> flags =
        List.copyOf(shown.has("flags") ? words(shown, "flags", options.flags()) : Set.of());
    return new Judgement(label(shown, order), reason, flags);
  }

  /** The label alone. */
  private Label label(JsonObject shown, int[] order) {
    return switch (task) {
      case PAIRWISE -> pair(shown, order);
      case RANKING -> ranking(shown, order);
      case DEMONSTRATION -> {
        String text = text(shown, "text").strip();
        if (text.isEmpty()) {
          throw new BadLabelException("The answer is empty.");
        }
        yield new Label.Text(text);
      }
      case RATING -> rating(shown, order);
      case ERROR_FLAGS -> errors(shown, order);
    };
  }

  private Label pair(JsonObject shown, int[] order) {
    int grade = whole(shown.get("grade"), -2, 2, "Choose one of the grades.");
    if (grade == 0 && !options.ties()) {
      throw new BadLabelException("Choose one of the answers; there are no ties here.");
    }
    return new Label.Pair(order[0] == 0 ? grade : -grade);
  }

  private static Label ranking(JsonObject shown, int[] order) {
    JsonArray places = array(shown, "order", order.length, "Put all answers in order.");
    List<Integer> bestFirst = new ArrayList<>();
    for (JsonElement place : places) {
      bestFirst.add(order[whole(place, 0, order.length - 1, "There is no such answer.")]);
    }
    if (new HashSet<>(bestFirst).size() != order.length) {
      throw new BadLabelException("Put each answer into the order once.");
    }
    return new Label.Ranking(bestFirst);
  }

  private Label rating(JsonObject shown, int[] order) {
    List<ScaleOptions> scales = options.scales();
    String missing = "Rate every answer on every scale.";
    JsonArray answers = array(shown, "ratings", order.length, missing);
    List<List<Integer>> levels = filled(order.length, List.of());
    for (int d = 0; d < order.length; d++) {
      JsonArray given = array(answers.get(d), scales.size(), missing);
      List<Integer> own = new ArrayList<>();
      for (int s = 0; s < scales.size(); s++) {
        own.add(whole(given.get(s), 0, scales.get(s).levels().size() - 1, missing));
      }
      levels.set(order[d], List.copyOf(own));
    }
    return new Label.Rating(scales.stream().map(ScaleOptions::name).toList(), levels);
  }

  private Label errors(JsonObject shown, int[] order) {
    JsonArray answers = array(shown, "errors", order.length, "Look at every answer.");
    List<Set<String>> found = filled(order.length, Set.of());
    for (int d = 0; d < order.length; d++) {
      found.set(order[d], words(answers.get(d), options.errors()));
    }
    if (options.assertiveness().isEmpty()) {
      return new Label.Errors(options.errors(), found, List.of());
    }
    String missing = "Say of every answer how assertive it sounds.";
    JsonArray given = array(shown, "assertive", order.length, missing);
    List<Integer> assertive = filled(order.length, 0);
    for (int d = 0; d < order.length; d++) {
      int most = options.assertiveness().size() - 1;
      assertive.set(order[d], whole(given.get(d), 0, most, missing));
    }
    return new Label.Errors(options.errors(), found, assertive);
  }

  private static <T> List<T> filled(int size, T with) {
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(with);
    }
    return list;
  }

  private static String text(JsonObject json, String name) {
    if (!(json.get(name) instanceof JsonPrimitive p && p.isString())) {
      throw new BadLabelException("\"" + name + "\" must be a text.");
    }
    String text = p.getAsString();
    if (text.length() > MOST_LETTERS) {
      throw new BadLabelException("At most " + MOST_LETTERS + " letters.");
    }
    return text;
  }

  private static Set<String> words(JsonObject json, String name, List<String> legal) {
    return words(json.get(name), legal);
  }

  private static Set<String> words(@Nullable JsonElement json, List<String> legal) {
    if (!(json instanceof JsonArray array)) {
      throw new BadLabelException("A list of words should stand there.");
    }
    Set<String> words = new LinkedHashSet<>();
    for (JsonElement word : array) {
      if (!(word instanceof JsonPrimitive p && p.isString() && legal.contains(p.getAsString()))) {
        throw new BadLabelException(word + " is none of " + legal + ".");
      }
      words.add(p.getAsString());
    }
    return words;
  }

  private static JsonArray array(JsonObject json, String name, int size, String otherwise) {
    JsonElement there = json.get(name);
    if (there == null) {
      throw new BadLabelException(otherwise);
    }
    return array(there, size, otherwise);
  }

  private static JsonArray array(JsonElement json, int size, String otherwise) {
    if (json instanceof JsonArray array && array.size() == size) {
      return array;
    }
    throw new BadLabelException(otherwise);
  }

  /** A whole number in a range; anything else is refused with this sentence. */
  private static int whole(@Nullable JsonElement json, int least, int most, String otherwise) {
    if (json instanceof JsonPrimitive p
        && p.isNumber()
        && p.getAsString().matches("-?[0-9]{1,4}")) {
      int number = p.getAsInt();
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new BadLabelException(otherwise);
  }
}
