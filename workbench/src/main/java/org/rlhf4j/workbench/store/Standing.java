package org.rlhf4j.workbench.store;

/**
 * How far somebody is.
 *
 * @param phase what they do now
 * @param done items that they have labelled in this phase
 * @param total items there are for them in this phase, as it looks now
 * @param unmarked items that they skipped and that are still needed
 */
public record Standing(Phase phase, int done, int total, int unmarked) {
  /** What somebody does. */
  public enum Phase {
    /** The qualification. */
    QUALIFICATION,
    /** Labelling. */
    WORK,
    /** There is nothing more for them. */
    FINISHED,
    /** They did not qualify. */
    FAILED,
    /** The owner retired them. */
    RETIRED
  }
}
