package org.rlhf4j.api.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;

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

  /**
   * A file or folder that a plugin writes, such as a cache: absolute, or relative to the working
   * directory. It need not be there.
   *
   * @throws org.rlhf4j.api.UserException if the path is not a legal one
   */
  Path place(String path);

  /**
   * Reads the rows of a file that others made: JSON Lines, a JSON array of objects, CSV or TSV with
   * a line of headings, each of them gzipped or not. What kind it is tells the name, or else its
   * beginning.
   *
   * @param path as for {@link #resolve}
   * @param parse makes something of a row; it throws a {@link org.rlhf4j.api.UserException} for a
   *     row that does not serve
   * @throws org.rlhf4j.api.UserException if the file has no rows, is not what its name says, or
   *     rows do not serve: they are named with their lines and reasons, all at once
   */
  <T> List<T> rows(String path, Function<DataRow, T> parse);

  /**
   * Reads the rows of a table that has no line of headings.
   *
   * @param columns names its columns in order; empty for a file as {@link #rows(String, Function)}
   *     reads it. Fields are apart by commas where the name ends in {@code .csv}, else by tabs
   * @throws org.rlhf4j.api.UserException as there, and where rows have another number of fields
   */
  default <T> List<T> rows(String path, List<String> columns, Function<DataRow, T> parse) {
    if (columns.isEmpty()) {
      return rows(path, parse);
    }
    throw new UnsupportedOperationException("tables without headings are not read here");
  }

  /**
   * The identity of a part: its id and its effective options, those of its own parts included, as
   * JSON in one line; options that say only how work is done ({@link Option#howOnly}) are left out.
   * Parts of the same identity do the same, as far as the spec decides it.
   */
  String describe(Part<?> part);

  /** The device that the user chose: {@code auto}, {@code cpu} or {@code gpu:N}. */
  String device();

  /** Where long work reports to. */
  RunLog log();

  /**
   * What all parts share until the program ends, over all runs that it was started for, such as
   * what may be spent. A context that knows of no others makes it anew.
   *
   * @param key names it among all that is shared; it begins with the id of the plugin
   * @param make called the first time; what it makes is never closed
   */
  default <T> T shared(String key, Class<T> type, Supplier<T> make) {
    return make.get();
  }

  /** Makes a part of the options; the caller owns what it makes. */
  <T> T create(Part<T> part);
}
