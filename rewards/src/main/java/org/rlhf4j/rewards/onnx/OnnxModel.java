package org.rlhf4j.rewards.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.rlhf4j.api.UserException;

/** An ONNX model that reads token ids and gives numbers for each row. */
final class OnnxModel implements AutoCloseable {

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";
  private static final String POSITIONS = "position_ids";
  private static final List<String> INPUTS = List.of(IDS, MASK, TYPES, POSITIONS);
  private static final String LOGITS = "logits";

  private final Path file;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private boolean closed;
  private final Map<String, OnnxJavaType> inputs;
  private final String output;
  private final int labels;

  private OnnxModel(Path file, OrtSession session) throws OrtException {
    this.file = file;
    this.session = session;
    this.inputs = inputs(file, session.getInputInfo());
    this.output = output(file, session.getOutputNames());
    this.labels = labels(file, output, Objects.requireNonNull(session.getOutputInfo().get(output)));
  }

  /**
   * Loads a model.
   *
   * @throws UserException if it cannot be loaded, or reads or gives something else
   */
  static OnnxModel open(Path file) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // it throws too
      OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
      try {
        return new OnnxModel(file, session);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new UserException("onnx: " + file + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static Map<String, OnnxJavaType> inputs(Path file, Map<String, NodeInfo> found) {
    Map<String, OnnxJavaType> inputs = new TreeMap<>();
    found.forEach(
        (name, node) -> {
          if (!INPUTS.contains(name)) {
            throw new UserException(
                "onnx: %s has the input \"%s\"; only %s can be given"
                    .formatted(file, name, INPUTS));
          }
          inputs.put(name, type(file, name, node));
        });
    if (!inputs.containsKey(IDS)) {
      throw new UserException(
          "onnx: %s has no input \"%s\"; its inputs are %s".formatted(file, IDS, inputs.keySet()));
    }
    return inputs;
  }

  private static OnnxJavaType type(Path file, String name, NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor
        && tensor.getShape().length == 2
        && (tensor.type == OnnxJavaType.INT64 || tensor.type == OnnxJavaType.INT32)) {
      return tensor.type;
    }
    throw new UserException(
        "onnx: the input \"%s\" of %s must be whole numbers of shape (batch, tokens), but is %s"
            .formatted(name, file, node.getInfo()));
  }

  private static String output(Path file, Set<String> found) {
    if (found.contains(LOGITS)) {
      return LOGITS;
    }
    if (found.size() != 1) {
      throw new UserException(
          "onnx: %s has the outputs %s and none of them is \"%s\"".formatted(file, found, LOGITS));
    }
    return found.iterator().next();
  }

  private static int labels(Path file, String output, NodeInfo node) {
    if (node.getInfo() instanceof TensorInfo tensor && tensor.getShape().length <= 2) {
      long[] shape = tensor.getShape();
      return shape.length == 2 ? Math.toIntExact(shape[1]) : 1;
    }
    throw new UserException(
        ("onnx: the output \"%s\" of %s must have shape (batch) or (batch, labels), but is %s;"
                + " is it a sequence classifier?")
            .formatted(output, file, node.getInfo()));
  }

  /** Numbers for each row; below 0 if the model does not say how many. */
  int labels() {
    return labels;
  }

  /** Whether padding can be masked. */
  boolean masks() {
    return inputs.containsKey(MASK);
  }

  /**
   * Runs one batch.
   *
   * @param rows of one length, unless the model masks padding
   * @param padding id of the padding token
   * @return for each row its numbers
   */
  double[][] run(List<OnnxTokenizer.Row> rows, long padding) {
    int width = rows.stream().mapToInt(OnnxTokenizer.Row::length).max().orElse(0);
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (String name : inputs.keySet()) {
        long[] values =
            rows.stream().flatMapToLong(row -> values(name, row, width, padding)).toArray();
        tensors.put(name, tensor(name, values, rows.size(), width));
      }
      try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
        return numbers(result.get(0), rows.size());
      }
    } catch (OrtException e) {
      throw new UserException(
          "onnx: %s fails on %d rows of %d tokens; does the tokenizer belong to it? %s"
              .formatted(file, rows.size(), width, e.getMessage()),
          e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static LongStream values(String name, OnnxTokenizer.Row row, int width, long padding) {
    return switch (name) {
      case IDS -> padded(row.ids(), width, padding);
      case MASK -> padded(LongStream.range(0, row.length()).map(i -> 1).toArray(), width, 0);
      case TYPES -> padded(row.types(), width, 0);
      default -> padded(LongStream.range(0, row.length()).toArray(), width, 0);
    };
  }

  private static LongStream padded(long[] values, int width, long padding) {
    long[] padded = Arrays.copyOf(values, width);
    Arrays.fill(padded, values.length, width, padding);
    return Arrays.stream(padded);
  }

  private OnnxTensor tensor(String name, long[] values, int rows, int width) throws OrtException {
    long[] shape = {rows, width};
    if (inputs.get(name) == OnnxJavaType.INT64) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }
    int[] narrow = Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    return OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow), shape);
  }

  private double[][] numbers(OnnxValue value, int rows) {
    OnnxTensor tensor = (OnnxTensor) value;
    long[] shape = tensor.getInfo().getShape();
    if (shape.length == 0 || shape.length > 2 || shape[0] != rows) {
      throw new UserException(
          "onnx: %s gave an output of shape %s for %d rows; it should be (batch) or (batch, labels)"
              .formatted(file, Arrays.toString(shape), rows));
    }
    double[] flat = doubles(tensor);
    int each = flat.length / rows;
    double[][] numbers = new double[rows][];
    Arrays.setAll(numbers, i -> Arrays.copyOfRange(flat, i * each, (i + 1) * each));
    return numbers;
  }

  private double[] doubles(OnnxTensor tensor) {
    FloatBuffer floats = tensor.getFloatBuffer(); // of half precision too
    DoubleBuffer doubles = tensor.getDoubleBuffer();
    double[] values;
    if (floats != null) {
      values = new double[floats.remaining()];
      Arrays.setAll(values, i -> floats.get());
    } else if (doubles != null) {
      values = new double[doubles.remaining()];
      doubles.get(values);
    } else {
      throw new UserException(
          "onnx: the output \"%s\" of %s is %s, which are no scores"
              .formatted(output, file, tensor.getInfo().type));
    }
    return values;
  }

  @Override
  public void close() {
    if (closed) {
      return; // a session refuses to be closed twice
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("an ONNX session did not close", e);
    }
  }
}
