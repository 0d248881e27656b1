package org.rlhf4j.runner.spec;

import org.rlhf4j.api.plugin.Option;

/**
 * When a training that is watched ends before its last step: the proxy goes on rising and gold, on
 * prompts that nothing is measured on at the end, is flat or falls. Each point is compared with the
 * earlier point of the highest gold; differences are paired over prompts.
 *
 * @param z the proxy has risen since then by at least so many standard errors of the difference
 * @param drop gold has fallen since then by at least so many; 0: it has not risen
 * @param patience both hold at so many points, one after the other
 */
public record StopStage(
    @Option(
            value = "standard errors by which the proxy has risen since the best gold",
            min = 0,
            max = 100)
        double z,
    @Option(
            value = "standard errors by which gold has fallen since its best; 0: it has not risen",
            min = 0,
            max = 100)
        double drop,
    @Option(value = "points, one after the other, at which both hold", min = 1, max = 100_000)
        int patience) {

  /** A proxy that rose by two standard errors while gold did not, at two points. */
  public StopStage() {
    this(2, 0, 2);
  }
}
