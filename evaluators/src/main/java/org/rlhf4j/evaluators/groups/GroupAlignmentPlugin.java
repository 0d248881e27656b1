package org.rlhf4j.evaluators.groups;

import java.util.List;
import java.util.TreeSet;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.evaluators.choices.ChoiceScore;
import org.rlhf4j.evaluators.inputs.InputFile;
import org.rlhf4j.evaluators.inputs.Items;

/**
 * {@code group-alignment}: how alike a model's distribution of answers to questions of opinion is
 * to those of groups of people, in percent: the mean over questions of 1 - W / range, W being the
 * 1-Wasserstein distance over the ordered options (Santurkar et al. 2023, "Whose Opinions Do
 * Language Models Reflect?", arXiv:2303.17548). 100 is the same distribution on every question;
 * what two groups of people have with each other, which the table shows too, says what is much.
 *
 * <p>A row of the file has {@code prompt}, {@code options} (texts in order; leave out those without
 * a place in it, such as "refused"), {@code groups} (an object: name of the group to a list of
 * shares or counts, one for each option), {@code places} (the options' places, if they are not 1,
 * 2, ...) and {@code models} (as groups, for models that others measured). A policy's distribution
 * is that of its probabilities of the options, see {@link ChoiceScore}; it depends on how the
 * prompt is worded. The paper asks for the letters of the options, which a spec can do with options
 * {@code " A"}, {@code " B"}.
 *
 * <p>A question that stands there twice, by its {@code id} or else its text and options, is
 * refused.
 *
 * <p>Standard errors are over questions, also those of differences to {@code reference}, which are
 * paired. A group need not have answered all questions: n says how many count.
 */
@Source(
    value =
        "Santurkar et al. 2023, \"Whose Opinions Do Language Models Reflect?\", "
            + "arXiv:2303.17548",
    differs = "the options are scored by their texts, which need not be letters")
public final class GroupAlignmentPlugin implements EvaluatorPlugin<GroupAlignmentOptions> {

  /** For the service loader. */
  public GroupAlignmentPlugin() {}

  @Override
  public String id() {
    return "group-alignment";
  }

  @Override
  public String summary() {
    return "likeness of a model's answers to groups' answers on questions with ordered options";
  }

  @Override
  public GroupAlignmentOptions defaults() {
    return new GroupAlignmentOptions("", null, ChoiceScore.TEXT, List.of(), null);
  }

  @Override
  public Evaluator create(GroupAlignmentOptions options, PluginContext context) {
    if (options.questions() == null) {
      throw new UserException("group-alignment: questions is missing; name the file");
    }
    InputFile<GroupQuestion> file = InputFile.read(context, options.questions(), GroupQuestion::of);
    Items.check(
        "group-alignment: questions",
        options.questions(),
        "file",
        /* once= */ true,
        file.rows().stream().map(GroupQuestion::about).toList());
    TreeSet<String> groups = new TreeSet<>();
    file.rows().forEach(q -> groups.addAll(q.groups().keySet()));
    for (String column : options.columns()) {
      if (!groups.contains(column)) {
        throw new UserException(
            "group-alignment: columns: no group is named \""
                + column
                + "\"; "
                + Suggestion.among(column, List.copyOf(groups))
                + "there is "
                + String.join(", ", groups));
      }
    }
    return new GroupAlignment(options, file, List.copyOf(groups));
  }
}
