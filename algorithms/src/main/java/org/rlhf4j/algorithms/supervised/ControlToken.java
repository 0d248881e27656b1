package org.rlhf4j.algorithms.supervised;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.TrainingRows;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Conditional training: the policy learns to give preferred answers behind one control token and
 * rejected answers behind another, and is then always asked for good ones. The tokens are new ones
 * at the end of the prompt, right before the answer.
 *
 * <p>This is "binary reward conditioning" of AlpacaFarm (Dubois et al. 2023, arXiv:2305.14387),
 * after Keskar et al. 2019 (CTRL, arXiv:1909.05858) and Korbak et al. 2023 (arXiv:2302.08582), who
 * put the token before the text; here it stands between prompt and answer. The loss is that of
 * {@link Sft}.
 */
final class ControlToken implements Optimizer {

  private final ControlTokenOptions options;

  ControlToken(ControlTokenOptions options) {
    this.options = options;
  }

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
  public Policy optimize(OptimizationTask task) {
    TrainingOptions training = options.training();
    TrainablePolicy policy = task.start();
    int[] tokens =
        policy.addControlTokens(
            List.of(options.goodToken(), options.badToken()), task.random().child("tokens"));
    Policy good = new ControlledPolicy(policy, options.goodToken(), tokens[0]);
    Policy bad = new ControlledPolicy(policy, options.badToken(), tokens[1]);
    List<TokenRow> rows = new ArrayList<>();
    for (Preference pair : task.preferences()) {
      rows.add(TrainingRows.of(good, pair.prompt(), pair.chosen(), training.lengths()));
      rows.add(TrainingRows.of(bad, pair.prompt(), pair.rejected(), training.lengths()));
    }
    Sft.imitate(rows, training, task, "control-token");
    return good;
  }
}
