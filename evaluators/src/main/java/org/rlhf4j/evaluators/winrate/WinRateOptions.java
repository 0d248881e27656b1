package org.rlhf4j.evaluators.winrate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code win-rate}.
 *
 * @param judge compares the answers; not needed for {@code annotations}
 * @param baseline name of the method that all others are compared with; null for {@code sft} in a
 *     run, and for the only baseline there is in {@code annotations}
 * @param name the column of the table; the length-controlled column has the same with LC before it
 * @param lengthControlled whether to add the length-controlled rate
 * @param slope what a model's length weight is drawn to, see {@link LengthControl}; AlpacaEval's
 *     own weights have 1.8 on average
 * @param slopePenalty how strongly it is drawn there
 * @param difficulties a file of how hard prompts are, fixed beforehand; null for none
 * @param resamples of the bootstrap
 * @param annotations files of judged pairs in AlpacaEval's form, to be evaluated in the place of
 *     the run's methods
 * @param annotator which one to take where the files have several; null where they have one
 * @param outputs files of answers in AlpacaEval's form, to be judged in the place of the run's
 */
public record WinRateOptions(
    @Option("compares the answers; not needed for annotations") @Nullable Part<Judge> judge,
    @Option(
            "name of the method that all others are compared with; where it is left out sft, or in"
                + " annotations the only one there is")
        @Nullable String baseline,
    @Option("column of the table") String name,
    @Option("whether to add the rate with length controlled for") boolean lengthControlled,
    @Option(
            "what a model's length weight is drawn to: 0 where nothing is known of the judge; 1.8"
                + " is the mean of AlpacaEval's own weights")
        double slope,
    @Option(value = "how strongly a model's length weight is drawn to slope", min = 1e-6)
        double slopePenalty,
    @Option(
            "file of how hard prompts are: index or instruction, and instruction_difficulty, as in"
                + " AlpacaEval's instruction_difficulty.csv; none where it is left out")
        @Nullable String difficulties,
    @Option(value = "resamples of the bootstrap", min = 1) int resamples,
    @Option(
            "files of judged pairs in AlpacaEval's form, evaluated in the place of the run's"
                + " methods: annotations.json, or a table of annotator, model, index, baseline,"
                + " len_baseline, len_model and preference")
        List<String> annotations,
    @Option("which annotator of the annotations, where there are several")
        @Nullable String annotator,
    @Option(
            "files of answers in AlpacaEval's form (instruction, output, generator), judged in the"
                + " place of the run's")
        List<String> outputs) {

  /** Copies the lists. */
  public WinRateOptions {
    annotations = List.copyOf(annotations);
    outputs = List.copyOf(outputs);
  }
}
