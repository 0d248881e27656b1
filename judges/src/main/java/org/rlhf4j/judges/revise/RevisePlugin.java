package org.rlhf4j.judges.revise;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.judges.lm.model.LanguageModel;

/**
 * {@code revise}: a language model answers prompts, criticises its answers by principles, and
 * revises them (Bai et al., "Constitutional AI", arXiv:2212.08073, section 3.1). Each round draws
 * one principle for each prompt.
 *
 * <p>As demonstrations it gives the last answers; as preferences the last answer over the first.
 * With a {@code judge}, such as {@code lm} with a guideline, the judge decides between the two
 * instead, as the paper's feedback model does (section 4.1), though it there chooses among two
 * answers of the fine-tuned model. Principles, critiques and revisions are in our own words and not
 * those of the paper, and there are no examples in the prompts.
 *
 * <p>Nothing is asked before the rows are: {@code validate} makes none. What the model left without
 * an answer, and pairs that did not change or that the judge did not decide, are left out, counted
 * and told.
 */
@Source(
    value =
        "Bai et al. 2022, \"Constitutional AI: harmlessness from AI feedback\", arXiv:2212.08073,"
            + " sections 3.1 and 4.1",
    differs =
        "principles, critiques and revisions are in our own words, without examples in the prompts;"
            + " a judge, where one is given, decides between first and last answer")
public final class RevisePlugin implements DataSourcePlugin<ReviseOptions> {

  private final UnaryOperator<@Nullable String> environment;

  /** For the service loader. */
  public RevisePlugin() {
    this(System::getenv);
  }

  RevisePlugin(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  @Override
  public String id() {
    return "revise";
  }

  @Override
  public String summary() {
    return "answers that a language model criticised and revised by principles, and preferences"
        + " for them";
  }

  @Override
  public ReviseOptions defaults() {
    return new ReviseOptions();
  }

  @Override
  public DataSource create(ReviseOptions options, PluginContext context) {
    if (options.prompts() == null) {
      throw new UserException(
          "revise: prompts is missing; name data to answer, such as {\"id\": \"jsonl\","
              + " \"options\": {\"path\": \"prompts.jsonl\"}}");
    }
    options.model().check(environment);
    List<String> principles =
        Principles.of(options.principles(), options.principlesFile(), context);
    List<Prompt> prompts = context.create(Objects.requireNonNull(options.prompts())).prompts();
    LanguageModel model = options.model().open(environment, context);
    try {
      Judge judge = options.judge() == null ? null : context.create(options.judge());
      Reviser reviser =
          new Reviser(
              model,
              principles,
              options.rounds(),
              context.random().child("principles"),
              context.log());
      return new Revised(prompts, reviser, judge, context.random().child("order"), context.log());
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }
}
