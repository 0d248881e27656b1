package org.rlhf4j.policies;

import java.nio.file.Path;

/** Writes what a model is: a whole folder, or an adapter that names the folder of its model. */
final class Saving {

  private Saving() {}

  /**
   * Writes a model folder, or a PEFT folder where an adapter is trained. A model made from scratch
   * has no folder that an adapter could name, so it is written whole, with the adapter merged.
   *
   * @param scalarHead values of a scalar head (1, D); none for a policy
   */
  static void write(Path folder, Decoder decoder, float[] scalarHead, TokenizerFiles text) {
    Adapter adapter = decoder.adapter();
    Path base = text.folder();
    if (adapter == null) {
      Checkpoint.write(folder, decoder, scalarHead, text.codec(), text.companions());
    } else if (base != null) {
      Path home = base.toAbsolutePath().normalize();
      Peft.write(folder, decoder, adapter, home, scalarHead, text);
    } else {
      try (Decoder merged = decoder.merged()) {
        Checkpoint.write(folder, merged, scalarHead, text.codec(), text.companions());
      }
    }
  }
}
