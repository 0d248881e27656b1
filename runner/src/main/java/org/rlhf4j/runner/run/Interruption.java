package org.rlhf4j.runner.run;

/**
 * Ctrl-C and polite kills, which make the program say a last word. There is nothing to save then:
 * whatever was worth keeping is kept as it is made.
 */
final class Interruption {
  private Interruption() {}

  /** Does some work; if the process is stopped in it, a last word is said. */
  static void saying(Runnable lastWord, Runnable work) {
    Thread hook = new Thread(lastWord, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // it is being said
      }
    }
  }
}
