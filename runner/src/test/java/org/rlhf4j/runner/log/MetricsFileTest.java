package org.rlhf4j.runner.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.plugin.Metric;

final class MetricsFileTest {
  @TempDir Path folder;

  /** A step of a judge. */
  public record Outer(@Metric(name = "outer/pairs", doc = "pairs") int pairs) {}

  /** A step of the judge that it wraps. */
  public record Inner(@Metric(name = "inner/calls", doc = "calls") int calls) {}

  @Test
  void theLegendExplainsAllThatReportUnderOneName() throws IOException {
    try (MetricsFile metrics = new MetricsFile(folder)) {
      metrics.write("judge", 1, new Outer(3));
      metrics.write("judge", 1, new Inner(6));
      metrics.write("judge", 2, new Outer(4));
    }
    JsonObject legend =
        JsonParser.parseString(Files.readString(folder.resolve("metrics-legend.json")))
            .getAsJsonObject();
    assertEquals(Set.of("outer/pairs", "inner/calls"), legend.getAsJsonObject("judge").keySet());
    assertEquals(3, Files.readAllLines(folder.resolve("metrics.jsonl")).size());
  }
}
