package org.rlhf4j.algorithms.iterated;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.rlhf4j.api.TokenRow;

/** Rows as bytes, for checkpoints. */
final class RowState {

  private RowState() {}

  static void write(TokenRow row, DataOutput out) throws IOException {
    write(row.prompt(), out);
    write(row.completion(), out);
  }

  static TokenRow read(DataInput in) throws IOException {
    return new TokenRow(readIds(in), readIds(in));
  }

  private static void write(int[] ids, DataOutput out) throws IOException {
    out.writeInt(ids.length);
    for (int id : ids) {
      out.writeInt(id);
    }
  }

  private static int[] readIds(DataInput in) throws IOException {
    int[] ids = new int[in.readInt()];
    for (int t = 0; t < ids.length; t++) {
      ids[t] = in.readInt();
    }
    return ids;
  }
}
