package org.rlhf4j.runner.checkpoint;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.rlhf4j.api.Stateful;

/** States of several parts, one after the other, each with a mark behind it. */
final class States {
  /** Found where it belongs only if a part read as much as it had written. */
  private static final int MARK = 0x0BADBEE5;

  private States() {}

  static void write(List<? extends Stateful> parts, DataOutput out) throws IOException {
    out.writeInt(parts.size());
    for (Stateful part : parts) {
      part.writeState(out);
      out.writeInt(MARK);
    }
  }

  /** Returns how many there were. */
  static int read(List<? extends Stateful> parts, DataInput in) throws IOException {
    int n = in.readInt();
    if (n != parts.size()) {
      throw new IOException("it holds " + n + " states, expected " + parts.size());
    }
    for (Stateful part : parts) {
      part.readState(in);
      if (in.readInt() != MARK) {
        throw new IOException(
            part.getClass().getName() + " does not read back as much as it writes");
      }
    }
    return n;
  }
}
