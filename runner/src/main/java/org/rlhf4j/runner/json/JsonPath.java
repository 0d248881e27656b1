package org.rlhf4j.runner.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Suggestion;

/**
 * A place in a JSON document as people write it: {@code methods[0].options.beta}, or {@code
 * methods[name=dpo].options.beta}, which is the element of that name. An element without a name
 * goes by its id.
 */
public final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile("([^.\\[\\]=]+)((?:\\[(?:[0-9]+|[A-Za-z]+=[^\\]]*)\\])*)");
  private static final Pattern INDEX = Pattern.compile("\\[([^\\]]*)\\]");
  private static final String NAME = "name";

  private final String text;
  private final List<String> steps; // a key, or an index in brackets

  private JsonPath(String text, List<String> steps) {
    this.text = text;
    this.steps = steps;
  }

  /**
   * Reads a path.
   *
   * @throws UserException if it is none
   */
  public static JsonPath parse(String text) {
    List<String> steps = new ArrayList<>();
    for (String part : text.split("\\.(?![^\\[]*\\])", -1)) {
      Matcher m = STEP.matcher(part);
      if (!m.matches()) {
        throw new UserException(
            "\""
                + text
                + "\" is not a path: "
                + (part.isEmpty() ? "a key is empty" : "\"" + part + "\" is not understood")
                + "; a path looks like methods[0].options.beta or methods[name=dpo].options.beta");
      }
      steps.add(m.group(1));
      INDEX.matcher(m.group(2)).results().forEach(index -> steps.add(index.group()));
    }
    return new JsonPath(text, steps);
  }

  /** The path as it was written. */
  public String text() {
    return text;
  }

  /** Its first key. */
  public String root() {
    return steps.get(0);
  }

  /** Its last key; for an element of a list that of the list, with the index. */
  public String last() {
    int i = steps.size() - 1;
    while (steps.get(i).startsWith("[")) {
      i--;
    }
    return String.join("", steps.subList(i, steps.size()));
  }

  /** The name in the last {@code [name=...]} before the last key; null where there is none. */
  public @Nullable String lastName() {
    for (int i = steps.size() - 2; i >= 0; i--) {
      String step = steps.get(i);
      if (step.startsWith("[") && step.contains("=")) {
        return step.substring(step.indexOf('=') + 1, step.length() - 1);
      }
    }
    return null;
  }

  /**
   * Puts a value there. Objects on the way that are missing are made; whether their keys are known
   * is for the reader of the document to say.
   *
   * @param root is changed
   * @return the same place with numbers in all brackets
   * @throws UserException if the way leads into something that is no object or list, or to an
   *     element that is not there; it says what is there
   */
  public String set(JsonObject root, JsonElement value) {
    StringBuilder done = new StringBuilder();
    JsonElement here = root;
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      String step = steps.get(i);
      if (step.startsWith("[")) {
        JsonArray array = array(here, done);
        int index = index(array, step.substring(1, step.length() - 1), done);
        done.append('[').append(index).append(']');
        if (last) {
          array.set(index, value);
        } else {
          here = array.get(index);
        }
        continue;
      }
      JsonObject object = object(here, done);
      done.append(done.length() == 0 ? "" : ".").append(step);
      if (last) {
        object.add(step, value);
      } else {
        boolean objectIsNext = !steps.get(i + 1).startsWith("[");
        boolean absent = !object.has(step) || object.get(step).isJsonNull();
        if (absent && objectIsNext) {
          object.add(step, new JsonObject());
        } else if (absent) {
          String near = Suggestion.among(step, object.keySet()).strip();
          throw problem(done.toString(), "is not there" + (near.isEmpty() ? "" : "; " + near));
        }
        here = object.get(step);
      }
    }
    return done.toString();
  }

  private JsonObject object(JsonElement here, CharSequence done) {
    if (here.isJsonObject()) {
      return here.getAsJsonObject();
    }
    boolean list = here.isJsonArray();
    throw problem(
        done.toString(),
        list
            ? "is a list: choose an element, as in " + done + "[0]" + named(here.getAsJsonArray())
            : "is " + JsonText.line(here) + " and has no parts");
  }

  private JsonArray array(JsonElement here, CharSequence done) {
    if (here.isJsonArray()) {
      return here.getAsJsonArray();
    }
    throw problem(done.toString(), "is no list, so nothing can be chosen with brackets");
  }

  private int index(JsonArray array, String chosen, CharSequence done) {
    int equals = chosen.indexOf('=');
    if (equals < 0) {
      // so many digits are no index of any list
      int index = chosen.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(chosen);
      if (index < array.size()) {
        return index;
      }
      throw problem(
          done.toString(),
          "has "
              + array.size()
              + (array.size() == 1 ? " element" : " elements")
              + ", counted from 0, and no ["
              + chosen
              + "]");
    }
    String key = chosen.substring(0, equals);
    String wanted = chosen.substring(equals + 1);
    int[] found =
        IntStream.range(0, array.size())
            .filter(i -> wanted.equals(nameOf(array.get(i), key)))
            .toArray();
    if (found.length == 1) {
      return found[0];
    }
    List<String> there = names(array, key);
    throw problem(
        done.toString(),
        found.length == 0
            ? "has no element with "
                + chosen
                + "; "
                + Suggestion.among(wanted, there)
                + (there.isEmpty() ? "it is empty" : "there is " + Excerpt.names(there))
            : "has " + found.length + " elements with " + chosen + "; choose by number");
  }

  private static String named(JsonArray array) {
    List<String> there = names(array, NAME);
    return there.isEmpty() ? "" : " or [name=" + there.get(0) + "]";
  }

  private static List<String> names(JsonArray array, String key) {
    List<String> names = new ArrayList<>();
    for (JsonElement element : array) {
      String name = nameOf(element, key);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  private static @Nullable String nameOf(JsonElement element, String key) {
    if (!(element instanceof JsonObject object)) {
      return null;
    }
    JsonElement value = object.get(key);
    if ((value == null || value.isJsonNull()) && key.equals(NAME)) {
      value = object.get("id");
    }
    return value instanceof JsonPrimitive primitive ? primitive.getAsString() : null;
  }

  private UserException problem(String where, String what) {
    return new UserException(text + ": " + (where.isEmpty() ? "the document" : where) + " " + what);
  }
}
