package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.rlhf4j.api.plugin.Progress;
import org.rlhf4j.api.plugin.RunLog;
import org.rlhf4j.api.training.Checkpoints;
import org.rlhf4j.api.training.Stateful;

/** Stops a training after some steps, and lets another one go on from its state. */
final class Interruption {

  private final int after;
  private byte[] state = {};
  private boolean stopped;

  Interruption(int after) {
    this.after = after;
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void stop(Runnable training) {
    assertThrows(Stopped.class, training::run);
    stopped = true;
  }

  RunLog log() {
    return new RunLog() {
      @Override
      public void step(int step, Record metrics) {}

      @Override
      public Progress progress(String task, long total, String unit) {
        return (done, detail) -> {};
      }

      @Override
      public void note(String line) {}

      @Override
      public Checkpoints checkpoints() {
        return new Memory();
      }
    };
  }

  private final class Memory implements Checkpoints {

    @Override
    public int restore(List<? extends Stateful> parts) {
      if (!stopped) {
        return 0;
      }
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
        for (Stateful part : parts) {
          part.readState(in);
        }
        return after;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void offer(int done, int total, List<? extends Stateful> parts) {
      if (stopped || done < after) {
        return;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        for (Stateful part : parts) {
          part.writeState(out);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      state = bytes.toByteArray();
      throw new Stopped();
    }
  }
}
