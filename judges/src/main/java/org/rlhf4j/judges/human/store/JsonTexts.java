package org.rlhf4j.judges.human.store;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** JSON that we wrote ourselves. */
final class JsonTexts {
  private JsonTexts() {}

  static JsonObject object(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
