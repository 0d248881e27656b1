package org.rlhf4j.runner.watch;

import java.util.Locale;
import org.rlhf4j.api.evaluation.TrajectoryPoint;

/** What is measured at a point. */
enum Measure {
  KL("KL from the start of the training", "nats"),
  PROXY("proxy reward", ""),
  GOLD("gold reward", ""),
  LENGTH("length", "tokens"),
  ENTROPY("entropy of answers", "nats");

  private final String label;
  private final String unit;

  Measure(String label, String unit) {
    this.label = label;
    this.unit = unit;
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
    return switch (this) {
      case KL -> point.kl();
      case PROXY -> point.proxy();
      case GOLD -> point.gold();
      case LENGTH -> point.length();
      case ENTROPY -> point.entropy();
    };
  }
}
