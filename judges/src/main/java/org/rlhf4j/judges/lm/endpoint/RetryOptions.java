package org.rlhf4j.judges.lm.endpoint;

import org.rlhf4j.api.plugin.Option;

/**
 * What is done when an endpoint fails.
 *
 * @param tries most requests for one question
 * @param firstWaitSeconds before the second request; doubled each time, give or take a half
 * @param longestWaitSeconds most that is waited; an endpoint that asks for more stops the run
 * @param failures questions that may stay without an answer before the run stops
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
        int failures) {

  /** Six tries, waits from one second to two minutes, ten failures. */
  public RetryOptions() {
    this(6, 1, 120, 10);
  }
}
