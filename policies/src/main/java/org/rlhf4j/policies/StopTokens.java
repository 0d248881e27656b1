package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.rlhf4j.api.UserException;

/** The ids that end a sequence, from {@code generation_config.json} or {@code config.json}. */
final class StopTokens {

  private static final String KEY = "eos_token_id";

  private StopTokens() {}

  /**
   * Those of a folder, the one to train with first. Where both files have some, those of {@code
   * generation_config.json} count, as in transformers; but what stands in the other must be ids
   * too.
   *
   * @param outputs tokens that the model can write: an id must be below
   */
  static Set<Integer> of(Path folder, int outputs) {
    Set<Integer> chosen = new LinkedHashSet<>();
    for (String name : List.of("generation_config.json", "config.json")) {
      Set<Integer> ids = read(folder.resolve(name), outputs);
      if (chosen.isEmpty()) {
        chosen.addAll(ids);
      }
    }
    if (chosen.isEmpty()) {
      throw new UserException(
          folder
              + ": neither generation_config.json nor config.json has an eos_token_id, so no answer"
              + " could ever end; it can be a token id from 0 to "
              + (outputs - 1));
    }
    return chosen;
  }

  private static Set<Integer> read(Path file, int outputs) {
    JsonElement json = ModelJson.readIfThere(file).get(KEY);
    Set<Integer> ids = new LinkedHashSet<>();
    if (json instanceof JsonArray array && !array.isEmpty()) {
      array.forEach(one -> ids.add(id(file, one, outputs)));
    } else if (json != null && !json.isJsonNull()) {
      ids.add(id(file, json, outputs));
    }
    return ids;
  }

  private static int id(Path file, JsonElement json, int outputs) {
    if (json instanceof JsonPrimitive number && number.isNumber()) {
      double id = number.getAsDouble();
      if (id == Math.rint(id) && id >= 0 && id < outputs) {
        return (int) id;
      }
    }
    throw new UserException(
        file
            + ": eos_token_id is "
            + ShardIndex.shown(json.toString())
            + ", not a token id from 0 to "
            + (outputs - 1));
  }
}
