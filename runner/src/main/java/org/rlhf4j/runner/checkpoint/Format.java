package org.rlhf4j.runner.checkpoint;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a value is written down and read back exactly: numbers by their bits.
 *
 * @param <T> the value
 */
public interface Format<T> {

  /** Writes a value. */
  void write(T value, DataOutput out) throws IOException;

  /** Reads what {@link #write} wrote, to its end. */
  T read(DataInput in) throws IOException;

  /** Lists of such values. */
  default Format<List<T>> list() {
    Format<T> element = this;
    return new Format<>() {
      @Override
      public void write(List<T> values, DataOutput out) throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
          element.write(value, out);
        }
      }

      @Override
      public List<T> read(DataInput in) throws IOException {
        int n = in.readInt();
        List<T> values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
          values.add(element.read(in));
        }
        return List.copyOf(values);
      }
    };
  }
}
