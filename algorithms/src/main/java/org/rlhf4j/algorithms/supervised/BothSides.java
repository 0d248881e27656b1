package org.rlhf4j.algorithms.supervised;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.rlhf4j.algorithms.ControlledPolicy;
import org.rlhf4j.algorithms.TrainingRows;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.TrainablePolicy;

/** Imitates both answers of each pair, told apart by a control token. */
final class BothSides {

  private BothSides() {}

  /**
   * Trains the task's policy.
   *
   * @param place makes a policy that is asked with this token
   * @param name of the method
   * @return the policy that is asked with the good token
   */
  static Policy imitate(
      OptimizationTask task,
      ControlTokenOptions options,
      BiFunction<Policy, Integer, ControlledPolicy> place,
      String name) {
    TrainablePolicy policy = task.start();
    List<String> names = List.of(options.goodToken(), options.badToken());
    int[] tokens = policy.addControlTokens(names, task.random().child("tokens"));
    Policy good = place.apply(policy, tokens[0]);
    Policy bad = place.apply(policy, tokens[1]);
    LengthLimits limits = options.training().lengths();
    List<TokenRow> rows = new ArrayList<>();
    for (Preference pair : task.preferences()) {
      rows.add(row(good, tokens[0], pair.prompt(), pair.chosen(), limits));
      rows.add(row(bad, tokens[1], pair.prompt(), pair.rejected(), limits));
    }
    Sft.imitate(rows, options.training(), task, name);
    return good;
  }

  private static TokenRow row(
      Policy policy, int token, Prompt prompt, Answer answer, LengthLimits limits) {
    TokenRow row = TrainingRows.of(policy, prompt, answer, limits);
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
