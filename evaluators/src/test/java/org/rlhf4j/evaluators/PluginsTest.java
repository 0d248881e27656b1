package org.rlhf4j.evaluators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.EvaluatorPlugin;

final class PluginsTest {

  @Test
  void theServiceLoaderFindsThem() {
    List<String> ids = new ArrayList<>();
    Catalog.load(List.of()).all(EvaluatorPlugin.class).forEach(p -> ids.add(p.id()));
    assertEquals(
        List.of(
            "agreement",
            "calibration",
            "fit-annotators",
            "group-alignment",
            "judge-audit",
            "kl",
            "leaderboard",
            "length",
            "length-effects",
            "mean-reward",
            "mode-collapse",
            "over-optimisation",
            "reward-accuracy",
            "verifiable",
            "win-rate"),
        ids);
  }
}
