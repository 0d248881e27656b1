package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code agreement}: how far raters agree on the same items, of a file of labels or of judges who
 * are all asked the same about the run's answers.
 *
 * <p>Raw agreement, Fleiss' kappa and Krippendorff's alpha of all raters, raw agreement and Cohen's
 * kappa of each two, and of each rater the shares of labels and the agreement with the majority of
 * the others; with 95 % intervals by a bootstrap over items. What cannot be computed says why.
 *
 * <p>A judge that is a pool, as {@code simulated-annotators} with members, counts as its members:
 * each of them is asked every comparison. Verdicts that are unusable are missing labels.
 */
@Source("Cohen 1960, Fleiss 1971, Krippendorff 2004, \"Content Analysis\", chapter 11")
public final class AgreementPlugin implements EvaluatorPlugin<AgreementOptions> {

  /** For the service loader. */
  public AgreementPlugin() {}

  @Override
  public String id() {
    return "agreement";
  }

  @Override
  public String summary() {
    return "how far annotators or judges agree: raw, Cohen, Fleiss, Krippendorff, with intervals";
  }

  @Override
  public AgreementOptions defaults() {
    return new AgreementOptions();
  }

  @Override
  public Evaluator create(AgreementOptions options, PluginContext context) {
    boolean file = !options.file().path().isEmpty();
    if (file != options.judges().isEmpty()) {
      throw new UserException(
          id()
              + ": give either file, such as {\"path\": \"labels.csv\", \"labels\": [\"ann\","
              + " \"bob\"]}, or judges, such as [{\"id\": \"reward-judge\", \"options\": ...}]");
    }
    if (file) {
      LabelFile labels = LabelFile.read(id() + ": file", options.file(), options.level(), context);
      return new AgreementOfFile(labels, options);
    }
    Map<String, Judge> judges = new LinkedHashMap<>();
    List<String> identities = new ArrayList<>();
    try {
      for (Part<Judge> part : options.judges()) {
        String name = part.plugin().id();
        int same = 1;
        while (judges.containsKey(same == 1 ? name : name + " " + same)) {
          same++;
        }
        judges.put(same == 1 ? name : name + " " + same, context.create(part));
        identities.add(context.describe(part));
      }
    } catch (RuntimeException e) {
      judges.values().forEach(Judge::close);
      throw e;
    }
    return new AgreementOfJudges(judges, String.join(" ", identities), options);
  }
}
