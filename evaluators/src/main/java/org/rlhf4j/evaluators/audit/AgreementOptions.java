package org.rlhf4j.evaluators.audit;

import java.util.List;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.agreement.Agreement;
import org.rlhf4j.api.agreement.Level;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code agreement}.
 *
 * @param file labels of people, or of anybody; in the place of judges
 * @param judges who are all asked the same about the run's answers; a pool counts as its members
 * @param baseline the method whose answers all others are compared with, for judges
 * @param sample how many comparisons the judges are asked, drawn at random; 0 for all
 * @param level what the labels of the file are
 * @param resamples of the bootstrap over items
 * @param name of the row in the table
 */
public record AgreementOptions(
    @Option("labels in a file; in the place of judges") LabelsOptions file,
    @Option("judges who are all asked the same; a pool counts as its members")
        List<Part<Judge>> judges,
    @Option("method that all others are compared with, for judges") String baseline,
    @Option(value = "comparisons that judges are asked, at random; 0 for all", min = 0) int sample,
    @Option("what the labels of the file are: nominal, ordinal or interval") Level level,
    @Option(value = "resamples of the bootstrap over items", min = 0, max = 1_000_000)
        int resamples,
    @Option("row of the table") String name) {

  /** Keeps a copy. */
  public AgreementOptions {
    judges = List.copyOf(judges);
    if (sample < 0 || resamples < 0) {
      throw new IllegalArgumentException("sample and resamples are at least 0");
    }
  }

  /** Nothing to measure yet. */
  AgreementOptions() {
    this(
        new LabelsOptions(), List.of(), "sft", 0, Level.NOMINAL, Agreement.RESAMPLES, "annotators");
  }
}
