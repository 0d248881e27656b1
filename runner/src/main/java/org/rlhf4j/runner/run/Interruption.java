package org.rlhf4j.runner.run;

/**
 * While it is open, ctrl-C or a polite kill makes the program say a last word. There is nothing to
 * save then: whatever was worth keeping is kept as it is made.
 */
final class Interruption implements AutoCloseable {
  private final Thread lastWord;

  private Interruption(Thread lastWord) {
    this.lastWord = lastWord;
  }

  static Interruption saying(Runnable word) {
    Thread lastWord = new Thread(word, "interruption");
    Runtime.getRuntime().addShutdownHook(lastWord);
    return new Interruption(lastWord);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(lastWord);
    } catch (IllegalStateException e) {
      // it is being said
    }
  }
}
