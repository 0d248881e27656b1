package org.rlhf4j.runner;

import org.rlhf4j.runner.cli.Rlhf4j;
import org.rlhf4j.runner.cli.Surroundings;

/** Where the program begins. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and exits with its status.
   *
   * @param args what stands after {@code rlhf4j} on the command line
   */
  public static void main(String[] args) {
    System.exit(Rlhf4j.executeAlone(Surroundings.ofProcess(), args));
  }
}
