package org.rlhf4j.judges.lm.parse;

import org.jspecify.annotations.Nullable;

/**
 * What a parser found.
 *
 * @param value of a pair the preference for the first answer in [0, 1], of a single answer its
 *     grade; null if nothing usable was found
 * @param reason the model's words about it; where nothing was found, why not
 */
public record Reading(@Nullable Double value, String reason) {

  static Reading unusable(String why) {
    return new Reading(null, why);
  }
}
