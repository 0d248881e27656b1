package org.rlhf4j.testkit.contract;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** What the rules of policies that learn have in common. */
final class TrainableRules {

  private TrainableRules() {}

  static void training(PolicySettings of, Consumer<TrainablePolicy> rule) {
    try (Policy made = of.make()) {
      Seen.that(
          made instanceof TrainablePolicy,
          made.getClass().getName() + " is no TrainablePolicy",
          "it is tested by PolicyContract");
      rule.accept((TrainablePolicy) made);
    }
  }

  /** Six rows of different lengths; two by two they are pairs. */
  static List<TokenRow> rows(PolicySettings of, Policy policy) {
    List<TokenRow> rows = new ArrayList<>();
    int[] answer = policy.encode(of.prompts().get(0), Answer.ofText(of.text())).completion();
    int[] end = policy.encode(of.prompts().get(0), Answer.ofText("")).completion();
    int[] cut = Arrays.copyOf(answer, answer.length - 1);
    List<int[]> completions = List.of(end, answer, cut, end, answer, cut);
    for (int i = 0; i < 6; i++) {
      rows.add(new TokenRow(policy.encode(of.prompts().get(i / 2)), completions.get(i)));
    }
    return rows;
  }

  /** Mean surprise, in nats a token, times a factor. */
  static TokenLoss surprise(TrainingBatch batch, double factor) {
    return micro ->
        Scalars.times(micro.outputs().mul(micro.mask()).sum(), -factor / batch.completionTokens());
  }

  static UpdateReport learn(TrainablePolicyContract of, TrainablePolicy policy) {
    TrainingBatch batch = TrainingBatch.ofRows(rows(of, policy));
    return policy.update(batch, surprise(batch, 1), of.step());
  }

  /** A step the other way: with the moments of {@link #learn} it still goes on. */
  static void unlearn(TrainablePolicyContract of, TrainablePolicy policy) {
    TrainingBatch batch = TrainingBatch.ofRows(rows(of, policy));
    policy.update(batch, surprise(batch, -1), of.step());
  }

  static List<float[]> scores(PolicySettings of, Policy policy) {
    return policy.likelihood().orElseThrow().logProbs(rows(of, policy), 1);
  }

  static void checkOutputs(List<TokenRow> rows, Readout readout, List<float[]> outputs) {
    for (int i = 0; i < rows.size(); i++) {
      int wanted = readout == Readout.LAST_TOKEN ? 1 : rows.get(i).completion().length;
      Seen.that(
          outputs.get(i).length == wanted,
          readout + " gives " + outputs.get(i).length + " outputs and not " + wanted,
          "outputs at the prompt's tokens, or at padding, are given as well");
    }
  }

  static double sum(float[] numbers) {
    double sum = 0;
    for (float x : numbers) {
      sum += x;
    }
    return sum;
  }

  static boolean finite(float[] numbers) {
    return Float.isFinite((float) sum(numbers));
  }

  static double masked(NDArray numbers, NDArray mask) {
    return numbers.mul(mask).sum().toType(DataType.FLOAT64, true).getDouble();
  }

  private static boolean allZero(float[] numbers) {
    for (float x : numbers) {
      if (x != 0) { // -0 is 0 as well
        return false;
      }
    }
    return true;
  }

  static String words(UpdateReport report) {
    return "loss " + report.loss() + ", norm " + report.gradNorm();
  }

  static void checkMask(Microbatch micro, TrainingBatch batch) {
    int width = (int) micro.mask().getShape().get(1);
    float[] mask = micro.mask().toType(DataType.FLOAT32, true).toFloatArray();
    float[] outputs = micro.outputs().toType(DataType.FLOAT32, true).toFloatArray();
    for (int i = 0; i < micro.rows().length; i++) {
      int length = batch.rows().get(micro.rows()[i]).completion().length;
      float[] here = Arrays.copyOfRange(mask, i * width, (i + 1) * width);
      float[] wanted = new float[width];
      Arrays.fill(wanted, 0, length, 1);
      float[] padded = Arrays.copyOfRange(outputs, i * width + length, (i + 1) * width);
      Seen.that(
          Arrays.equals(here, wanted) && allZero(padded),
          "a completion of "
              + length
              + " tokens has the mask "
              + Arrays.toString(here)
              + " and behind it the outputs "
              + Arrays.toString(padded),
          "padding is masked by id, not by length",
          "the prompt's tokens count as well");
    }
  }
}
