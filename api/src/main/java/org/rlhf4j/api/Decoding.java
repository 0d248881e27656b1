package org.rlhf4j.api;

/**
 * How completions are drawn from a policy. Truncation follows the usual order: temperature, then
 * top-k, then top-p.
 *
 * @param temperature divides the logits, in [0.001, 100]; 0 means greedy
 * @param topK keep only this many most probable tokens; 0 keeps all
 * @param topP keep the smallest set of most probable tokens whose probability reaches this; 1 keeps
 *     all
 * @param maxNewTokens generation stops after this many tokens, end-of-sequence included
 */
public record Decoding(
    @Option(value = "divides the logits, at least 0.001; 0 is greedy", min = 0, max = 100)
        double temperature,
    @Option(value = "keep the k most probable tokens; 0 keeps all", min = 0) int topK,
    @Option(
            value = "keep the most probable tokens up to this total probability; 1 keeps all",
            min = 1e-6,
            max = 1)
        double topP,
    @Option(value = "most tokens to generate, end-of-sequence included", min = 1)
        int maxNewTokens) {

  // Below, logits divided by it leave the range of float32, and the choice is greedy in any case.
  private static final double LEAST_TEMPERATURE = 1e-3;
  private static final double MOST_TEMPERATURE = 100;

  /** Plain sampling: temperature 1, no truncation, at most 64 tokens. */
  public Decoding() {
    this(1.0, 0, 1.0, 64);
  }

  public Decoding {
    require(
        temperature == 0 || (temperature >= LEAST_TEMPERATURE && temperature <= MOST_TEMPERATURE),
        "temperature must be 0 (greedy) or in [0.001, 100], but is " + temperature);
    require(topK >= 0, "topK must be at least 0 (which keeps all tokens), but is " + topK);
    require(topP > 0 && topP <= 1, "topP must be above 0 and at most 1, but is " + topP);
    require(maxNewTokens >= 1, "maxNewTokens must be at least 1, but is " + maxNewTokens);
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Sampling from the untruncated model distribution at this temperature. */
  public static Decoding sampling(double temperature, int maxNewTokens) {
    return new Decoding(temperature, 0, 1.0, maxNewTokens);
  }

  /** Greedy decoding: always the most probable token, the lowest id among equals. */
  public static Decoding greedy(int maxNewTokens) {
    return new Decoding(0.0, 0, 1.0, maxNewTokens);
  }

  /**
   * True when some tokens cannot be drawn, so that the sampling distribution is not the model's
   * own.
   */
  public boolean truncates() {
    return temperature == 0 || topK > 0 || topP < 1;
  }
}
