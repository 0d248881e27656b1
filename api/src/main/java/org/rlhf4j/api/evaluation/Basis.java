package org.rlhf4j.api.evaluation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;

/**
 * What numbers rest upon. Numbers whose bases differ do not measure the same thing, even where they
 * bear the same name.
 *
 * @param judge the identity of the judge or reward that said so, see {@link
 *     org.rlhf4j.api.plugin.PluginContext#describe}; null where nobody judged
 * @param baseline the name of the method compared with, or null
 * @param prompts how many prompts, and a hash of their texts; or what else was measured on, such as
 *     a file with its hash
 * @param data the identity of the data source that gave the prompts, as {@link
 *     org.rlhf4j.api.plugin.PluginContext#describe} has it, where they are not the run's own
 * @param decoding how the answers were drawn, or null where that is not known
 */
public record Basis(
    @Nullable String judge,
    @Nullable String baseline,
    String prompts,
    @Nullable String data,
    @Nullable Decoding decoding) {

  /**
   * The judge of numbers that come from the run's own reward, which methods optimise. Two runs of
   * the same words need not have the same reward; reports find out.
   */
  public static final String REWARD_OF_THE_RUN = "the reward of the run";

  /** On these prompts, with answers drawn so; judged by nobody, compared with nothing. */
  public static Basis of(List<Prompt> prompts, @Nullable Decoding decoding) {
    MessageDigest digest = sha256();
    for (Prompt prompt : prompts) {
      for (String part : List.of(prompt.id(), prompt.text())) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
    }
    String what = prompts.size() + " prompts, sha256 " + hex(digest);
    return new Basis(null, null, what, null, decoding);
  }

  /**
   * On something else than prompts.
   *
   * @param what in words, such as a file with its hash
   */
  public static Basis of(String what) {
    return new Basis(null, null, what, null, null);
  }

  /**
   * On rows of a data source.
   *
   * @param source its identity
   */
  public static Basis of(int rows, String source) {
    return new Basis(null, null, rows + " rows", source, null);
  }

  /** The same, judged by this one. */
  public Basis judgedBy(String identity) {
    return new Basis(identity, baseline, prompts, data, decoding);
  }

  /** The same, compared with this method. */
  public Basis against(String method) {
    return new Basis(judge, method, prompts, data, decoding);
  }

  /** The same, resting upon this as well, such as constants or those who are ranked together. */
  public Basis resting(String also) {
    return new Basis(judge, baseline, prompts + ", " + also, data, decoding);
  }

  /** The same with answers drawn so. */
  public Basis decoded(Decoding other) {
    return new Basis(judge, baseline, prompts, data, other);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
