package org.rlhf4j.evaluators.verifiable;

import java.util.List;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.evaluators.inputs.InputFile;

/**
 * {@code verifiable}: how many answers are right, where right can be told (see {@link AnswerForm}).
 *
 * <p>{@code accuracy} is the share of right answers in percent, the mean over prompts of each
 * prompt's share. {@code pass@k} is the probability that one of k answers at least is right,
 * without bias from n answers a prompt: 1 - C(n - c, k) / C(n, k) (Chen et al. 2021,
 * arXiv:2107.03374). Standard errors are sd / sqrt(n) over prompts. An answer in which nothing can
 * be read is wrong; the table says how many there are.
 *
 * <p>References come from the prompts, or from a file with rows of {@code id} or {@code prompt} and
 * {@code reference} (or {@code answer}). Prompts without one are left out, and the note says how
 * many.
 *
 * <p>With {@code outputs}, answers that others gave are measured and the run's methods are not:
 * rows of {@code prompt}, {@code output}, {@code reference} and, if several, {@code generator};
 * several rows of one prompt are its n answers, and all generators must have answered the same
 * prompts. {@code correct} (0 or 1) may stand for {@code output} and {@code reference}, as for
 * programs that were tested elsewhere.
 */
@Source(
    "Cobbe et al. 2021, \"Training Verifiers to Solve Math Word Problems\" (GSM8K), "
        + "arXiv:2110.14168")
@Source(
    "Chen et al. 2021, \"Evaluating Large Language Models Trained on Code\", "
        + "arXiv:2107.03374, equation 1 (pass@k)")
public final class VerifiablePlugin implements EvaluatorPlugin<VerifiableOptions> {

  /** For the service loader. */
  public VerifiablePlugin() {}

  @Override
  public String id() {
    return "verifiable";
  }

  @Override
  public String summary() {
    return "share of right answers where right can be told, and pass@k";
  }

  @Override
  public VerifiableOptions defaults() {
    return new VerifiableOptions(
        "", AnswerForm.NUMBER, null, 1, Decoding.sampling(1, 256), List.of(1), null);
  }

  @Override
  public Evaluator create(VerifiableOptions options, PluginContext context) {
    if (options.outputs() != null) {
      if (options.references() != null || options.samples() != 1) {
        throw new UserException(
            "verifiable: outputs are measured as they are; leave references and samples out");
      }
      return Outputs.read(options, options.outputs(), context);
    }
    List<Integer> tooMany = options.k().stream().filter(k -> k > options.samples()).toList();
    if (!tooMany.isEmpty()) {
      throw new UserException(
          "verifiable: pass@"
              + tooMany.get(0)
              + " needs as many samples; samples is "
              + options.samples());
    }
    return new Verifiable(
        options,
        options.references() == null
            ? null
            : InputFile.read(context, options.references(), Reference::of));
  }
}
