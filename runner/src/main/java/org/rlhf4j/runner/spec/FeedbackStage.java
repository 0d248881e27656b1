package org.rlhf4j.runner.spec;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Who judges, and how preferences are made where {@code data.preferences} gives none: a policy
 * answers the prompts of {@code data.prompts}, two answers a pair, and the judge prefers one of
 * each.
 *
 * @param from whose answers are judged
 * @param judge who judges
 * @param pairsPerPrompt pairs of answers to one prompt
 * @param decoding how the answers are drawn
 */
public record FeedbackStage(
    @Option("whose answers are judged: base or a method; default sft where there is one, else base")
        @Nullable String from,
    @Option(value = "who judges", required = true) @Nullable Part<Judge> judge,
    @Option(value = "pairs of answers to each prompt", min = 1, max = 10_000) int pairsPerPrompt,
    @Option("how the answers are drawn") Decoding decoding) {

  /** One pair a prompt, drawn without truncation. */
  public FeedbackStage() {
    this(null, null, 1, new Decoding());
  }

  FeedbackStage withFrom(String from) {
    return new FeedbackStage(from, judge, pairsPerPrompt, decoding);
  }
}
