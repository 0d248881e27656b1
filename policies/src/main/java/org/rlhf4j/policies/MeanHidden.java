package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.Readout;

/**
 * Vectors for rows: the mean of the final hidden states over the completion's tokens.
 *
 * @param decoder not owned
 * @param tokensPerMicrobatch of a batch, padding counted
 */
record MeanHidden(Decoder decoder, int tokensPerMicrobatch) {

  /**
   * Reads rows.
   *
   * @param rows each with a completion of one token at least
   * @return one vector of the hidden size a row, in order
   */
  List<float[]> of(List<TokenRow> rows) {
    for (TokenRow row : rows) {
      if (row.completion().length == 0) {
        throw new IllegalArgumentException("a completion without tokens has no states");
      }
    }
    float[][] vectors = new float[rows.size()][];
    if (!rows.isEmpty()) {
      for (int[] batch : MicroBatches.split(rows, 1, tokensPerMicrobatch)) {
        List<TokenRow> chosen = IntStream.of(batch).mapToObj(rows::get).toList();
        float[] states = states(chosen);
        int first = 0;
        for (int i = 0; i < batch.length; i++) {
          int tokens = chosen.get(i).completion().length;
          vectors[batch[i]] = mean(states, first, tokens);
          first += tokens;
        }
      }
    }
    return List.of(vectors);
  }

  /** Hidden states at all completion tokens, row after row. */
  private float[] states(List<TokenRow> rows) {
    // packed so, every token is read, the last ones too
    PackedRows packed = PackedRows.of(rows, Readout.LAST_TOKEN);
    long[] places =
        IntStream.range(0, rows.size())
            .boxed()
            .flatMap(
                i ->
                    IntStream.range(rows.get(i).prompt().length, rows.get(i).length())
                        .mapToObj(t -> (long) i * packed.width() + t))
            .mapToLong(Long::longValue)
            .toArray();
    try (PtNDManager scope = decoder.scope()) {
      PtNDArray hidden = decoder.hidden(scope, packed.ids(scope));
      PtNDArray flat = (PtNDArray) hidden.reshape(-1, decoder.config().hidden());
      PtNDArray chosen =
          decoder.head().tensor(scope, "select", flat, Torch.longs(scope, places, places.length));
      return decoder
          .head()
          .tensor(scope, "to_type", chosen, TransformerOptions.Dtype.FLOAT32.torch)
          .toFloatArray();
    }
  }

  private float[] mean(float[] states, int first, int tokens) {
    int width = decoder.config().hidden();
    double[] sums = new double[width];
    for (int t = first; t < first + tokens; t++) {
      for (int d = 0; d < width; d++) {
        sums[d] += states[t * width + d];
      }
    }
    float[] mean = new float[width];
    for (int d = 0; d < width; d++) {
      mean[d] = (float) (sums[d] / tokens);
    }
    return mean;
  }
}
