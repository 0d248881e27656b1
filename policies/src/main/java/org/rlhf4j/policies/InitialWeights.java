package org.rlhf4j.policies;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * First values of a model's weights, after GPT-2 (Radford et al. 2019): normal with a given
 * standard deviation, divided by the root of twice the number of layers where the output is added
 * to the residual stream.
 */
final class InitialWeights {

  private InitialWeights() {}

  static float[] of(Weight weight, double deviation, int layers, RandomGenerator random) {
    float[] values = new float[(int) Arrays.stream(weight.shape()).reduce(1, (a, b) -> a * b)];
    switch (weight.kind()) {
      case GAIN -> Arrays.fill(values, 1f);
      case BIAS, ABSENT, TIED -> {}
      case MATRIX -> normal(values, deviation, random);
      case RESIDUAL -> normal(values, deviation / Math.sqrt(2.0 * layers), random);
    }
    return values;
  }

  static void normal(float[] values, double deviation, RandomGenerator random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
  }
}
