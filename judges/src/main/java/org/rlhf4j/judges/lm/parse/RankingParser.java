package org.rlhf4j.judges.lm.parse;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.judges.lm.model.Reply;

/**
 * Reads a ranking of both answers, such as {@code {"ranking": [{"answer": "B", "rank": 1},
 * {"answer": "A", "rank": 2}]}}. Equal ranks are a tie. Each answer must stand there once.
 */
final class RankingParser implements ReplyParser {

  private final AnswerNames labels;

  RankingParser(AnswerNames labels) {
    this.labels = labels;
  }

  @Override
  public Reading read(Reply reply) {
    List<JsonObject> objects =
        JsonObjects.in(reply.text()).stream()
            .filter(o -> JsonObjects.get(o, "ranking") instanceof JsonArray)
            .toList();
    if (objects.size() != 1) {
      return Reading.unusable(
          objects.isEmpty() ? "the reply holds no ranking" : "more than one ranking");
    }
    JsonObject object = objects.get(0);
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    JsonElement ranking = Objects.requireNonNull(JsonObjects.get(object, "ranking"));
    for (JsonElement element : ranking.getAsJsonArray()) {
      String answer = word(element, "answer");
      Double rank = rank(word(element, "rank"));
      Double which = answer == null ? null : labels.of(answer);
      if (which == null || which == 0.5 || rank == null) {
        return Reading.unusable("the ranking holds something else: " + element);
      }
      (which == 1 ? first : second).add(rank);
    }
    if (first.size() != 1 || second.size() != 1) {
      return Reading.unusable("the ranking does not hold each answer once");
    }
    // the lower rank is the better one
    double value = 0.5 + 0.5 * Math.signum(second.get(0) - first.get(0));
    return new Reading(value, JsonObjects.reason(object));
  }

  private static @Nullable String word(JsonElement element, String key) {
    return element.isJsonObject()
        ? JsonObjects.word(JsonObjects.get(element.getAsJsonObject(), key))
        : null;
  }

  private static @Nullable Double rank(@Nullable String word) {
    return word == null ? null : new Grades(1, 2).of(word);
  }
}
