package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingPart;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.exact.Splitting;
import org.rlhf4j.exact.TabularPolicy;

/** Losses over rows of their own add up to one step. */
final class TrainingPartTest {

  private static final AdamWStep STEP = new AdamWStep(0.1, 0.9, 0.999, 1e-8, 0, 1);
  private static final List<TokenRow> ONE = List.of(row(1, 2, 3), row(2, 0), row(1, 3, 3, 0));
  private static final List<TokenRow> TWO = List.of(row(3, 1), row(1, 2, 0));

  private static TokenRow row(int prompt, int... answer) {
    return new TokenRow(new int[] {prompt}, answer);
  }

  /** Sum over tokens of weight times log pi, with numbers of the method's own. */
  private static TrainingPart part(List<TokenRow> rows, double factor, float[]... weights) {
    return new TrainingPart(
        TrainingBatch.ofRows(rows),
        micro ->
            Scalars.times(
                Masked.sum(micro.outputs().mul(micro.tokens(weights)), micro.mask()), factor));
  }

  private static TrainingPart first() {
    return part(ONE, -0.5, new float[] {1, 2}, new float[] {3}, new float[] {4, 5, 6});
  }

  private static TrainingPart second() {
    return part(TWO, -2, new float[] {0.5f}, new float[] {1, -1});
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void partsAddUpHoweverTheyAreSplit(int rowsAtOnce) {
    TabularPolicy apart = Tasks.policy();
    TabularPolicy together = apart.copy();
    together.split(new Splitting(rowsAtOnce, 1));
    List<TokenRow> all = Stream.concat(ONE.stream(), TWO.stream()).toList();
    TrainingPart sum =
        part(
            all,
            -0.5,
            new float[] {1, 2},
            new float[] {3},
            new float[] {4, 5, 6},
            new float[] {2},
            new float[] {4, -4});
    UpdateReport whole = apart.update(sum.batch(), sum.loss(), STEP);
    List<UpdateReport> parts = TrainingPart.update(together, List.of(first(), second()), STEP);
    assertEquals(whole.loss(), parts.get(0).loss() + parts.get(1).loss(), 1e-5);
    assertEquals(whole.gradNorm(), parts.get(1).gradNorm(), 1e-5);
    assertEquals(3, parts.get(0).outputs().length);
    assertEquals(whole.outputs()[4][1], parts.get(1).outputs()[1][1], 1e-6);
    assertEquals(0, Tasks.distance(apart, together, "a"), 1e-6);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2})
  void partsThatAskForAnotherTemperatureAreRefused(double temperature) {
    TrainingPart other =
        new TrainingPart(new TrainingBatch(TWO, 1, temperature), micro -> micro.outputs().sum());
    assertThrows(
        IllegalArgumentException.class,
        () -> TrainingPart.update(Tasks.policy(), List.of(first(), other), STEP));
  }
}
