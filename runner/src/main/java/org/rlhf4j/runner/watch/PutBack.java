package org.rlhf4j.runner.watch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.rlhf4j.api.Stateful;

/** Uses something that may change while it is used, and puts it back to where it was. */
final class PutBack {
  private PutBack() {}

  /** Uses a thing; if it has a state, this is afterwards what it was before. */
  static <T> T after(Object thing, Supplier<T> use) {
    if (!(thing instanceof Stateful stateful)) {
      return use.get();
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    try {
      stateful.writeState(new DataOutputStream(kept));
      T made = use.get();
      stateful.readState(new DataInputStream(new ByteArrayInputStream(kept.toByteArray())));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
