package org.rlhf4j.algorithms.supervised;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.ControlledPolicy;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Conditional training: the policy learns to give preferred answers behind one control token and
 * rejected answers behind another, and is then always asked for good ones. The tokens are new ones
 * at the end of the prompt, right before the answer: there the token is nearest to what it decides,
 * and no limit on the length of prompts cuts it off. {@link BinaryRewardConditioning} is the same
 * method with the tokens before the prompt. The loss is {@link Sft.Loss}.
 */
@Source(
    value =
        "Keskar et al. 2019, \"CTRL: a conditional transformer language model for controllable"
            + " generation\", arXiv:1909.05858",
    differs = "the token stands at the end of the prompt, right before the answer")
@Source(
    value =
        "Korbak et al. 2023, \"Pretraining language models with human preferences\","
            + " arXiv:2302.08582",
    differs = "fine-tuning, and the token stands at the end of the prompt")
public final class ControlToken implements OptimizerPlugin<ControlToken.Options> {

  /**
   * Options of the methods that tell good from bad answers by a control token.
   *
   * @param training how it passes over the answers; an example is one answer, so a pair is two
   * @param goodToken marks preferred answers, and every answer that is asked for later
   * @param badToken marks rejected answers
   */
  public record Options(
      @Option("how it passes over the answers, two of each pair") TrainingOptions training,
      @Option("token of preferred answers, and for decoding") String goodToken,
      @Option("token of rejected answers") String badToken) {

    public Options {
      if (goodToken.isBlank() || badToken.isBlank() || goodToken.equals(badToken)) {
        throw new UserException(
            "goodToken and badToken must be two different texts, got \""
                + goodToken
                + "\" and \""
                + badToken
                + "\"");
      }
    }
  }

  /** For the service loader. */
  public ControlToken() {}

  @Override
  public String id() {
    return "control-token";
  }

  @Override
  public String summary() {
    return "imitates both answers of each pair behind a good or bad token at the end of the prompt";
  }

  @Override
  public Options defaults() {
    return new Options(Sft.defaultTraining(), "<|good|>", "<|bad|>");
  }

  @Override
  public Optimizer create(Options options, PluginContext context) {
    return new Training(id(), options, ControlledPolicy::after);
  }

  /** Makes a policy that is asked with a token at a place. */
  @FunctionalInterface
  interface Place {
    ControlledPolicy of(Policy policy, String name, int token);
  }

  /**
   * Imitates both answers of each pair, told apart by a control token.
   *
   * @param id of the method
   * @param place where the token stands
   */
  record Training(String id, Options options, Place place) implements Optimizer {

    @Override
    public Set<Need> needs() {
      return Set.of(Need.PREFERENCES);
    }

    @Override
    public boolean makesTrainablePolicy() {
      return false;
    }

    @Override
    public void check(TrainablePolicy base) {
      for (String token : List.of(options.goodToken(), options.badToken())) {
        if (base.hasToken(token)) {
          throw new UserException(
              "\""
                  + token
                  + "\" is a token of the model already and cannot become a control token; choose"
                  + " another text");
        }
      }
    }

    @Override
    public List<Work> work(Work.Amounts amounts) {
      int examples = 2 * amounts.preferences();
      return List.of(Sft.work(options.training(), Work.Rows.PREFERENCES, examples));
    }

    @Override
    public Policy optimize(OptimizationTask task) {
      TrainablePolicy policy = task.start();
      List<String> names = List.of(options.goodToken(), options.badToken());
      int[] tokens = policy.addControlTokens(names, task.random().child("tokens"));
      Policy good = place.of(policy, names.get(0), tokens[0]);
      Policy bad = place.of(policy, names.get(1), tokens[1]);
      LengthLimits limits = options.training().lengths();
      List<TokenRow> rows = new ArrayList<>();
      for (Preference pair : task.preferences()) {
        rows.add(row(good, tokens[0], pair.prompt(), pair.chosen(), limits));
        rows.add(row(bad, tokens[1], pair.prompt(), pair.rejected(), limits));
      }
      Sft.imitate(rows, options.training(), task, id, good);
      return good;
    }

    private static TokenRow row(
        Policy policy, int token, Prompt prompt, Answer answer, LengthLimits limits) {
      TokenRow row = limits.row(policy, prompt, answer);
      if (Arrays.stream(row.prompt()).noneMatch(id -> id == token)) {
        throw new UserException(
            "prompt \""
                + prompt.id()
                + "\": its start is cut off, and with it the control token that stands there; raise"
                + " lengths.maxPromptTokens (now "
                + limits.maxPromptTokens()
                + ") or lengths.maxLength (now "
                + limits.maxLength()
                + "), or use control-token, which puts the token at the end of the prompt");
      }
      return row;
    }
  }
}
