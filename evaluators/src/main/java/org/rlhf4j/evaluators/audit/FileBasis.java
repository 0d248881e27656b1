package org.rlhf4j.evaluators.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;

/** What numbers from a file rest upon. */
final class FileBasis {

  private FileBasis() {}

  /** The file by its content, so that a moved file is the same and a changed one is not. */
  static Basis of(Path file, String what) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      String name = file.getFileName() + ", sha256 " + HexFormat.of().formatHex(hash, 0, 8);
      return Basis.of(what + " in " + name);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + UserException.reason(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
