package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.testkit.OracleProblem;

/**
 * What methods and evaluators rely upon who ask a {@link RewardModel}. A {@link
 * TrainableRewardModel} is fitted to {@link #task} first.
 */
public interface RewardModelContract extends Contract<RewardModel> {

  /** Responses of different lengths that the reward can score, an empty answer among them. */
  default List<Response> responses() {
    List<Response> responses = new ArrayList<>(new OracleProblem().responses());
    responses.add(new Response(new Prompt("4", "a"), Answer.ofText("a b b a")));
    responses.add(new Response(new Prompt("5", "b"), Answer.ofText("b a a")));
    return responses;
  }

  /** What a trainable reward is fitted to: a new one each time. */
  default RewardTask task() {
    OracleProblem problem = new OracleProblem();
    return new RewardTask(
        problem.policy(),
        problem.preferences(),
        problem.responses(),
        RandomStream.ofSeed(5),
        RunLog.silent());
  }

  /** Greatest difference between equal scores that rounding explains, relative above 1. */
  default double tolerance() {
    return 1e-5;
  }

  /** Whether scores stay what they are; false for a reward that is normalised while it scores. */
  default boolean scoresStay() {
    try (RewardModel reward = make()) {
      return !reward.changesWhileScoring();
    }
  }

  private RewardModel ready() {
    RewardModel reward = make();
    if (reward instanceof TrainableRewardModel trainable) {
      trainable.fit(task());
    }
    return reward;
  }

  /** The scores, where each response has one: the rules that compare them rest on R1. */
  private double[] scored(RewardModel reward, List<Response> responses) {
    double[] scores = reward.score(responses);
    assumeTrue(scores.length == responses.size(), "scores and responses are not as many: see R1");
    return scores;
  }

  private void same(String what, double[] wanted, double[] got, String... causes) {
    boolean same = wanted.length == got.length;
    for (int i = 0; same && i < got.length; i++) {
      same = Seen.close(wanted[i], got[i], tolerance());
    }
    Seen.that(same, Arrays.toString(wanted) + ", and " + what + " " + Arrays.toString(got), causes);
  }

  @Test
  @DisplayName("R1: there are as many scores as responses")
  default void scoresAreCounted() {
    try (RewardModel reward = ready()) {
      int scores = reward.score(responses()).length;
      Seen.that(
          scores == responses().size(),
          scores + " scores of " + responses().size() + " responses",
          "responses that are equal, empty or too long are left out: each gets its score");
    }
  }

  @Test
  @DisplayName("R2: every score is finite")
  default void scoresAreFinite() {
    try (RewardModel reward = ready()) {
      double[] scores = reward.score(responses());
      for (int i = 0; i < scores.length; i++) {
        Seen.that(
            Double.isFinite(scores[i]),
            scores[i] + " for " + responses().get(i),
            "division by the length of an empty answer",
            "the logarithm of 0",
            "no score where nothing matches: give one, or throw");
      }
    }
  }

  @Test
  @DisplayName("R3: a score depends on its own response, not on the batch or on earlier calls")
  default void scoresDependOnTheirResponseAlone() {
    assumeTrue(scoresStay(), "this reward changes while it scores");
    try (RewardModel reward = ready()) {
      double[] together = scored(reward, responses());
      for (int n = 1; n < together.length; n += 3) {
        same(
            "of the first " + n + " alone",
            Arrays.copyOf(together, n),
            scored(reward, responses().subList(0, n)),
            "scores are normalised within the batch",
            "padding is masked by id, not by length",
            "something is counted from call to call");
      }
    }
  }

  @Test
  @DisplayName("R4: scores come in the order of the responses")
  default void scoresFollowTheirResponses() {
    assumeTrue(scoresStay(), "this reward changes while it scores");
    try (RewardModel reward = ready()) {
      List<Response> backwards = new ArrayList<>(responses());
      Collections.reverse(backwards);
      double[] forwards = scored(reward, responses());
      double[] back = scored(reward, backwards);
      double[] turned = new double[back.length];
      Arrays.setAll(turned, i -> back[back.length - 1 - i]);
      same(
          "with the responses the other way round",
          forwards,
          turned,
          "responses are sorted by length and scores not put back",
          "a score depends on the position in the batch");
    }
  }

  @Test
  @DisplayName("R5: two rewards of the same options score the same")
  default void rewardsOfEqualOptionsAreEqual() {
    try (RewardModel one = ready();
        RewardModel other = ready()) {
      same(
          "of a second one",
          one.score(responses()),
          other.score(responses()),
          "randomness that does not come from context.random() or the task's stream",
          "static state");
    }
  }

  @Test
  @DisplayName("R6: no responses, no scores")
  default void nothingScoresNothing() {
    try (RewardModel reward = ready()) {
      int scores = reward.score(List.of()).length;
      Seen.that(scores == 0, scores + " scores", "an empty batch is not thought of");
    }
  }

  @Test
  @DisplayName("R7: a copied network is the caller's own")
  default void copiedNetworksAreOwned() {
    TokenRow row = new TokenRow(new int[] {1}, new int[] {2, 1});
    RewardModel reward = ready();
    Optional<ScalarModel> copy = NeuralRewardModel.copyNetwork(reward);
    if (copy.isEmpty()) {
      reward.close();
    }
    assumeTrue(copy.isPresent(), "there is no network behind this reward");
    try (ScalarModel mine = copy.get()) {
      float[][] before = mine.read(List.of(row), Readout.LAST_TOKEN);
      reward.close();
      float[][] after = mine.read(List.of(row), Readout.LAST_TOKEN);
      Seen.that(
          Arrays.deepEquals(before, after),
          Arrays.deepToString(before)
              + ", and after the reward was closed "
              + Arrays.deepToString(after),
          "copyNetwork gives the network itself: give network.copy()");
    }
  }

  @Test
  @DisplayName("R8: a fit that was written and read back scores the same")
  default void fitsAreWrittenWhole() throws IOException {
    try (RewardModel made = make();
        RewardModel again = make()) {
      assumeTrue(made instanceof TrainableRewardModel, "this reward is not fitted");
      TrainableRewardModel fitted = (TrainableRewardModel) made;
      TrainableRewardModel read = (TrainableRewardModel) again;
      RewardFit fit = fitted.fit(task());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      fitted.writeFit(new DataOutputStream(bytes));
      ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
      RewardFit told = read.readFit(task(), new DataInputStream(in));
      Seen.that(
          fit.equals(told) && in.available() == 0,
          fit + ", and read back " + told + " with " + in.available() + " bytes left",
          "writeFit and readFit do not go through the same numbers");
      double[] scores = made.score(responses());
      Seen.that(
          Arrays.equals(scores, again.score(responses())),
          Arrays.toString(scores) + ", and read back " + Arrays.toString(again.score(responses())),
          "the statistics of the normalisation, or the kind of head, are not written");
    }
  }

  @Test
  @DisplayName("R9: closing twice is closing once")
  default void closingIsIdempotent() {
    RewardModel reward = ready();
    reward.close();
    reward.close();
  }
}
