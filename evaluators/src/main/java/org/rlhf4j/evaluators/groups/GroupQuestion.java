package org.rlhf4j.evaluators.groups;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.evaluators.choices.Choices;
import org.rlhf4j.evaluators.inputs.Items;

/**
 * A question with ordered options and how groups answer it.
 *
 * @param about which row it is, and what it is about
 * @param choices the options in order
 * @param places of the options, strictly ascending
 * @param groups their distributions
 * @param models distributions of models that others measured; may be empty
 */
record GroupQuestion(
    Items.Item about,
    Choices choices,
    double[] places,
    Map<String, double[]> groups,
    Map<String, double[]> models) {

  static GroupQuestion of(DataRow row) {
    String id = row.has("id") ? row.text("id") : Integer.toString(row.line());
    String text = row.text(row.has("prompt") || !row.has("question") ? "prompt" : "question");
    Choices choices = new Choices(new Prompt(id, text), row.texts("options"));
    int size = choices.choices().size();
    double[] places = new double[size];
    Arrays.setAll(places, i -> i + 1);
    if (row.has("places")) {
      places = numbers("places", JsonParser.parseString(row.json("places")), size);
      for (int i = 1; i < size; i++) {
        if (!(places[i] > places[i - 1])) {
          throw new UserException("\"places\" must ascend, but are " + Arrays.toString(places));
        }
      }
    }
    Map<String, double[]> groups = distributions(row, "groups", size);
    if (groups.isEmpty()) {
      throw new UserException("\"groups\" is empty");
    }
    String same = row.has("id") ? "id \"" + id + "\"" : "\"" + text + "\" " + row.texts("options");
    return new GroupQuestion(
        new Items.Item(row.line(), "file", same, same),
        choices,
        places,
        groups,
        row.has("models") ? distributions(row, "models", size) : Map.of());
  }

  private static Map<String, double[]> distributions(DataRow row, String column, int size) {
    if (!(JsonParser.parseString(row.json(column)) instanceof JsonObject object)) {
      throw new UserException(
          "\"" + column + "\" must be an object of names with a list of numbers each");
    }
    Map<String, double[]> distributions = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      String name = column + "." + entry.getKey();
      double[] weights = numbers(name, entry.getValue(), size);
      double sum = Arrays.stream(weights).sum();
      if (Arrays.stream(weights).anyMatch(w -> w < 0) || !(sum > 0)) {
        throw new UserException(
            "\""
                + name
                + "\" must be shares or counts, none of them negative and not all 0, but is "
                + Arrays.toString(weights));
      }
      distributions.put(entry.getKey(), Arrays.stream(weights).map(w -> w / sum).toArray());
    }
    return distributions;
  }

  private static double[] numbers(String name, JsonElement json, int size) {
    if (!(json instanceof JsonArray array) || array.size() != size) {
      throw new UserException(
          "\"" + name + "\" must be a list of " + size + " numbers, one for each option: " + json);
    }
    double[] numbers = new double[size];
    for (int i = 0; i < size; i++) {
      if (!(array.get(i) instanceof JsonPrimitive p && p.isNumber())
          || !Double.isFinite(array.get(i).getAsDouble())) {
        throw new UserException("\"" + name + "\" has " + array.get(i) + ", which is no number");
      }
      numbers[i] = array.get(i).getAsDouble();
    }
    return numbers;
  }
}
