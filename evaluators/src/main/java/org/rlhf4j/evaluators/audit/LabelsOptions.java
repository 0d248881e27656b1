package org.rlhf4j.evaluators.audit;

import java.util.List;
import org.rlhf4j.api.Option;

/**
 * A file of labels that several raters gave. It has one of three forms: a row for each item with a
 * column for each rater; a row for each label, where {@code rater} is given; or a row for each item
 * with one column that holds all of its labels as a list.
 *
 * @param path JSON Lines, a JSON array, CSV or TSV
 * @param item the column that names the item; empty where each row is one
 * @param rater the column that names the rater, in a file with a row for each label
 * @param labels the columns of the labels: one for each rater, or the only one
 * @param legal the labels that there may be; empty for any
 * @param columns names of the columns of a table that has no line of headings; else empty
 */
public record LabelsOptions(
    @Option("a file of labels") String path,
    @Option("column that names the item; empty where each row is one") String item,
    @Option("column that names the rater, where each row is one label; else empty") String rater,
    @Option("columns of the labels: one for each rater, or one with a list") List<String> labels,
    @Option("labels that there may be; empty for any") List<String> legal,
    @Option("names of the columns, where the file has no line of headings; else empty")
        List<String> columns) {

  /** Keeps copies. */
  public LabelsOptions {
    labels = List.copyOf(labels);
    legal = List.copyOf(legal);
    columns = List.copyOf(columns);
    if (columns.stream().anyMatch(String::isBlank)
        || columns.stream().distinct().count() < columns.size()) {
      throw new IllegalArgumentException(
          "columns are different names, none of them empty, got " + columns);
    }
  }

  /** A file that names its columns itself. */
  public LabelsOptions(
      String path, String item, String rater, List<String> labels, List<String> legal) {
    this(path, item, rater, labels, legal, List.of());
  }

  /** No file, and the names that a file of single labels has. */
  public LabelsOptions() {
    this("", "", "", List.of(), List.of());
  }
}
