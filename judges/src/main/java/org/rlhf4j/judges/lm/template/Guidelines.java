package org.rlhf4j.judges.lm.template;

import java.util.List;
import java.util.stream.Collectors;
import org.rlhf4j.api.plugin.PluginContext;

/** What answers are to be judged by, in words. */
public final class Guidelines {

  /** The names of ours. */
  public static final List<String> OURS =
      List.of(
          "helpful-v1",
          "truthful-v1",
          "harmless-v1",
          "helpfulness-scale-v1",
          "presentation-scale-v1");

  private Guidelines() {}

  /**
   * Several of them as one text, in order.
   *
   * @param names of ours, or paths of files
   * @throws org.rlhf4j.api.UserException if one is neither
   */
  public static String read(List<String> names, PluginContext context) {
    return names.stream()
        .map(name -> Texts.read("the guideline", name, "guideline/", OURS, context).strip())
        .collect(Collectors.joining("\n\n"));
  }
}
