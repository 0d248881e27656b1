package org.rlhf4j.judges.wrapped;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code cached}.
 *
 * @param judge is asked what is not known yet
 * @param path the folder that keeps verdicts; several judges and runs may share it
 * @param batch comparisons that the judge is asked at once; after each batch its verdicts are kept
 */
public record CachedOptions(
    @Option(value = "is asked what is not known yet", required = true) @Nullable Part<Judge> judge,
    @Option(value = "folder that keeps verdicts; judges and runs may share it", howOnly = true)
        String path,
    @Option(value = "comparisons to ask before their verdicts are kept", min = 1, howOnly = true)
        int batch) {

  /** Checks the range. */
  public CachedOptions {
    if (batch < 1) {
      throw new IllegalArgumentException("batch must be at least 1, got " + batch);
    }
  }
}
