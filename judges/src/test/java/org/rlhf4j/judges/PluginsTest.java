package org.rlhf4j.judges;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.JudgePlugin;

final class PluginsTest {

  @Test
  void theServiceLoaderFindsThem() {
    List<String> ids = new ArrayList<>();
    Catalog.load(List.of()).all(JudgePlugin.class).forEach(p -> ids.add(p.id()));
    assertEquals(
        List.of(
            "both-orders",
            "cached",
            "human",
            "lm",
            "noisy",
            "reward-judge",
            "simulated-annotators"),
        ids);
  }
}
