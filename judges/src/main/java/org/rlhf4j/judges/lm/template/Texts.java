package org.rlhf4j.judges.lm.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Suggestion;

/** Texts of ours by their names, and those of others by the paths of their files. */
final class Texts {

  private Texts() {}

  /**
   * Reads a text.
   *
   * @param what it is, for messages
   * @param name of one of ours, or the path of a file
   * @param folder of ours among the resources
   * @param ours the names that there are
   * @throws UserException if it is neither
   */
  static String read(
      String what, String name, String folder, List<String> ours, PluginContext context) {
    if (ours.contains(name)) {
      return resource(folder + name + ".txt");
    }
    Path file;
    try {
      file = context.resolve(name);
    } catch (UserException e) {
      throw new UserException(
          what
              + " \""
              + name
              + "\" is neither one of ours nor a file: "
              + Suggestion.among(name, ours)
              + "there is "
              + String.join(", ", ours)
              + "; "
              + e.getMessage(),
          e);
    }
    try {
      String text = Files.readString(file).replace("\r\n", "\n");
      if (text.isBlank()) {
        throw new UserException(what + " " + file + " is empty");
      }
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UserException(what + " " + file + " is no text in UTF-8", e);
    } catch (IOException e) {
      throw new UserException(what + " " + file + " cannot be read: " + UserException.reason(e), e);
    }
  }

  private static String resource(String path) {
    try (InputStream in = Texts.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
