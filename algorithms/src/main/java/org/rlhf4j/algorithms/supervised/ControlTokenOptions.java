package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of the methods that tell good from bad answers by a control token.
 *
 * @param training how it passes over the answers; an example is one answer, so a pair is two
 * @param goodToken marks preferred answers, and every answer that is asked for later
 * @param badToken marks rejected answers
 */
public record ControlTokenOptions(
    @Option("how it passes over the answers, two of each pair") TrainingOptions training,
    @Option("token of preferred answers, and for decoding") String goodToken,
    @Option("token of rejected answers") String badToken) {

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
