package org.rlhf4j.runner.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Suggestion;

/** A JSON file: its value, and where in the file each part of it stands. */
public final class JsonDocument {
  private final String name;
  private final JsonElement root;
  private final Map<String, Position> places;
  private final Map<String, String> assigned;

  private JsonDocument(
      String name, JsonElement root, Map<String, Position> places, Map<String, String> assigned) {
    this.name = name;
    this.root = root;
    this.places = places;
    this.assigned = assigned;
  }

  /**
   * The same with other values at some places.
   *
   * @throws UserException with everything that is wrong with the places
   */
  public JsonDocument with(List<Assignment> assignments) {
    if (assignments.isEmpty() || !(root instanceof JsonObject object)) {
      return this;
    }
    JsonObject changed = object.deepCopy();
    Map<String, String> origins = new HashMap<>(assigned);
    List<String> problems = new ArrayList<>();
    for (Assignment a : assignments) {
      try {
        origins.put(a.path().set(changed, a.value()), a.origin());
      } catch (UserException e) {
        problems.add(
            (a.origin().startsWith("-") ? "" : name + ": ") + a.origin() + " " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new UserException(Excerpt.lines(problems));
    }
    return new JsonDocument(name, changed, places, origins);
  }

  /** The same places with another value. */
  public JsonDocument withRoot(JsonElement other) {
    return new JsonDocument(name, other, places, assigned);
  }

  /** The same without one key of the outermost object. */
  public JsonDocument without(String key) {
    if (!(root instanceof JsonObject object) || !object.has(key)) {
      return this;
    }
    JsonObject changed = object.deepCopy();
    changed.remove(key);
    return new JsonDocument(name, changed, places, assigned);
  }

  /**
   * Reads a file.
   *
   * @throws UserException if there is none, or it is not JSON
   */
  public static JsonDocument read(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder, not a file");
    }
    if (!Files.isRegularFile(file)) {
      String near = Suggestion.file(file).map(f -> "; did you mean " + f + "?").orElse("");
      throw new UserException("there is no file " + file + near);
    }
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new UserException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + UserException.reason(e), e);
    }
  }

  /**
   * Parses a text.
   *
   * @param name names the text in messages
   * @throws UserException if it is not JSON
   */
  public static JsonDocument parse(String name, String text) {
    Map<String, Position> places = new HashMap<>();
    try {
      return new JsonDocument(name, StrictJson.parse(text, places::put), places, Map.of());
    } catch (StrictJson.Malformed e) {
      throw new UserException(
          name + " is not JSON: " + e.position() + ": " + e.getMessage() + excerpt(text, e), e);
    }
  }

  /** The line with a caret below the place. */
  private static String excerpt(String text, StrictJson.Malformed e) {
    String[] lines = text.split("\n", -1);
    Position position = e.position();
    if (position.line() > lines.length) {
      return "";
    }
    String line = lines[position.line() - 1].replace("\r", "");
    int from = Math.max(0, position.column() - 60);
    String part = line.substring(Math.min(from, line.length()), Math.min(line.length(), from + 90));
    String indent =
        part.substring(0, Math.min(part.length(), position.column() - 1 - from))
            .replaceAll("[^\t]", " ");
    return "\n  " + part + "\n  " + indent + "^";
  }

  /** What the file is called in messages. */
  public String name() {
    return name;
  }

  /** The whole value. */
  public JsonElement root() {
    return root;
  }

  /**
   * Where a path stands, in words: in the file, or who gave it from elsewhere. Empty for the whole
   * document.
   */
  public String where(String path) {
    if (!path.isEmpty() && !places.containsKey(path)) {
      // a key that is there only because of a value below it
      for (Map.Entry<String, String> a : assigned.entrySet()) {
        if (a.getKey().startsWith(path + ".") || a.getKey().startsWith(path + "[")) {
          return a.getValue();
        }
      }
    }
    for (String p = path; !p.isEmpty(); p = around(p)) {
      String origin = assigned.get(p);
      if (origin != null) {
        return origin;
      }
      Position position = places.get(p);
      if (position != null) {
        return position.toString();
      }
    }
    return "";
  }

  private static String around(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }

  /** Where a path stands, or the nearest thing around it that has a place; null for the whole. */
  public @Nullable Position position(String path) {
    String p = path;
    while (!p.isEmpty()) {
      Position position = places.get(p);
      if (position != null) {
        return position;
      }
      p = around(p);
    }
    return null;
  }
}
