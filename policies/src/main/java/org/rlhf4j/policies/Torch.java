package org.rlhf4j.policies;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Locale;
import org.rlhf4j.api.UserException;

/**
 * The PyTorch engine of this process: started once, with the settings that everything here relies
 * on.
 */
final class Torch {

  private static boolean started;

  private Torch() {}

  /**
   * The device for a user's choice.
   *
   * @param choice {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   */
  static Device device(String choice) {
    start();
    int gpus = Engine.getEngine("PyTorch").getGpuCount();
    String c = choice.toLowerCase(Locale.ROOT);
    if (c.equals("cpu") || (c.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    if (!c.matches("auto|gpu|gpu:\\d{1,3}")) {
      String meant =
          c.matches("cuda(:\\d{1,3})?")
              ? "; what CUDA calls " + c + " is gpu:" + (c.length() > 5 ? c.substring(5) : "0")
              : "";
      throw new UserException(
          "device \"" + choice + "\" is not one of auto, cpu, gpu, gpu:N" + meant);
    }
    int index = c.startsWith("gpu:") ? Integer.parseInt(c.substring(4)) : 0;
    if (index >= gpus) {
      throw new UserException(
          "device \""
              + choice
              + "\" is not there: PyTorch sees "
              + gpus
              + " GPU(s); use \"cpu\" or \"auto\"");
    }
    return Device.gpu(index);
  }

  /** A manager on a device. Whoever asks closes it. */
  static PtNDManager manager(Device device) {
    start();
    return (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
  }

  static PtNDArray longs(PtNDManager owner, long[] values, long... shape) {
    return (PtNDArray) owner.create(values, new Shape(shape));
  }

  static PtNDArray floats(PtNDManager owner, float[] values, long... shape) {
    return (PtNDArray) owner.create(values, new Shape(shape));
  }

  static PtNDArray doubles(PtNDManager owner, double[] values, long... shape) {
    return (PtNDArray) owner.create(values, new Shape(shape));
  }

  private static synchronized void start() {
    if (started) {
      return;
    }
    // DJL reports usage over the network unless told not to before its classes load.
    if (System.getenv("OPT_OUT_TRACKING") == null) {
      System.setProperty("OPT_OUT_TRACKING", "true");
    }
    Engine.getEngine("PyTorch");
    // The profiling executor recompiles for every new shape; our shapes change with every batch.
    JniUtils.setGraphExecutorOptimize(false);
    if (Integer.getInteger("ai.djl.pytorch.num_threads") == null
        && System.getenv("OMP_NUM_THREADS") == null) {
      JniUtils.setNumThreads(Cores.physical());
    }
    started = true;
  }
}
