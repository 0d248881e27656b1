package org.rlhf4j.runner.watch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.rlhf4j.api.Stateful;

/** Uses something that may change while it is used, and puts it back to where it was. */
final class PutBack {
  private PutBack() {}

  /** Uses a thing; its states are afterwards what they were before. */
  static <T> T after(List<Stateful> states, Supplier<T> use) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(kept);
      for (Stateful state : states) {
        state.writeState(out);
      }
      T made = use.get();
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(kept.toByteArray()));
      for (Stateful state : states) {
        state.readState(in);
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
