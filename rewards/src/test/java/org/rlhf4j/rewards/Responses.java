package org.rlhf4j.rewards;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.testkit.FunctionReward;

/** Answers to one prompt. */
public final class Responses {

  private static final Prompt PROMPT = new Prompt("p7", "q");

  private Responses() {}

  /** Answers to the prompt "q". */
  public static List<Response> of(String... answers) {
    return Arrays.stream(answers).map(a -> new Response(PROMPT, Answer.ofText(a))).toList();
  }

  /** The score of one answer. */
  public static double score(RewardModel reward, String answer) {
    return reward.score(of(answer))[0];
  }

  /** A reward that is a function of the answer's text. */
  public static RewardModel by(ToDoubleFunction<String> score) {
    return new FunctionReward(response -> score.applyAsDouble(response.answer().text()));
  }
}
