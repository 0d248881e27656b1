package org.rlhf4j.runner.fakes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.rlhf4j.api.training.TrainablePolicy;

/** Lets the program die in the middle of anything that the fakes do. */
public final class Mortal {
  /** How long each thing takes, so that there is time to be killed in. */
  private static final int MILLIS = Integer.getInteger("rlhf4j.test.millis", 0);

  private static final Set<String> MOMENTS =
      Set.of("update", "generateFrom", "score", "save", "readState", "copy");

  private static long left = Long.MAX_VALUE;
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

  static void tick() {
    lived++;
    if (MILLIS > 0) {
      try {
        Thread.sleep(MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (--left == 0) {
      throw new Died();
    }
  }

  /** A policy during whose work one may die. */
  static TrainablePolicy policy(TrainablePolicy inner) {
    return (TrainablePolicy)
        Proxy.newProxyInstance(
            Mortal.class.getClassLoader(),
            new Class<?>[] {TrainablePolicy.class},
            (proxy, method, arguments) -> {
              if (MOMENTS.contains(method.getName())) {
                tick();
              }
              try {
                Object made = method.invoke(inner, arguments);
                return made instanceof TrainablePolicy copy ? policy(copy) : made;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
