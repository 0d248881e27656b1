package org.rlhf4j.policies;

import java.util.random.RandomGenerator;

/**
 * First values of a model's weights, after GPT-2 (Radford et al. 2019): normal with a given
 * standard deviation, divided by the root of twice the number of layers where the output is added
 * to the residual stream.
 */
final class InitialWeights {

  private InitialWeights() {}

  static TensorNumbers of(Weight weight, double deviation, int layers, RandomGenerator random) {
    return switch (weight.kind()) {
      case GAIN -> constant(1f);
      case BIAS, ABSENT, TIED -> constant(0f);
      case MATRIX -> normal(deviation, random);
      case RESIDUAL -> normal(deviation / Math.sqrt(2.0 * layers), random);
    };
  }

  static TensorNumbers constant(float value) {
    return piece -> {
      while (piece.hasRemaining()) {
        piece.put(value);
      }
    };
  }

  static TensorNumbers normal(double deviation, RandomGenerator random) {
    return piece -> {
      while (piece.hasRemaining()) {
        piece.put((float) (deviation * random.nextGaussian()));
      }
    };
  }

  static TensorNumbers uniform(double bound, RandomGenerator random) {
    return piece -> {
      while (piece.hasRemaining()) {
        piece.put((float) (bound * (2 * random.nextDouble() - 1)));
      }
    };
  }
}
