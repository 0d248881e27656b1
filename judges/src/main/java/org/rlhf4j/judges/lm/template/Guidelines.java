package org.rlhf4j.judges.lm.template;

import java.util.List;
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
   * The text of one.
   *
   * @param name of ours, or path of a file
   * @throws org.rlhf4j.api.UserException if it is neither
   */
  public static String read(String name, PluginContext context) {
    return Texts.read("the guideline", name, "guideline/", OURS, context).strip();
  }
}
