package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.Readout;

/**
 * Rows laid side by side for the decoder: padded on the right, with the places at which outputs are
 * read.
 *
 * @param source the rows
 * @param ids token ids of shape (rows, width), row by row; padding is 0 and is never read
 * @param width tokens a row
 * @param offsets outputs of row i are numbers offsets[i] .. offsets[i + 1] - 1 of all N
 * @param places for each output the place of its hidden state among rows * width
 * @param tokens for each output the token whose log-probability it is; unused by scalar heads
 * @param outputWidth most outputs in a row, at least 1
 */
record PackedRows(
    List<TokenRow> source,
    long[] ids,
    int width,
    int[] offsets,
    long[] places,
    long[] tokens,
    int outputWidth) {

  /** Packs rows for outputs at the given places. */
  static PackedRows of(List<TokenRow> rows, Readout readout) {
    boolean last = readout == Readout.LAST_TOKEN;
    int[] offsets = new int[rows.size() + 1];
    int width = 1;
    int outputWidth = 1;
    for (int i = 0; i < rows.size(); i++) {
      int outputs = last ? 1 : rows.get(i).completion().length;
      offsets[i + 1] = offsets[i] + outputs;
      // Nobody asks what follows the last token, so it is not read where tokens are predicted.
      width = Math.max(width, rows.get(i).length() - (last ? 0 : 1));
      outputWidth = Math.max(outputWidth, outputs);
    }
    long[] ids = new long[rows.size() * width];
    long[] places = new long[offsets[rows.size()]];
    long[] tokens = new long[places.length];
    for (int i = 0; i < rows.size(); i++) {
      TokenRow row = rows.get(i);
      for (int t = 0; t < Math.min(width, row.length()); t++) {
        ids[i * width + t] = row.token(t);
      }
      int first = last ? row.length() - 1 : row.prompt().length - 1;
      for (int k = offsets[i]; k < offsets[i + 1]; k++) {
        int t = first + k - offsets[i];
        places[k] = (long) i * width + t;
        tokens[k] = last ? 0 : row.token(t + 1);
      }
    }
    return new PackedRows(rows, ids, width, offsets, places, tokens, outputWidth);
  }

  int rows() {
    return offsets.length - 1;
  }

  int outputs() {
    return places.length;
  }

  PtNDArray ids(PtNDManager scope) {
    return Torch.longs(scope, ids, rows(), width);
  }

  PtNDArray places(PtNDManager scope) {
    return Torch.longs(scope, places, places.length);
  }

  PtNDArray targets(PtNDManager scope) {
    return Torch.longs(scope, tokens, tokens.length);
  }

  /** For each output its place in a padded array of shape (rows, outputWidth). */
  PtNDArray paddedPlaces(PtNDManager scope) {
    long[] padded = new long[places.length];
    for (int i = 0; i < rows(); i++) {
      for (int k = offsets[i]; k < offsets[i + 1]; k++) {
        padded[k] = (long) i * outputWidth + k - offsets[i];
      }
    }
    return Torch.longs(scope, padded, padded.length);
  }

  /**
   * Outputs in a padded array of shape (K, rows, outputWidth), with 0 for padding.
   *
   * @param outputs numbers of shape (K, N)
   */
  PtNDArray padded(PtNDManager scope, float[] outputs, int kinds) {
    float[] padded = new float[kinds * rows() * outputWidth];
    for (int kind = 0; kind < kinds; kind++) {
      for (int i = 0; i < rows(); i++) {
        System.arraycopy(
            outputs,
            kind * places.length + offsets[i],
            padded,
            (kind * rows() + i) * outputWidth,
            offsets[i + 1] - offsets[i]);
      }
    }
    return Torch.floats(scope, padded, kinds, rows(), outputWidth);
  }

  /** Ones for real outputs in a padded array of shape (rows, outputWidth). */
  PtNDArray mask(PtNDManager scope) {
    float[] ones = new float[places.length];
    Arrays.fill(ones, 1);
    return padded(scope, ones, 1).squeeze(0);
  }

  /** One row's share of all outputs: of numbers of shape (K, N) the first N. */
  float[] slice(float[] all, int row) {
    return Arrays.copyOfRange(all, offsets[row], offsets[row + 1]);
  }

  /** One row's share of numbers of shape (K, N), kind by kind. */
  float[][] slices(float[] all, int row, int kinds) {
    float[][] slices = new float[kinds][];
    for (int kind = 0; kind < kinds; kind++) {
      int first = kind * places.length;
      slices[kind] = Arrays.copyOfRange(all, first + offsets[row], first + offsets[row + 1]);
    }
    return slices;
  }
}
