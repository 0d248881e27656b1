package org.rlhf4j.policies;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.rlhf4j.api.UserException;

/**
 * The list of weight files of a model folder, {@code model.safetensors.index.json}.
 *
 * <p>A shard is a file in the folder itself: a name that leads elsewhere is refused, for whoever
 * wrote the index does not choose what is read on this machine. A file in the folder may be a link,
 * as in a cache of downloads, where all files are links to blobs: whoever made the link had rights
 * on this machine already.
 */
final class ShardIndex {

  // No separators of any system, no control characters, no leading dot.
  private static final Pattern NAME = Pattern.compile("[\\w][\\w .+@=,-]*\\.safetensors");
  private static final int SHOWN = 80;

  private ShardIndex() {}

  /** The weight files that an index lists. */
  static List<Path> files(Path index) {
    if (!(ModelJson.read(index).get("weight_map") instanceof JsonObject map)) {
      throw new UserException(index + ": has no weight_map that says which file has which tensor");
    }
    Set<String> names = new TreeSet<>();
    for (Map.Entry<String, JsonElement> entry : map.entrySet()) {
      names.add(name(index, entry.getKey(), entry.getValue()));
    }
    if (names.isEmpty()) {
      throw new UserException(index + ": its weight_map is empty");
    }
    for (String name : names) {
      if (!Files.isRegularFile(index.resolveSibling(name))) {
        throw new UserException(index + ": names the shard " + name + ", which is not there");
      }
    }
    return names.stream().map(index::resolveSibling).toList();
  }

  private static String name(Path index, String tensor, JsonElement value) {
    if (!(value instanceof JsonPrimitive name && name.isString())) {
      throw new UserException(
          index
              + ": weight_map names no file for tensor "
              + shown(tensor)
              + ", but has "
              + shown(value.toString()));
    }
    if (!NAME.matcher(name.getAsString()).matches()) {
      throw new UserException(
          index
              + ": weight_map has \""
              + shown(name.getAsString())
              + "\" for tensor "
              + shown(tensor)
              + "; it can only be the name of a file in this folder, such as"
              + " model-00001-of-00002.safetensors");
    }
    return name.getAsString();
  }

  /** One line without control characters. */
  static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
