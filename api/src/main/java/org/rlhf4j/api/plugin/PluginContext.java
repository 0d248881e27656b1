package org.rlhf4j.api.plugin;

import java.nio.file.Path;
import org.rlhf4j.api.math.RandomStream;

/** What a plugin may use of its surroundings when it is made. */
public interface PluginContext {

  /** The root of the randomness of this part of the spec. */
  RandomStream random();

  /**
   * A file named in a spec: absolute, or relative to the working directory, or below the data
   * folder for paths that begin with {@code data:}.
   *
   * @throws org.rlhf4j.api.UserException if there is no such file or folder
   */
  Path resolve(String path);

  /** The device that the user chose: {@code auto}, {@code cpu} or {@code gpu:N}. */
  String device();

  /** Where long work reports to. */
  RunLog log();

  /** Makes a part of the options; the caller owns what it makes. */
  <T> T create(Part<T> part);
}
