package org.rlhf4j.policies;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of the {@code transformer} policy: either {@code path} of a model to load, or {@code
 * vocabulary} and {@code sizes} of one to make from scratch.
 *
 * @param path folder of a model in Hugging Face layout, or of a PEFT adapter
 * @param vocabulary demonstrations whose words become the vocabulary of a model made from scratch
 * @param sizes of a model made from scratch; null for one that is loaded, which has its own
 * @param adapter trains low-rank products beside frozen weights; null for all weights
 * @param merge whether the adapter in the folder {@code path} becomes part of the weights
 * @param dtype type of the weights and of arithmetic
 * @param tokensPerMicrobatch most tokens that go through the model at once in scoring and training;
 *     memory grows with it, results do not depend on it
 * @param generationRows most sequences that are sampled at once
 * @param templateDate the date that a chat template gets where it asks for today's, so that a run
 *     can be repeated on another day
 */
public record TransformerOptions(
    @Option(
            "folder of a model in Hugging Face layout, or of a PEFT adapter, which names its model;"
                + " or give vocabulary and sizes")
        @Nullable String path,
    @Option("data whose demonstrations give the words of a model made from scratch")
        @Nullable Part<DataSource> vocabulary,
    @Option("sizes of a model made from scratch") @Nullable ModelSizes sizes,
    @Option(
            "low-rank products that are trained beside the model's own weights; left out, all"
                + " weights are trained")
        @Nullable AdapterOptions adapter,
    @Option("whether the adapter in the folder path becomes part of the weights as they are loaded")
        boolean merge,
    @Option("type of weights and arithmetic; softmax, losses and AdamW are float32 in any case")
        Dtype dtype,
    @Option(
            value = "tokens in a micro-batch, padding counted; results do not depend on it",
            min = 1,
            max = 10_000_000)
        int tokensPerMicrobatch,
    @Option(value = "sequences sampled at once", min = 1, max = 4096) int generationRows,
    @Option("the date that a chat template gets where it asks for today's, as YYYY-MM-DD")
        String templateDate) {

  /** Type of weights and arithmetic. */
  public enum Dtype {
    /** 32 bits. */
    FLOAT32(6),
    /** 16 bits with the range of 32; training keeps a float32 master copy. */
    BFLOAT16(15);

    // PyTorch's own number for the type: DJL's JNI does not know bfloat16 and ends the process when
    // asked for it.
    final int torch;

    Dtype(int torch) {
      this.torch = torch;
    }
  }

  /** What the templates of Llama 3 themselves take where they can ask nobody for a date. */
  private static final String TEMPLATE_DATE = "2024-07-26";

  /** Gives a model from scratch the sizes that were left out, and a loaded one none. */
  public TransformerOptions {
    if (path == null && vocabulary != null && sizes == null) {
      sizes = new ModelSizes();
    } else if (path != null && new ModelSizes().equals(sizes)) {
      sizes = null; // specs that runs wrote before have the default sizes beside a path
    }
  }

  /** Nothing chosen yet; float32, 2048 tokens a micro-batch, 64 sequences at once. */
  public TransformerOptions() {
    this(null, null, null, null, false, Dtype.FLOAT32, 2048, 64, TEMPLATE_DATE);
  }
}
