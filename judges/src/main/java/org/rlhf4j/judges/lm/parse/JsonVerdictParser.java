package org.rlhf4j.judges.lm.parse;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import org.rlhf4j.judges.lm.model.Reply;

/**
 * Finds a verdict under a key of a JSON object, which may stand among other words. Several objects
 * with that key must say the same.
 */
final class JsonVerdictParser implements ReplyParser {

  private final String key;
  private final Meaning meaning;

  JsonVerdictParser(String key, Meaning meaning) {
    this.key = key;
    this.meaning = meaning;
  }

  @Override
  public Reading read(Reply reply) {
    List<JsonObject> objects =
        JsonObjects.in(reply.text()).stream().filter(o -> JsonObjects.get(o, key) != null).toList();
    if (objects.isEmpty()) {
      return Reading.unusable("the reply holds no JSON object with \"" + key + "\"");
    }
    List<String> words =
        objects.stream()
            .map(o -> Objects.requireNonNullElse(JsonObjects.word(JsonObjects.get(o, key)), ""))
            .distinct()
            .toList();
    Double value = meaning.of(words.get(0));
    if (words.size() > 1) {
      return Reading.unusable("more than one verdict: " + String.join(", ", words));
    }
    return value == null
        ? Reading.unusable("no verdict that is allowed: \"" + words.get(0) + "\"")
        : new Reading(value, JsonObjects.reason(objects.get(0)));
  }
}
