package org.rlhf4j.algorithms;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rlhf4j.api.training.Stateful;

/**
 * The state of a model at one moment, to go back to. It lies in a temporary file, because a second
 * copy of a large model may not fit into memory.
 */
public final class KeptState implements AutoCloseable {

  private final Path file;

  private KeptState(Path file) {
    this.file = file;
  }

  /** The state as it is now. */
  public static KeptState of(Stateful model) {
    try {
      KeptState state = new KeptState(Files.createTempFile("rlhf4j-kept", ".state"));
      state.write(model);
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the state of the model cannot be kept in a temporary file", e);
    }
  }

  private void write(Stateful model) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      model.writeState(out);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Brings the model back into it. */
  public void restore(Stateful model) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      model.readState(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the state of the model cannot be read from " + file, e);
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
