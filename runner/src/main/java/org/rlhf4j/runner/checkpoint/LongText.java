package org.rlhf4j.runner.checkpoint;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Texts of any length, exactly: {@code writeUTF} ends at 64 KiB. */
final class LongText {
  private LongText() {}

  static void write(String text, DataOutput out) throws IOException {
    out.writeInt(text.length());
    out.writeChars(text);
  }

  static String read(DataInput in) throws IOException {
    char[] chars = new char[in.readInt()];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = in.readChar();
    }
    return new String(chars);
  }
}
