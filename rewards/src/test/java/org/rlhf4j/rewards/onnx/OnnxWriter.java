package org.rlhf4j.rewards.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes ONNX models: just enough of protobuf's wire format and of onnx.proto (version 8 of the
 * format, operator set 13) to build small graphs by hand.
 */
final class OnnxWriter {

  static final int FLOAT = 1;
  static final int INT32 = 6;
  static final int INT64 = 7;

  private final Message graph = new Message().text(2, "test");

  /** A protobuf message: fields by number, in the order in which they are added. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.write((int) (rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message raw(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      bytes.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return raw(field, value.bytes.toByteArray());
    }
  }

  /** An attribute of a node: whole numbers. */
  record Ints(String name, boolean list, long... values) {}

  /** A tensor of unknown sizes that the model reads. */
  OnnxWriter input(String name, int type, int rank) {
    graph.message(11, value(name, type, rank));
    return this;
  }

  /** A tensor of unknown sizes that the model gives. */
  OnnxWriter output(String name, int type, int rank) {
    graph.message(12, value(name, type, rank));
    return this;
  }

  private static Message value(String name, int type, int rank) {
    Message shape = new Message();
    for (int i = 0; i < rank; i++) {
      shape.message(1, new Message().text(2, name + "_" + i));
    }
    Message tensor = new Message().number(1, type).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** Weights, row by row. */
  OnnxWriter floats(String name, float[] values, long... shape) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return tensor(name, FLOAT, raw.array(), shape);
  }

  /** A list of whole numbers, such as axes. */
  OnnxWriter longs(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      raw.putLong(value);
    }
    return tensor(name, INT64, raw.array(), values.length);
  }

  private OnnxWriter tensor(String name, int type, byte[] raw, long... shape) {
    Message tensor = new Message();
    for (long size : shape) {
      tensor.number(1, size);
    }
    graph.message(5, tensor.number(2, type).text(8, name).raw(9, raw));
    return this;
  }

  /** An operation with one output. */
  OnnxWriter node(String operation, List<String> inputs, String output, Ints... attributes) {
    Message node = new Message();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(4, operation);
    for (Ints attribute : attributes) {
      Message message = new Message().text(1, attribute.name());
      for (long value : attribute.values()) {
        message.number(attribute.list() ? 8 : 3, value);
      }
      node.message(5, message.number(20, attribute.list() ? 7 : 2));
    }
    graph.message(1, node);
    return this;
  }

  /** Writes the model. */
  Path write(Path file) {
    Message operators = new Message().text(1, "").number(2, 13);
    byte[] bytes =
        new Message().number(1, 8).message(7, graph).message(8, operators).bytes.toByteArray();
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
