package org.rlhf4j.runner.watch;

import java.util.Arrays;
import java.util.Locale;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.Sample;

/** What is measured at a point. */
enum Measure {
  KL("KL from the start of the training", "nats"),
  PROXY("proxy reward", ""),
  GOLD("gold reward", ""),
  LENGTH("length", "tokens"),
  ENTROPY("entropy of answers", "nats"),
  WIN_RATE("win rate", "%");

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

  /** Its name in ids of charts. */
  String id() {
    return key().replace('_', '-');
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
      case WIN_RATE -> point.wins();
    };
  }

  /** Its mean over the prompts on which it is known; of win rates some may have no verdict. */
  Sample sample(TrajectoryPoint point) {
    return Sample.of(Arrays.stream(of(point)).filter(x -> !Double.isNaN(x)).toArray());
  }

  /** Whether anything is known. */
  boolean isKnown(TrajectoryPoint point) {
    return Arrays.stream(of(point)).anyMatch(x -> !Double.isNaN(x));
  }
}
