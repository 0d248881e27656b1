package org.rlhf4j.evaluators.groups;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.evaluators.choices.ChoiceScore;

/**
 * Options of {@code group-alignment}.
 *
 * @param name goes before the names of the columns; empty for nothing
 * @param questions the file
 * @param choiceScore how probable an option is to a policy
 * @param columns groups that have a column of the main table; all of them are in a table of their
 *     own
 * @param reference name of the method that others are compared with; null for no comparison
 */
public record GroupAlignmentOptions(
    @Option("goes before the names of the columns; empty for nothing") String name,
    @Option(value = "file of questions: prompt, options, groups, models", required = true)
        @Nullable String questions,
    @Option("how probable an option is to a policy") ChoiceScore choiceScore,
    @Option("groups that have a column of the main table") List<String> columns,
    @Option("name of the method that others are compared with") @Nullable String reference) {

  /** Copies. */
  public GroupAlignmentOptions {
    columns = List.copyOf(columns);
  }
}
