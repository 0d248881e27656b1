package org.rlhf4j.rewards.onnx;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/**
 * A model with what lies beside it.
 *
 * @param model the {@code .onnx} file
 * @param tokenizer the {@code tokenizer.json}
 * @param config the content of {@code config.json}; empty where there is none
 */
record ModelFiles(Path model, Path tokenizer, JsonObject config) {

  /**
   * Finds them.
   *
   * @param path the model or its folder
   * @param tokenizer the tokenizer or its folder; null to look beside the model
   * @throws UserException if one of them is not there
   */
  static ModelFiles find(Path path, @Nullable Path tokenizer) {
    Path model = Files.isDirectory(path) ? modelIn(path) : path;
    Path folder = model.toAbsolutePath().normalize().getParent();
    if (folder == null) {
      throw new UserException("onnx: " + path + " is no file");
    }
    Path config = beside(folder, "config.json");
    return new ModelFiles(
        model,
        tokenizer == null ? beside(folder, "tokenizer.json") : tokenizerIn(tokenizer),
        Files.exists(config) ? read(config) : new JsonObject());
  }

  private static Path modelIn(Path folder) {
    for (String name : List.of("model.onnx", "onnx/model.onnx")) {
      if (Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    List<Path> models;
    try (Stream<Path> files = Files.list(folder)) {
      models = files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
    } catch (IOException e) {
      throw new UserException("onnx: " + folder + " cannot be read: " + UserException.reason(e), e);
    }
    if (models.size() != 1) {
      throw new UserException(
          "onnx: "
              + folder
              + " has no model.onnx and "
              + (models.isEmpty() ? "no other .onnx file" : "several others: " + models)
              + "; give the file itself as path");
    }
    return models.get(0);
  }

  /** In the model's folder, or else in the one above: exports have models in {@code onnx/}. */
  private static Path beside(Path folder, String name) {
    Path above = folder.resolveSibling(name);
    return !Files.exists(folder.resolve(name)) && Files.exists(above)
        ? above
        : folder.resolve(name);
  }

  private static Path tokenizerIn(Path path) {
    return Files.isDirectory(path) ? path.resolve("tokenizer.json") : path;
  }

  /**
   * Reads a JSON object.
   *
   * @throws UserException if it cannot
   */
  static JsonObject read(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new UserException("onnx: " + file + " cannot be read: " + UserException.reason(e), e);
    } catch (JsonParseException | IllegalStateException e) {
      throw new UserException("onnx: " + file + " is not a JSON object: " + e.getMessage(), e);
    }
  }

  /** The id that pads, where it is known. */
  OptionalLong paddingId() {
    return config.get("pad_token_id") instanceof JsonPrimitive id && id.isNumber()
        ? OptionalLong.of(id.getAsLong())
        : OptionalLong.empty();
  }

  /**
   * Which output is the score.
   *
   * @param label as the user gave it
   * @param outputs how many there are; below 0 where the model does not say
   * @return its number, or -1 where only running the model shows whether it has but one
   * @throws UserException if there is no such label, or several and none was named
   */
  int label(@Nullable String label, int outputs) {
    if (label == null) {
      if (outputs > 1) {
        throw new UserException(
            "onnx: the model has " + outputs + " outputs; give label: one of " + labels(outputs));
      }
      return outputs == 1 ? 0 : -1;
    }
    int number = number(label);
    if (number < 0 || (outputs >= 0 && number >= outputs)) {
      throw new UserException(
          "onnx: there is no label \"" + label + "\"; there is " + labels(outputs));
    }
    return number;
  }

  private int number(String label) {
    for (Map.Entry<String, JsonElement> entry : names().entrySet()) {
      if (entry.getKey().matches("\\d{1,9}")
          && entry.getValue() instanceof JsonPrimitive name
          && name.getAsString().equals(label)) {
        return Integer.parseInt(entry.getKey());
      }
    }
    return label.matches("\\d{1,9}") ? Integer.parseInt(label) : -1;
  }

  private Map<String, JsonElement> names() {
    return config.get("id2label") instanceof JsonObject names ? names.asMap() : Map.of();
  }

  private String labels(int outputs) {
    String numbers = outputs < 0 ? "" : "0 to " + (outputs - 1);
    return names().isEmpty() ? numbers : names() + (numbers.isEmpty() ? "" : ", or " + numbers);
  }
}
