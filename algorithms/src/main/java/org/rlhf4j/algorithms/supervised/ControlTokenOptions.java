package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of training behind control tokens.
 *
 * @param training how it passes over the answers; an example is one answer, so a pair is two
 * @param goodToken stands before preferred answers, and before every answer that is asked for later
 * @param badToken stands before rejected answers
 */
public record ControlTokenOptions(
    @Option("how it passes over the answers, two of each pair") TrainingOptions training,
    @Option("token before preferred answers, and for decoding") String goodToken,
    @Option("token before rejected answers") String badToken) {

  public ControlTokenOptions {
    if (goodToken.isBlank() || badToken.isBlank() || goodToken.equals(badToken)) {
      throw new UserException(
          "goodToken and badToken must be two different texts, got \""
              + goodToken
              + "\" and \""
              + badToken
              + "\"");
    }
  }
}
