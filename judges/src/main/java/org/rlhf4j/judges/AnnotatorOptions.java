package org.rlhf4j.judges;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * One annotator of a pool.
 *
 * @param judge what the annotator goes by, such as a language model with a template of its own; a
 *     preference between 0 and 1 is the probability of the label
 * @param name in tables and reasons; empty for its place in the pool
 * @param weight how often it is asked beside the others, above 0
 * @param flip probability in [0, 1] that it names the other answer, beside the flips of the pool
 * @param positionBias probability that it names the first answer, whatever the answers are; below 0
 *     the second
 * @param lengthBias probability that it names the longer answer, counted in code points; below 0
 *     the shorter; of answers of equal length none
 */
public record AnnotatorOptions(
    @Option(value = "what the annotator goes by", required = true) @Nullable Part<Judge> judge,
    @Option("its name in tables; empty for its place in the pool") String name,
    @Option("how often it is asked beside the others, above 0") double weight,
    @Option(value = "probability that it names the other answer", min = 0, max = 1) double flip,
    @Option(
            value = "probability that it names the first answer anyway; below 0 the second",
            min = -1,
            max = 1)
        double positionBias,
    @Option(
            value = "probability that it names the longer answer anyway; below 0 the shorter",
            min = -1,
            max = 1)
        double lengthBias) {

  /** Checks the ranges. */
  public AnnotatorOptions {
    if (!(weight > 0 && weight <= 1e12)) {
      throw new IllegalArgumentException("weight must be above 0 and at most 1e12, got " + weight);
    }
    if (!(flip >= 0 && flip <= 1)) {
      throw new IllegalArgumentException("flip is a probability in [0, 1], got " + flip);
    }
    if (!(Math.abs(positionBias) + Math.abs(lengthBias) <= 1)) {
      throw new IllegalArgumentException(
          "positionBias and lengthBias are probabilities of what excludes each other: without their"
              + " signs they add up to 1 at most, got "
              + positionBias
              + " and "
              + lengthBias);
    }
  }

  /** Without noise or bias. */
  public AnnotatorOptions() {
    this(null, "", 1, 0, 0, 0);
  }
}
