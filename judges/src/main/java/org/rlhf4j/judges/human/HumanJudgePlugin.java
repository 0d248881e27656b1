package org.rlhf4j.judges.human;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code human}: what people said on a workbench. The probability that the first answer is better
 * is the share of labels that say so, a tie counting one half; a comparison is found by its prompt
 * and its answers, in either order.
 *
 * <p>It cannot be asked what nobody labelled: it then refuses, says how many labels are missing,
 * and writes the comparisons as items for {@code rlhf4j annotate} where {@code missing} names a
 * file. Since answers are drawn from the run's seed, the same run asks the same comparisons again.
 */
@Source("rlhf4j's own")
public final class HumanJudgePlugin implements JudgePlugin<HumanJudgeOptions> {

  /** For the service loader. */
  public HumanJudgePlugin() {}

  @Override
  public String id() {
    return "human";
  }

  @Override
  public String summary() {
    return "what people said on the workbench of rlhf4j annotate";
  }

  @Override
  public HumanJudgeOptions defaults() {
    return new HumanJudgeOptions(null, null);
  }

  @Override
  public Judge create(HumanJudgeOptions options, PluginContext context) {
    String labels = options.labels();
    if (labels == null) {
      throw new UserException("labels: is missing: name the labels.jsonl of an export");
    }
    return new HumanJudge(
        labels, LabelsFile.read(labels, context), missing(options.missing(), context));
  }

  private static @Nullable Path missing(@Nullable String path, PluginContext context) {
    if (path == null) {
      return null;
    }
    Path file = context.place(path);
    Path folder = file.getParent();
    if (folder != null) {
      context.resolve(folder.toString());
    }
    return file;
  }
}
