package org.rlhf4j.policies;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/** Typed access to a configuration file; every complaint names the file. */
record Fields(JsonObject json, Path file) {

  private static final int SHOWN = 80;

  boolean has(String name) {
    return json.has(name) && !json.get(name).isJsonNull();
  }

  int integer(String name, @Nullable Integer otherwise) {
    if (!has(name)) {
      if (otherwise == null) {
        throw wrong("has no " + name);
      }
      return otherwise;
    }
    double value = number(name, 0);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(name + " is " + shown(name) + ", not a whole number");
    }
    return (int) value;
  }

  /** A number that has two names. */
  int either(String name, String alias, @Nullable Integer otherwise) {
    if (!has(alias)) {
      return integer(name, otherwise);
    }
    int value = integer(alias, null);
    if (has(name) && integer(name, null) != value) {
      throw wrong(
          name
              + " is "
              + shown(name)
              + ", but "
              + alias
              + ", another name for it, is "
              + value
              + "; leave one of them out");
    }
    return value;
  }

  double number(String name, double otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    JsonElement e = json.get(name);
    if (!e.isJsonPrimitive() || !e.getAsJsonPrimitive().isNumber()) {
      throw wrong(name + " is " + shown(name) + ", not a number");
    }
    double value = e.getAsDouble();
    if (!Double.isFinite(value)) {
      throw wrong(name + " is " + shown(name) + ", not a finite number");
    }
    return value;
  }

  boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (json.get(name) instanceof JsonPrimitive p && p.isBoolean()) {
      return p.getAsBoolean();
    }
    throw wrong(name + " is " + shown(name) + ", neither true nor false");
  }

  String text(String name, String otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (json.get(name) instanceof JsonPrimitive p && p.isString()) {
      return p.getAsString();
    }
    throw wrong(name + " is " + shown(name) + ", not a text");
  }

  JsonObject section(String name) {
    if (json.get(name) instanceof JsonObject section) {
      return section;
    }
    throw wrong(name + " is " + shown(name) + ", not an object");
  }

  void require(String name, String... supported) {
    String value = text(name, supported[0]);
    if (!List.of(supported).contains(value)) {
      throw wrong(
          name
              + " \""
              + value
              + "\" is not supported; it can be "
              + Arrays.stream(supported)
                  .map(s -> "\"" + s + "\"")
                  .collect(Collectors.joining(" or ")));
    }
  }

  /** A value as the file has it, cut where it is long. */
  String shown(String name) {
    String text = String.valueOf(json.get(name));
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  UserException wrong(String what) {
    return new UserException(file + ": " + what);
  }
}
