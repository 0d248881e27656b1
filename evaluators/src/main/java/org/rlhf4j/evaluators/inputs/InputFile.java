package org.rlhf4j.evaluators.inputs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;

/**
 * The rows of a file, and what it was.
 *
 * @param basis its name, how many rows, and a hash of its bytes
 * @param rows what was made of them
 */
public record InputFile<T>(Basis basis, List<T> rows) {

  public InputFile {
    rows = List.copyOf(rows);
  }

  /** Reads a file; see {@link PluginContext#rows}. */
  public static <T> InputFile<T> read(
      PluginContext context, String path, Function<DataRow, T> parse) {
    List<T> rows = context.rows(path, parse);
    String what = path + ", " + rows.size() + " rows, sha256 " + hash(context, path);
    return new InputFile<>(Basis.of(what), rows);
  }

  private static String hash(PluginContext context, String path) {
    try (InputStream in = Files.newInputStream(context.resolve(path));
        DigestInputStream digest =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest(), 0, 8);
    } catch (IOException e) {
      throw new UserException(path + " cannot be read: " + UserException.reason(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
