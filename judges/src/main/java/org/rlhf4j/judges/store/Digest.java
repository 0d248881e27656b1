package org.rlhf4j.judges.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Short names of long contents. */
public final class Digest {

  private Digest() {}

  /**
   * SHA-256 of several texts, in hexadecimal digits. Where one text ends and the next begins
   * counts, and nothing differs from an empty text.
   */
  public static String of(@Nullable String... texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      if (text == null) {
        digest.update((byte) '-');
      } else {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
