package org.rlhf4j.rewards.world;

/**
 * A question in one of its wordings.
 *
 * @param question as people write it, without the marker of the answer
 * @param task what it asks for
 */
record Instruction(String question, Task task) {

  /** What the model sees: the question, and the marker after which it answers. */
  String prompt() {
    return question + " answer :";
  }
}
