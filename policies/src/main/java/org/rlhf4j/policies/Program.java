package org.rlhf4j.policies;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A TorchScript program from the resources of this package, loaded into the engine. A call crosses
 * the border between Java and PyTorch once for a whole method, however many operations it runs.
 */
final class Program implements AutoCloseable {

  private final PtNDManager manager;
  private final PtSymbolBlock block;

  private Program(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /**
   * Loads {@code NAME.py}.
   *
   * @param name class and resource name
   * @param attributes values of the attributes that the class declares: Integer, Double or Boolean
   */
  static Program load(String name, Map<String, Object> attributes, PtNDManager owner) {
    PtNDManager manager = (PtNDManager) owner.newSubManager();
    try (InputStream source =
        Objects.requireNonNull(Program.class.getResourceAsStream(name + ".py"), name)) {
      byte[] archive = TorchScriptArchive.of(name, source.readAllBytes(), attributes);
      return new Program(
          manager, JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a method without recording gradients; the resulting tensor belongs to {@code scope}. */
  PtNDArray tensor(PtNDManager scope, String method, Object... arguments) {
    try (IValue result = run(method, arguments)) {
      return result.toTensor(scope);
    }
  }

  /** The same for a method whose result does not matter. */
  void call(String method, Object... arguments) {
    run(method, arguments).close();
  }

  /**
   * Runs a method of (weights, further tensors) and records gradients for those weights that ask
   * for them.
   *
   * @param scope owns the result
   * @param weights become one list argument
   * @param more further arguments
   */
  PtNDArray differentiable(
      PtNDManager scope, String method, List<PtNDArray> weights, List<PtNDArray> more) {
    // The engine reads the protocol from names: this first array picks the method (and its manager
    // the owner of the result), arrays that share the name "p[]" become one list, all others are
    // arguments of their own.
    NDList inputs = new NDList(weights.size() + more.size() + 1);
    PtNDArray selector = Torch.floats(scope, new float[1], 1);
    selector.setName("module_method:" + method);
    inputs.add(selector);
    for (PtNDArray weight : weights) {
      weight.setName("p[]");
      inputs.add(weight);
    }
    inputs.addAll(more);
    return (PtNDArray) IValueUtils.forward(block, inputs, true).get(0);
  }

  private IValue run(String method, Object... arguments) {
    IValue[] values = new IValue[arguments.length];
    List<IValue> own = new ArrayList<>();
    try {
      for (int i = 0; i < values.length; i++) {
        if (arguments[i] instanceof IValue kept) {
          values[i] = kept;
        } else {
          values[i] = value(arguments[i]);
          own.add(values[i]);
        }
      }
      return IValueUtils.runMethod(block, method, values);
    } finally {
      own.forEach(IValue::close);
    }
  }

  private static IValue value(Object x) {
    if (x instanceof PtNDArray tensor) {
      return IValue.from(tensor);
    } else if (x instanceof Integer i) {
      return IValue.from((long) i);
    } else if (x instanceof Long i) {
      return IValue.from(i);
    } else if (x instanceof Double d) {
      return IValue.from(d);
    } else if (x instanceof Boolean b) {
      return IValue.from(b);
    } else if (x instanceof long[] integers) {
      return IValue.listFrom(integers);
    } else if (x instanceof List<?> list) {
      return IValue.listFrom(list.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }
    throw new IllegalArgumentException("no TorchScript value for " + x.getClass());
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
