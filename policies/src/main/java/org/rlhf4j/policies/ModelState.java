package org.rlhf4j.policies;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.policies.TransformerOptions.Dtype;

/**
 * The exact state of a model: what is trained of it, in its own type, and, where it has learned,
 * what AdamW keeps. First come the kind of model and all shapes, so that a state of something else
 * is refused before anything changes; then the numbers, a piece of a tensor at a time.
 *
 * @param kind what the model is
 * @param decoder gives the type of the weights and the program that copies them
 * @param weights everything that training changes, in a fixed order
 */
record ModelState(String kind, Decoder decoder, List<PtNDArray> weights) {

  private static final int VERSION = 1;

  static ModelState of(String kind, Decoder decoder, List<Parameter> parameters) {
    String what = decoder.adapter() == null ? kind : "adapter of a " + kind;
    return new ModelState(what, decoder, parameters.stream().map(Parameter::tensor).toList());
  }

  void write(DataOutput out, @Nullable Learner learner) throws IOException {
    out.writeUTF(kind);
    out.writeInt(VERSION);
    out.writeUTF(decoder.trainedType().name());
    out.writeInt(weights.size());
    for (PtNDArray weight : weights) {
      long[] shape = weight.getShape().getShape();
      out.writeInt(shape.length);
      for (long size : shape) {
        out.writeLong(size);
      }
    }
    out.writeBoolean(learner != null);
    for (PtNDArray weight : weights) {
      write(out, weight, decoder.trainedType());
    }
    if (learner != null) {
      for (PtNDArray tensor : learner.state()) {
        write(out, tensor, Dtype.FLOAT32);
      }
    }
  }

  /** Takes over weights; returns whether the state of a learner follows. */
  boolean readWeights(DataInput in) throws IOException {
    expect("a", kind, in.readUTF());
    expect("version", VERSION, in.readInt());
    expect("weights of type", decoder.trainedType().name(), in.readUTF());
    expect("weights in number", weights.size(), in.readInt());
    for (int i = 0; i < weights.size(); i++) {
      Shape wanted = weights.get(i).getShape();
      int dimensions = in.readInt();
      expect("dimensions of weight " + i, wanted.dimension(), dimensions);
      long[] shape = new long[dimensions];
      for (int d = 0; d < dimensions; d++) {
        shape[d] = in.readLong();
      }
      expect("shape of weight " + i, wanted, new Shape(shape));
    }
    boolean learns = in.readBoolean();
    decoder.wake();
    for (PtNDArray weight : weights) {
      read(in, weight, decoder.trainedType());
    }
    return learns;
  }

  /** Takes over what {@link #readWeights} said was to follow. */
  void readLearner(DataInput in, Learner learner) throws IOException {
    for (PtNDArray tensor : learner.state()) {
      read(in, tensor, Dtype.FLOAT32);
    }
  }

  private static void expect(String what, Object wanted, Object got) throws IOException {
    if (!wanted.equals(got)) {
      throw new IOException(
          "the state belongs to another model: " + what + " " + got + " where this has " + wanted);
    }
  }

  private void write(DataOutput out, PtNDArray tensor, Dtype type) throws IOException {
    int width = bytes(type);
    ByteBuffer buffer = ByteBuffer.allocate(TensorNumbers.PIECE * width);
    long all = tensor.size();
    TensorNumbers numbers = Pieces.download(decoder, tensor, 0);
    for (long from = 0; from < all; from += TensorNumbers.PIECE) {
      buffer.clear();
      for (float value : numbers.take((int) Math.min(TensorNumbers.PIECE, all - from))) {
        int bits = Float.floatToRawIntBits(value);
        if (width == 2) {
          buffer.putShort((short) (bits >>> 16)); // bfloat16 is the upper half of a float
        } else {
          buffer.putInt(bits);
        }
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }

  private void read(DataInput in, PtNDArray tensor, Dtype type) throws IOException {
    int width = bytes(type);
    byte[] bytes = new byte[TensorNumbers.PIECE * width];
    long all = tensor.size();
    for (long from = 0; from < all; from += TensorNumbers.PIECE) {
      int count = (int) Math.min(TensorNumbers.PIECE, all - from);
      in.readFully(bytes, 0, count * width);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = Float.intBitsToFloat(width == 2 ? buffer.getShort() << 16 : buffer.getInt());
      }
      Pieces.upload(decoder, tensor, from, count, TensorNumbers.of(values));
    }
  }

  private static int bytes(Dtype type) {
    return type == Dtype.BFLOAT16 ? 2 : 4;
  }
}
