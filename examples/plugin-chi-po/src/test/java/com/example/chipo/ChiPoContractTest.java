package com.example.chipo;

import java.util.Map;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.contract.OptimizerContract;
import org.rlhf4j.testkit.contract.PluginContract;

/** What the runner relies upon. */
final class ChiPoContractTest implements OptimizerContract, PluginContract<Optimizer> {

  @Override
  public ChiPoPlugin plugin() {
    return new ChiPoPlugin();
  }

  /** A few steps that change something. */
  @Override
  public Part<Optimizer> part() {
    TrainingOptions training = TrainingOptions.of(16, 1, AdamW.withLearningRate(0.01));
    return new Part<>(plugin(), new ChiPoOptions(training, 0.5, 10));
  }

  /** Policy and reference agree before the first step. */
  @Override
  public Map<String, Double> firstStep() {
    return Map.of("loss", Math.log(2), "rewards/margins", 0.0);
  }
}
