package org.rlhf4j.algorithms;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.rlhf4j.api.Stateful;

/**
 * The state of a model at one moment, to go back to. It lies in a temporary file, because a second
 * copy of a large model may not fit into memory. Where the system allows it, the file has no name
 * from the beginning, so that a process that is killed leaves nothing behind.
 */
public final class KeptState implements AutoCloseable {

  private final FileChannel file;

  private KeptState(FileChannel file) {
    this.file = file;
  }

  /** The state as it is now. */
  public static KeptState of(Stateful model) {
    try {
      KeptState state =
          new KeptState(
              FileChannel.open(
                  Files.createTempFile("rlhf4j-kept", ".state"),
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE));
      state.write(model);
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the state of the model cannot be kept in a temporary file", e);
    }
  }

  private void write(Stateful model) throws IOException {
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file)));
    try {
      model.writeState(out);
      out.flush();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Brings the model back into it. */
  public void restore(Stateful model) {
    try {
      file.position(0);
      model.readState(new DataInputStream(new BufferedInputStream(Channels.newInputStream(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the state of the model cannot be read back from its temporary file", e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary file of a state cannot be removed", e);
    }
  }
}
