package org.rlhf4j.api.training;

/**
 * What one step of a training found, for the log: a public record in an exported package whose
 * components carry {@link org.rlhf4j.api.plugin.Metric} or are records of that kind themselves,
 * whose numbers stand in the log beside the others.
 */
public interface StepMetrics {

  /** The one or two most telling numbers, for the progress display; short. */
  String brief();
}
