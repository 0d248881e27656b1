package org.rlhf4j.runner.run;

/** Says that nothing can be trained from some policy. */
final class NoStart {
  private NoStart() {}

  /**
   * The message.
   *
   * @param who wants to start
   * @param from the name of the policy
   */
  static String of(String who, String from) {
    return who
        + " cannot start from "
        + from
        + ", which is no model of its own but works on top of another;"
        + " let it start from what "
        + from
        + " starts from";
  }
}
