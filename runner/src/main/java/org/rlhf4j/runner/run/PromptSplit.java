package org.rlhf4j.runner.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.runner.spec.WatchStage;

/**
 * The rows of {@code data.evaluation}. Where a watch only looks, it looks at the first of them, and
 * all methods answer all of them at the end. Where it may end a training, its prompts have chosen
 * what is measured; so the table at the end rests upon the others alone.
 *
 * @param watched what is answered while methods train; empty where nobody watches
 * @param evaluation what all methods answer at the end
 */
record PromptSplit(List<Prompt> watched, List<Prompt> evaluation) {

  /** Nothing was read. */
  static final PromptSplit NONE = new PromptSplit(List.of(), List.of());

  PromptSplit {
    watched = List.copyOf(watched);
    evaluation = List.copyOf(evaluation);
  }

  /** Splits rows as a spec's watch wants it. */
  static PromptSplit of(@Nullable WatchStage watch, List<Prompt> rows) {
    if (watch == null) {
      return new PromptSplit(List.of(), rows);
    }
    int first = Math.min(watch.prompts(), rows.size());
    return new PromptSplit(
        rows.subList(0, first), watch.stop() == null ? rows : rows.subList(first, rows.size()));
  }
}
