package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.run.Checkpoints;

/**
 * Checkpoints that keep the state after every step, as bytes, and can interrupt the work after one
 * of them. {@link Interrupted} uses them.
 */
public final class MemoryCheckpoints implements Checkpoints {

  /** Thrown out of the training loop to interrupt it. */
  public static final class Stopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Stopped(int done) {
      super("stopped after step " + done);
    }
  }

  private final TreeMap<Integer, List<byte[]>> states = new TreeMap<>();
  private int stop;

  /** Checkpoints without any state that never interrupt. */
  public MemoryCheckpoints() {}

  /**
   * From now on interrupts the work when this step is done and its state is kept.
   *
   * @param step from 1; 0 for never
   */
  public void stopAfter(int step) {
    stop = step;
  }

  /**
   * What was kept after a step.
   *
   * @param step from 1
   * @return the state of each part
   * @throws IllegalArgumentException if nothing was kept then
   */
  public List<byte[]> state(int step) {
    List<byte[]> state = states.get(step);
    if (state == null) {
      throw new IllegalArgumentException(
          "nothing was kept after step " + step + ", only after " + states.keySet());
    }
    return state.stream().map(byte[]::clone).toList();
  }

  /** Reads the last state; parts that do not read what they wrote fail an assertion. */
  @Override
  public int restore(List<? extends Stateful> parts) {
    if (states.isEmpty()) {
      return 0;
    }
    List<byte[]> kept = states.lastEntry().getValue();
    assertEquals(kept.size(), parts.size(), "parts with a state");
    for (int i = 0; i < parts.size(); i++) {
      ByteArrayInputStream bytes = new ByteArrayInputStream(kept.get(i));
      try {
        parts.get(i).readState(new DataInputStream(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException("part " + i + " cannot read its state", e);
      }
      assertEquals(0, bytes.available(), "bytes that part " + i + " wrote but did not read");
    }
    return states.lastKey();
  }

  @Override
  public void offer(int done, int total, List<? extends Stateful> parts) {
    List<byte[]> kept = new ArrayList<>();
    parts.forEach(part -> kept.add(bytes(part)));
    states.put(done, kept);
    if (done == stop) {
      throw new Stopped(done);
    }
  }

  /** The state of a part as bytes. */
  public static byte[] bytes(Stateful part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      part.writeState(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
