package org.rlhf4j.judges.lm.endpoint;

import org.rlhf4j.api.Option;

/**
 * What is done when an endpoint fails.
 *
 * @param tries most requests for one question
 * @param firstWaitSeconds before the second request; doubled each time, give or take a half
 * @param longestWaitSeconds most that is waited; an endpoint that asks for more stops the run
 * @param failures questions that may stay without an answer before the run stops
 * @param unusable answers at the beginning of which none holds what is asked for before the run
 *     stops; no more are asked at a time until one does; 0 for no limit
 */
public record RetryOptions(
    @Option(value = "most requests for one question", min = 1, max = 100, howOnly = true) int tries,
    @Option(
            value = "before the second request; doubled each time, give or take a half",
            min = 0,
            max = 3600,
            howOnly = true)
        double firstWaitSeconds,
    @Option(
            value = "most that is waited; an endpoint that asks for more stops the run",
            min = 0,
            max = 86_400,
            howOnly = true)
        double longestWaitSeconds,
    @Option(
            value = "questions that may stay without an answer before the run stops",
            min = 0,
            howOnly = true)
        int failures,
    @Option(
            value =
                "answers at the beginning of which none is of use before the run stops; 0: no"
                    + " limit",
            min = 0,
            howOnly = true)
        int unusable) {

  /** Six tries, waits from one second to two minutes, ten failures, eight answers of no use. */
  public RetryOptions() {
    this(6, 1, 120, 10);
  }

  /** With eight answers of no use. */
  public RetryOptions(int tries, double firstWaitSeconds, double longestWaitSeconds, int failures) {
    this(tries, firstWaitSeconds, longestWaitSeconds, failures, 8);
  }
}
