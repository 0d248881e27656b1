package org.rlhf4j.evaluators.audit;

import java.util.List;
import org.rlhf4j.api.Option;

/**
 * A file of pairs of answers, with what people say of them, or what a judge said, or both.
 *
 * @param path JSON Lines, a JSON array, CSV or TSV
 * @param prompt the column of the question; empty where there are no texts
 * @param input the column of what belongs to the question, put below it; empty for none
 * @param first the column of the first answer; empty where there are no texts
 * @param second the column of the second answer; empty where there are no texts
 * @param labels columns of what people say, of which the most frequent label counts; empty for none
 * @param subset columns whose values name the subset; empty for none. Where recorded subsets are
 *     about the same items and {@code judge} is empty, they tell who judged: each gets a row
 * @param judge columns whose values name who judged, where the file holds what several said: each
 *     gets a row of its own; empty where there is one
 * @param item columns whose values say what a row is about: rows on one item are no independent
 *     observations; empty where texts say so, or each row is an item of its own
 * @param verdict the column of what the judge said of the answers in this order
 * @param swapped the column of what it said when they were shown the other way round, about the
 *     same answers: the label of the first answer still means the first one of the row
 * @param preference in the place of verdict a column of numbers from 1 (first is better) to 2
 * @param firstLabel what stands for the first answer in labels and verdicts
 * @param secondLabel what stands for the second
 * @param tieLabel what stands for neither; empty if nothing does
 */
public record PairsOptions(
    @Option("a file of pairs") String path,
    @Option("column of the question; empty where there are no texts") String prompt,
    @Option("column of what belongs to the question; empty for none") String input,
    @Option("column of the first answer; empty where there are no texts") String first,
    @Option("column of the second answer; empty where there are no texts") String second,
    @Option("columns of what people say; the most frequent label counts") List<String> labels,
    @Option("columns whose values name the subset") List<String> subset,
    @Option("columns whose values name who judged; each gets a row of its own") List<String> judge,
    @Option(
            "columns whose values say what a row is about, where several rows are about one item;"
                + " texts say so themselves")
        List<String> item,
    @Option("column of a recorded verdict; empty where a judge is asked") String verdict,
    @Option("column of a recorded verdict of the other order, about the same answers")
        String swapped,
    @Option("column of recorded preferences in [1, 2], in the place of verdict") String preference,
    @Option("what stands for the first answer") String firstLabel,
    @Option("what stands for the second answer") String secondLabel,
    @Option("what stands for neither; empty if nothing does") String tieLabel) {

  /** Keeps copies. */
  public PairsOptions {
    labels = List.copyOf(labels);
    subset = List.copyOf(subset);
    judge = List.copyOf(judge);
    item = List.copyOf(item);
    if (firstLabel.isEmpty() || firstLabel.equals(secondLabel) || secondLabel.isEmpty()) {
      throw new IllegalArgumentException(
          "firstLabel and secondLabel are two different words, got \""
              + firstLabel
              + "\" and \""
              + secondLabel
              + "\"");
    }
  }

  /** The names of AlpacaEval's annotations. */
  public PairsOptions() {
    this(
        "",
        "instruction",
        "",
        "output_1",
        "output_2",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "",
        "",
        "",
        "1",
        "2",
        "0");
  }

  /** Whether the file holds texts. */
  boolean hasTexts() {
    return !first.isEmpty() && !second.isEmpty();
  }

  /** Whether the file says which rows are about one item: by texts, or by columns. */
  boolean knowsItems() {
    return hasTexts() || !item.isEmpty();
  }

  /** Whether the file holds what a judge said. */
  boolean isRecorded() {
    return !verdict.isEmpty() || !preference.isEmpty();
  }
}
