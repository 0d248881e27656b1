package org.rlhf4j.testkit.contract;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** What the rules of policies that learn have in common. */
final class TrainableRules {

  private TrainableRules() {}

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
