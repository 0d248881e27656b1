package org.rlhf4j.algorithms.supervised;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.algorithms.ControlledPolicy;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.TrainablePolicy;

/** Imitates both answers of each pair, told apart by a control token. */
final class BothSides {

  private BothSides() {}

  /** Makes a policy that is asked with a token at a place. */
  interface Place {
    ControlledPolicy of(Policy policy, String name, int token);
  }

  /**
   * Refuses tokens that the model has already.
   *
   * @throws UserException if it has one of them
   */
  static void check(TrainablePolicy base, ControlTokenOptions options) {
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

  /**
   * Trains the task's policy.
   *
   * @param place where the token stands
   * @param name of the method
   * @return the policy that is asked with the good token
   */
  static Policy imitate(
      OptimizationTask task, ControlTokenOptions options, Place place, String name) {
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
    Sft.imitate(rows, options.training(), task, name, good);
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
