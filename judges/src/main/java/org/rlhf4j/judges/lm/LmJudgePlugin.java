package org.rlhf4j.judges.lm;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.judges.lm.model.LanguageModel;
import org.rlhf4j.judges.lm.model.PolicyModel;
import org.rlhf4j.judges.lm.model.Question;
import org.rlhf4j.judges.lm.parse.ParserOptions;
import org.rlhf4j.judges.lm.parse.ReplyParser;
import org.rlhf4j.judges.lm.template.Guidelines;
import org.rlhf4j.judges.lm.template.Template;

/**
 * {@code lm}: a language model judges, as in Zheng et al., "Judging LLM-as-a-Judge with MT-Bench
 * and Chatbot Arena", arXiv:2306.05685. The words of the templates are our own; numbers that others
 * published for theirs do not carry over.
 *
 * <p>A template about two answers is asked once a comparison, one about a single answer twice, and
 * the higher grade wins. A reply without one clear verdict is unparsed, never a tie and never a
 * guess. Whatever can be checked without spending anything is checked when the judge is made:
 * template, guidelines, parser, the key, and whether the endpoint answers.
 */
@Source(
    value =
        "Zheng et al. 2023, \"Judging LLM-as-a-judge with MT-Bench and Chatbot Arena\","
            + " arXiv:2306.05685",
    differs =
        "the words of the templates are our own, so numbers that others published for theirs do not"
            + " carry over; a reply without one clear verdict is unparsed and never a tie")
public final class LmJudgePlugin implements JudgePlugin<LmJudgeOptions> {

  private final UnaryOperator<@Nullable String> environment;

  /** For the service loader. */
  public LmJudgePlugin() {
    this(System::getenv);
  }

  LmJudgePlugin(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  @Override
  public String id() {
    return "lm";
  }

  @Override
  public String summary() {
    return "a language model judges, behind an OpenAI-compatible endpoint or in this process";
  }

  @Override
  public LmJudgeOptions defaults() {
    return new LmJudgeOptions();
  }

  @Override
  public Judge create(LmJudgeOptions options, PluginContext context) {
    Gathered gathered = new Gathered();
    gathered.check(() -> options.model().check(environment));
    List<String> guidelines =
        options.guidelines().stream()
            .flatMap(g -> gathered.of(() -> Guidelines.read(g, context)).stream())
            .toList();
    Optional<Template> read = gathered.of(() -> Template.read(options.template(), context));
    Optional<ReplyParser> parses =
        read.flatMap(t -> gathered.of(() -> parsing(options, t).parser(t.pair())));
    read.ifPresent(t -> gathered.check(() -> checkPlaces(options, t)));
    gathered.refuse();
    Template template = read.orElseThrow();
    ReplyParser parser = parses.orElseThrow();
    String guideline = String.join("\n\n", guidelines);
    LanguageModel model = options.model().open(environment, context);
    try {
      if (model instanceof PolicyModel policy) {
        check(policy, template, guideline, parser);
      }
      return new LmJudge(model, template, guideline, parser, context.log());
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static ParserOptions parsing(LmJudgeOptions options, Template template) {
    return Objects.requireNonNullElse(options.parser(), template.parser());
  }

  private static void checkPlaces(LmJudgeOptions options, Template template) {
    if (!options.guidelines().isEmpty() && !template.takesGuideline()) {
      throw new UserException(
          "the template " + template.name() + " has no place {{guideline}} for the guidelines");
    }
  }

  private static void check(
      PolicyModel policy, Template template, String guideline, ReplyParser parser) {
    Map<String, String> values = Map.of("guideline", guideline);
    List<String> labels = parser.labels();
    Question empty =
        new Question("check", template.system(values), template.user(values), labels, 0);
    policy.checkRoom(empty);
    if (!labels.isEmpty()) {
      if (!policy.hasLikelihood()) {
        throw new UserException("the policy cannot tell probabilities; choose another parser");
      }
      policy.checkLabels(empty);
    }
  }
}
