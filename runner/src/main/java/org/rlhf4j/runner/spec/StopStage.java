package org.rlhf4j.runner.spec;

import org.rlhf4j.api.Option;

/**
 * When a training that is watched ends before its last step: the proxy goes on rising while gold
 * falls, on prompts that nothing is measured on at the end. Each point is compared with the earlier
 * point of the highest gold; differences are paired over prompts.
 *
 * <p>That gold has fallen is tested at every point. The error over all points of a training
 * together is {@code significance}: so often at most ends a training whose gold never fell.
 *
 * @param z the proxy has risen since then by at least so many standard errors of the difference
 * @param significance of the fall of gold, over all points together; 1: it need not be told from
 *     chance
 * @param drop gold has fallen since then by at least so many standard errors; 0: it has not risen
 * @param patience all of it holds at so many points, one after the other
 */
public record StopStage(
    @Option(
            value = "standard errors by which the proxy has risen since the best gold",
            min = 0,
            max = 100)
        double z,
    @Option(
            value =
                "how often a training whose gold never fell may be ended, over all points; 1: a"
                    + " fall need not be told from chance",
            min = 1e-9,
            max = 1)
        double significance,
    @Option(
            value = "standard errors by which gold has fallen since its best; 0: it has not risen",
            min = 0,
            max = 100)
        double drop,
    @Option(value = "points, one after the other, at which it holds", min = 1, max = 100_000)
        int patience) {

  /** A proxy that rose by two standard errors while gold fell, at two points. */
  public StopStage() {
    this(2, 0.05, 0, 2);
  }
}
