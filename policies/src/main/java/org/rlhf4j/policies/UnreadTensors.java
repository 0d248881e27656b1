package org.rlhf4j.policies;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.rlhf4j.api.UserException;

/**
 * Tensors of a model's body that its configuration does not name: a bias, a norm, a layer more.
 * Whoever trained them computed with them; a model without them would be another one, without a
 * word. Heads that stand on top of the body (of values, say) may be left over.
 */
final class UnreadTensors {

  private static final Pattern BODY =
      Pattern.compile("(model\\.|transformer\\.)?(layers|h|norm|ln_f|embed_tokens|wte|wpe)\\..*");

  /** Not weights: masks and frequencies that older programs stored. */
  private static final Pattern TABLES =
      Pattern.compile(".*\\.(attn\\.(bias|masked_bias)|rotary_emb\\.inv_freq)");

  private UnreadTensors() {}

  /**
   * Refuses a file with a tensor of the body that is never read.
   *
   * @param names the file's tensors
   */
  static void check(ModelConfig config, Path file, Set<String> names) {
    Set<String> read = new HashSet<>();
    for (Weight weight : Weight.layout(config)) {
      for (Weight.Part part : weight.parts()) {
        for (String prefix : List.of("", "model.", "transformer.")) {
          read.add(prefix + part.name());
        }
      }
    }
    for (String name : names) {
      if (!read.contains(name) && BODY.matcher(name).matches() && !TABLES.matcher(name).matches()) {
        throw new UserException(
            file
                + ": has the tensor "
                + ShardIndex.shown(name)
                + ", for which a "
                + config.json().get("model_type").getAsString()
                + " of this config.json has no place; what config.json says of layers, biases and"
                + " norms must fit the weights");
      }
    }
  }
}
