package org.rlhf4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.RewardModelPlugin;

final class PluginsTest {

  @Test
  void theServiceLoaderFindsThem() {
    Catalog catalog = Catalog.load(List.of());
    List<String> rewards = new ArrayList<>();
    catalog.all(RewardModelPlugin.class).forEach(p -> rewards.add(p.id()));
    assertEquals(
        List.of(
            "ensemble",
            "instruction-world",
            "length-penalised",
            "lexicon",
            "onnx",
            "pairwise",
            "policy-implicit",
            "rules",
            "running-normalised",
            "weighted-sum"),
        rewards);
    List<String> data = new ArrayList<>();
    catalog.all(DataSourcePlugin.class).forEach(p -> data.add(p.id()));
    assertEquals(List.of("instruction-world"), data);
  }
}
