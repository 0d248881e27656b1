package org.rlhf4j.judges.lm.parse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.judges.lm.model.Reply;

/**
 * Reads ratings from 1 to 5 for several aspects of one answer and takes their mean (Cui et al.,
 * "UltraFeedback", arXiv:2310.01377, section 2: the same four aspects, each asked for in a question
 * of its own there). An answer that lacks an aspect has no grade.
 */
final class AspectsParser implements ReplyParser {

  static final List<String> ASPECTS =
      List.of("helpfulness", "honesty", "instruction following", "truthfulness");
  private static final Grades GRADES = new Grades(1, 5);

  @Override
  public Reading read(Reply reply) {
    List<JsonObject> objects =
        JsonObjects.in(reply.text()).stream()
            .filter(o -> JsonObjects.get(o, ASPECTS.get(0)) != null)
            .toList();
    if (objects.size() != 1) {
      return Reading.unusable(
          objects.isEmpty() ? "the reply holds no ratings" : "ratings more than once");
    }
    double sum = 0;
    List<String> words = new ArrayList<>();
    for (String aspect : ASPECTS) {
      Double rating = rating(JsonObjects.get(objects.get(0), aspect));
      if (rating == null) {
        return Reading.unusable("no rating from 1 to 5 for " + aspect);
      }
      sum += rating;
      words.add(aspect + " " + Math.round(rating * 100) / 100.0);
    }
    String reason = JsonObjects.reason(objects.get(0));
    String ratings = String.join(", ", words);
    return new Reading(sum / ASPECTS.size(), reason.isEmpty() ? ratings : ratings + "; " + reason);
  }

  /** A number, or an object with one. */
  private static @Nullable Double rating(@Nullable JsonElement value) {
    JsonElement rating =
        value != null && value.isJsonObject()
            ? JsonObjects.get(value.getAsJsonObject(), "rating")
            : value;
    String word = JsonObjects.word(rating);
    return word == null ? null : GRADES.of(word);
  }
}
