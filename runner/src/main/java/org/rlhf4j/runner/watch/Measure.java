package org.rlhf4j.runner.watch;

import java.util.Locale;
import java.util.function.Function;
import org.rlhf4j.api.evaluation.TrajectoryPoint;

/** What is measured at a point. */
enum Measure {
  KL("KL from the start of the training", "nats", TrajectoryPoint::kl),
  PROXY("proxy reward", "", TrajectoryPoint::proxy),
  GOLD("gold reward", "", TrajectoryPoint::gold),
  LENGTH("length", "tokens", TrajectoryPoint::length),
  ENTROPY("entropy of answers", "nats", TrajectoryPoint::entropy);

  private final String label;
  private final String unit;
  private final Function<TrajectoryPoint, double[]> numbers;

  Measure(String label, String unit, Function<TrajectoryPoint, double[]> numbers) {
    this.label = label;
    this.unit = unit;
    this.numbers = numbers;
  }

  /** Its name in files. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  String label() {
    return label;
  }

  /** Empty for none. */
  String unit() {
    return unit;
  }

  /** One number a prompt. */
  double[] of(TrajectoryPoint point) {
    return numbers.apply(point);
  }
}
