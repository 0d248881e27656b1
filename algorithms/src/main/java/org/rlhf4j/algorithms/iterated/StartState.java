package org.rlhf4j.algorithms.iterated;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rlhf4j.api.training.TrainablePolicy;

/**
 * The state in which a policy started, so that it can start again. It is kept in a temporary file,
 * because a second copy of a large model may not fit into memory.
 */
final class StartState implements AutoCloseable {

  private final Path file;

  private StartState(Path file) {
    this.file = file;
  }

  /** The state as it is now. */
  static StartState of(TrainablePolicy policy) {
    try {
      StartState state = new StartState(Files.createTempFile("rlhf4j-start", ".state"));
      state.write(policy);
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException("the start policy cannot be kept in a temporary file", e);
    }
  }

  private void write(TrainablePolicy policy) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      policy.writeState(out);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Brings the policy back into it. */
  void restore(TrainablePolicy policy) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      policy.readState(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the start policy cannot be read from " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary file " + file + " cannot be removed", e);
    }
  }
}
