package org.rlhf4j.runner.fakes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;

/** Lets the program die in the middle of anything that the fakes do. */
public final class Mortal {
  /** How long each thing takes, so that there is time to be killed in. */
  private static final int MILLIS = Integer.getInteger("rlhf4j.test.millis", 0);

  private static final Set<String> MOMENTS =
      Set.of("update", "generateFrom", "score", "save", "readState", "copy");

  /** What a process says that waits to be killed. */
  public static final String WAITING = "waiting to be killed";

  private static long left = Long.MAX_VALUE;
  private static long waitIn = Long.MAX_VALUE;
  private static long lived;

  private Mortal() {}

  /** As if the process were killed: nobody expects it. */
  public static final class Died extends Error {
    private static final long serialVersionUID = 1L;

    Died() {
      super("died");
    }
  }

  /** From now on it dies with the n-th thing that a fake does, from 1. */
  public static void dieAt(long n) {
    left = n;
  }

  /** It lives for ever again; tells how many things were done since it was told to die. */
  public static long live() {
    long counted = lived;
    left = Long.MAX_VALUE;
    lived = 0;
    return counted;
  }

  /** At the n-th thing from now that a fake does, from 1, it says so and waits for ever. */
  static void waitAt(long n) {
    waitIn = n;
  }

  /** How many things were done since it was last told to live. */
  public static long count() {
    return lived;
  }

  static void tick() {
    lived++;
    if (--waitIn == 0) {
      System.out.println(WAITING);
      sleep(Long.MAX_VALUE);
    }
    if (MILLIS > 0) {
      sleep(MILLIS);
    }
    if (--left == 0) {
      throw new Died();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a policy finds behind its proxy where it must be one of its own kind. */
  private interface Behind {
    TrainablePolicy behind();
  }

  /** A policy during whose work one may die. */
  static TrainablePolicy policy(TrainablePolicy inner) {
    return (TrainablePolicy)
        Proxy.newProxyInstance(
            Mortal.class.getClassLoader(),
            new Class<?>[] {TrainablePolicy.class, Behind.class},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Behind.class) {
                return inner;
              }
              if (MOMENTS.contains(method.getName())) {
                tick();
              }
              try {
                Object made = method.invoke(inner, unwrapped(arguments));
                return made instanceof TrainablePolicy copy ? policy(copy) : made;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A transformer takes the whole distributions of another transformer, and of no proxy. */
  private static Object @Nullable [] unwrapped(Object @Nullable [] arguments) {
    if (arguments == null
        || arguments.length == 0
        || !(arguments[0] instanceof TrainingBatch batch)
        || !(batch.divergenceFrom() instanceof Behind reference)) {
      return arguments;
    }
    Object[] changed = arguments.clone();
    changed[0] =
        new TrainingBatch(
            batch.rows(),
            batch.groupSize(),
            batch.temperature(),
            batch.entropies(),
            reference.behind());
    return changed;
  }
}
