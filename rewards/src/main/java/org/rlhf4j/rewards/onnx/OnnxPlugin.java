package org.rlhf4j.rewards.onnx;

import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code onnx}: the output of a sequence classifier or regressor in ONNX, such as Hugging Face
 * Optimum exports, run by ONNX Runtime on the CPU.
 *
 * <p>The model's inputs may be {@code input_ids}, {@code attention_mask}, {@code token_type_ids}
 * and {@code position_ids}; its output is {@code logits}, or the only one, of shape (batch) or
 * (batch, labels). {@code config.json} beside it, if there is one, gives labels their names and
 * tells the padding token.
 *
 * <p>Responses are sorted by length and run in batches. Rows of different length share a batch only
 * if they can be told apart from padding, that is if the model reads {@code attention_mask} and the
 * padding token is known. So a score does not depend on its batch but for rounding.
 */
@Source("ONNX (onnx.ai), as Hugging Face Optimum exports sequence classifiers")
public final class OnnxPlugin implements RewardModelPlugin<OnnxOptions> {

  /** For the service loader. */
  public OnnxPlugin() {}

  @Override
  public String id() {
    return "onnx";
  }

  @Override
  public String summary() {
    return "a classifier or regressor exported to ONNX, with its own tokenizer";
  }

  @Override
  public OnnxOptions defaults() {
    return new OnnxOptions(
        null,
        null,
        null,
        OnnxOptions.Score.LOGIT,
        OnnxOptions.Input.PAIR,
        512,
        OnnxOptions.Keep.END,
        16);
  }

  @Override
  public RewardModel create(OnnxOptions options, PluginContext context) {
    if (options.path() == null) {
      throw new UserException("onnx: path is missing; give the .onnx file or its folder");
    }
    ModelFiles files =
        ModelFiles.find(
            context.resolve(options.path()),
            options.tokenizer() == null ? null : context.resolve(options.tokenizer()));
    OnnxTokenizer tokenizer = OnnxTokenizer.open(files.tokenizer(), options);
    try {
      OnnxModel model = OnnxModel.open(files.model());
      try {
        int label = files.label(options.label(), model.labels());
        return new OnnxReward(tokenizer, model, files.paddingId(), label, options);
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }
}
