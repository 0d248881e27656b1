package org.rlhf4j.algorithms.policygradient;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rlhf4j.api.training.Stateful;

/** The state of something at one moment, in memory, to go back to. */
final class Snapshot {

  /** An array holds at most 2 GiB, a model may be larger. */
  private static final int CHUNK = 1 << 26;

  private final List<byte[]> chunks = new ArrayList<>();

  /** Takes the state down. */
  static Snapshot of(Stateful part) {
    Snapshot snapshot = new Snapshot();
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(snapshot.new Chunks(), 1 << 16))) {
      part.writeState(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return snapshot;
  }

  /** Gives the state back. */
  void restore(Stateful part) {
    List<InputStream> parts = new ArrayList<>();
    chunks.forEach(chunk -> parts.add(new ByteArrayInputStream(chunk)));
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new SequenceInputStream(Collections.enumeration(parts))))) {
      part.readState(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Collects what is written, a chunk at a time. */
  private final class Chunks extends OutputStream {
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      chunk.write(b);
      cut(CHUNK);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      chunk.write(bytes, from, length);
      cut(CHUNK);
    }

    @Override
    public void close() {
      cut(1);
    }

    private void cut(int atLeast) {
      if (chunk.size() >= atLeast) {
        chunks.add(chunk.toByteArray());
        chunk.reset();
      }
    }
  }
}
