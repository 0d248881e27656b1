package org.rlhf4j.runner.estimate;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.runner.run.Setup;

/**
 * Mean lengths of rows in tokens, over some of each kind. Answers that are not there yet count at
 * their longest.
 */
final class RowLengths {
  private static final int LOOKED_AT = 200;

  private final int context;
  private final double prompt;
  private final double demonstration;
  private final double preference;
  private final boolean hasPreferences;
  private final int feedbackTokens;

  RowLengths(Setup setup, Policy policy) {
    this.context = policy.contextLength();
    List<Prompt> prompts = setup.prompts().isEmpty() ? setup.evaluation() : setup.prompts();
    this.prompt = mean(prompts, p -> policy.encode(p).length);
    this.demonstration =
        mean(setup.demonstrations(), d -> policy.encode(d.prompt(), d.answer()).length());
    this.hasPreferences = !setup.preferences().isEmpty();
    List<TokenRow> answers =
        some(setup.preferences())
            .flatMap(
                p ->
                    Stream.of(
                        policy.encode(p.prompt(), p.chosen()),
                        policy.encode(p.prompt(), p.rejected())))
            .toList();
    this.preference = answers.stream().mapToInt(TokenRow::length).average().orElse(0);
    var feedback = setup.spec().feedback();
    this.feedbackTokens = feedback == null ? 0 : feedback.decoding().maxNewTokens();
  }

  private static <T> Stream<T> some(List<T> all) {
    int step = Math.max(1, all.size() / LOOKED_AT);
    return Stream.iterate(0, i -> i < all.size(), i -> i + step).map(all::get);
  }

  private static <T> double mean(List<T> all, Function<T, Integer> length) {
    return some(all).mapToInt(length::apply).average().orElse(0);
  }

  /** Tokens of all rows, prompts included. */
  long tokens(Work work) {
    double each =
        switch (work.rows()) {
          case DEMONSTRATIONS -> demonstration;
          case PREFERENCES -> hasPreferences ? preference : own(feedbackTokens);
          case OWN -> own(work.maxNewTokens());
        };
    return Math.round(Math.min(each, context) * work.count());
  }

  /** Tokens that are drawn, at most. */
  long newTokens(Work work) {
    return Math.round((own(work.maxNewTokens()) - prompt) * work.count());
  }

  private double own(int maxNewTokens) {
    return Math.min(context, prompt + maxNewTokens);
  }
}
