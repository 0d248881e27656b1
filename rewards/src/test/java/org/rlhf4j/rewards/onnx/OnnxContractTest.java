package org.rlhf4j.rewards.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.rewards.onnx.OnnxOptions.Input;
import org.rlhf4j.rewards.onnx.OnnxOptions.Keep;
import org.rlhf4j.rewards.onnx.OnnxOptions.Score;
import org.rlhf4j.testkit.TestContext;
import org.rlhf4j.testkit.contract.PluginContract;
import org.rlhf4j.testkit.contract.RewardModelContract;

/** An exported model, in batches of four, keeps the contract of rewards. */
final class OnnxContractTest implements RewardModelContract, PluginContract<RewardModel> {

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), OnnxExports.tokenizer());
    OnnxExports.masked(OnnxWriter.INT64, 1).write(folder.resolve("model.onnx"));
  }

  @Override
  public Plugin<RewardModel, ?> plugin() {
    return new OnnxPlugin();
  }

  @Override
  public Part<RewardModel> part() {
    return new Part<>(
        new OnnxPlugin(),
        new OnnxOptions(".", null, null, Score.LOGIT, Input.PAIR, 512, Keep.END, 4));
  }

  @Override
  public PluginContext context() {
    return new TestContext().folder(folder);
  }
}
