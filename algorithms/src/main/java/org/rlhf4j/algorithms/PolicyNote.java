package org.rlhf4j.algorithms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rlhf4j.api.UserException;

/**
 * The file {@code rlhf4j-policy.json} beside a saved model that was only a part of a policy: what
 * the policy did with it. Who loads the folder gets the model alone and is told so.
 */
public final class PolicyNote {

  private static final String FILE = "rlhf4j-policy.json";

  private PolicyNote() {}

  /**
   * Writes it.
   *
   * @param folder of the model
   * @param fields texts and numbers by name, {@code kind} first; {@code note} says in words how to
   *     get the policy's answers from the model
   * @throws UserException if it cannot be written
   */
  public static void write(Path folder, Map<String, ?> fields) {
    String json =
        fields.entrySet().stream()
            .map(e -> "  " + quoted(e.getKey()) + ": " + value(e.getValue()))
            .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    try {
      Files.writeString(folder.resolve(FILE), json);
    } catch (IOException e) {
      throw new UserException(
          folder.resolve(FILE) + " cannot be written: " + UserException.reason(e), e);
    }
  }

  private static String value(Object value) {
    return value instanceof Number ? value.toString() : quoted(value.toString());
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
