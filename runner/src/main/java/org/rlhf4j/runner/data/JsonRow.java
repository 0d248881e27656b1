package org.rlhf4j.runner.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataRow;

/** A row of {@link RowsFile}. */
record JsonRow(int line, JsonObject json) implements DataRow {

  @Override
  public List<String> columns() {
    return List.copyOf(json.keySet());
  }

  @Override
  public boolean has(String column) {
    JsonElement value = json.get(column);
    return value != null
        && !value.isJsonNull()
        && !(value instanceof JsonPrimitive text
            && text.isString()
            && text.getAsString().isEmpty());
  }

  @Override
  public String text(String column) {
    JsonElement value = value(column);
    if (value instanceof JsonPrimitive text) {
      return text.getAsString();
    }
    throw new UserException("\"" + column + "\" is not a text");
  }

  @Override
  public double number(String column) {
    String text = has(column) ? text(column) : value(column).toString();
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException("\"" + column + "\" is not a finite number: " + Excerpt.value(text));
  }

  @Override
  public int integer(String column) {
    double number = number(column);
    if (number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE) {
      return (int) number;
    }
    throw new UserException(
        "\"" + column + "\" is not a whole number: " + Excerpt.value(text(column)));
  }

  @Override
  public List<String> texts(String column) {
    if (!(value(column) instanceof JsonArray array)) {
      throw new UserException("\"" + column + "\" is not a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonElement element : array) {
      if (!(element instanceof JsonPrimitive text && text.isString())) {
        throw new UserException("\"" + column + "\" has an element that is not a text");
      }
      texts.add(text.getAsString());
    }
    return texts;
  }

  @Override
  public String json(String column) {
    return value(column).toString();
  }

  private JsonElement value(String column) {
    @Nullable JsonElement value = json.get(column);
    if (value == null || value.isJsonNull()) {
      throw new UserException(Row.missing(column, json));
    }
    return value;
  }
}
