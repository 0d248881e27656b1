package org.rlhf4j.algorithms.policygradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;
import org.rlhf4j.testkit.Twins;

final class RlooLossTest {

  private static double clipped(double ratio, double advantage) {
    double held = Math.min(1.2, Math.max(0.8, ratio));
    return -Math.min(ratio * advantage, held * advantage);
  }

  private static double twin(
      Rloo.Level level, double[][] now, double[][] old, double[] advantages, double denominator) {
    double loss = 0;
    for (int i = 0; i < now.length; i++) {
      double sum = 0;
      for (int t = 0; t < now[i].length; t++) {
        double logRatio = now[i][t] - old[i][t];
        sum += logRatio;
        loss += level == Rloo.Level.TOKEN ? clipped(Math.exp(logRatio), advantages[i]) : 0;
      }
      loss += level == Rloo.Level.SEQUENCE ? clipped(Math.exp(sum), advantages[i]) : 0;
    }
    return loss / denominator;
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithItsTwin(Rloo.Level level) {
    Twins.agree(Tasks.RANDOM.child("rloo"), random -> onABatch(level, random));
  }

  private static Twins.Case onABatch(Rloo.Level level, RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] now = batch.normal(random.child("now"), 0.2);
    double[][] old = batch.normal(random.child("old"), 0.2);
    double[] advantages =
        random.child("advantages").generator().doubles(now.length, -2, 2).toArray();
    return new Twins.Case(
        batch,
        now,
        (m, x) ->
            new Rloo.Loss(level, 0.2)
                .of(x, batch.array(m, old), m.create(advantages), batch.mask(m), 3.5),
        twin(level, now, old, advantages, 3.5));
  }

  @ParameterizedTest
  @EnumSource
  void atRatioOneItsGradientIsThatOfTheScoreFunction(Rloo.Level level) {
    RaggedBatch batch = new RaggedBatch(new int[] {2, 3}, 3);
    double[][] now = {{-1, -2}, {-0.5, -3, -1}};
    double[] advantages = {0.7, -0.4};
    double[] gradient =
        Gradients.gradient(
            (m, x) ->
                new Rloo.Loss(level, 0.2)
                    .of(x, batch.array(m, now), m.create(advantages), batch.mask(m), 2),
            batch.padded(now, 0),
            batch.shape());
    double[] expected = {-0.35, -0.35, 0, 0.2, 0.2, 0.2};
    assertEquals(Arrays.toString(expected), Arrays.toString(round(gradient)));
  }

  private static double[] round(double[] numbers) {
    return Arrays.stream(numbers).map(x -> Math.round(x * 1e9) / 1e9 + 0.0).toArray();
  }
}
