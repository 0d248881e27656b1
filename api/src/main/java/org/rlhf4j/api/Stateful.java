package org.rlhf4j.api;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Something that learns or counts, and whose state can be written down and read back exactly, so
 * that interrupted work goes on bit for bit. (Random streams have no state: they are drawn by
 * name.)
 */
public interface Stateful {

  /** Writes the whole state: weights, the moments of AdamW and their count, pools, controllers. */
  void writeState(DataOutput out) throws IOException;

  /**
   * Takes over a state that {@link #writeState} of the same kind of thing wrote, after the same
   * preparations (such as added control tokens).
   *
   * @throws IOException if it cannot be read, or belongs to something of another shape
   */
  void readState(DataInput in) throws IOException;
}
