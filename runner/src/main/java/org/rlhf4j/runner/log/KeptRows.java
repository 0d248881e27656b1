package org.rlhf4j.runner.log;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.checkpoint.DurableFile;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.JsonText;

/**
 * How the rows that an unfinished run keeps are told from damaged ones: their length and SHA-256,
 * written beside the checkpoints before each of them. Rows behind that length are not kept, or not
 * yet.
 */
final class KeptRows {
  private KeptRows() {}

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Takes down what rows there are.
   *
   * @param rows all bytes so far; goes on being updated
   */
  static void write(Path kept, long length, MessageDigest rows) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("bytes", length);
    try {
      json.addProperty("sha256", HexFormat.of().formatHex(((MessageDigest) rows.clone()).digest()));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's SHA-256 can be cloned", e);
    }
    byte[] text = JsonText.pretty(json).getBytes(StandardCharsets.UTF_8);
    DurableFile.write(kept, out -> out.write(text));
  }

  /**
   * Compares, where something was taken down.
   *
   * @throws UserException if the rows are not those that were written
   */
  static void check(Path file, Path kept) {
    if (!Files.exists(kept) || !Files.exists(file)) {
      return;
    }
    if (!(JsonDocument.read(kept).root() instanceof JsonObject json
        && json.get("bytes") instanceof JsonPrimitive bytes
        && json.get("sha256") instanceof JsonPrimitive sum
        && bytes.getAsString().matches("[0-9]{1,18}"))) {
      throw new UserException(kept + " is not what a run writes");
    }
    MessageDigest digest = newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      long left = bytes.getAsLong();
      int n = 1;
      for (; left > 0 && n > 0; left -= Math.max(0, n)) {
        n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        digest.update(buffer, 0, Math.max(0, n));
      }
    } catch (IOException e) {
      throw DurableFile.notRead(file, e);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(sum.getAsString())) {
      throw new UserException(
          file
              + " was changed since the run wrote it (see "
              + kept
              + "); put back what was there, or start a new run");
    }
  }
}
