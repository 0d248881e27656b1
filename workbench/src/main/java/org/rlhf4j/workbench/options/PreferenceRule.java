package org.rlhf4j.workbench.options;

/** How the labels of several people become preferences. */
public enum PreferenceRule {
  /** One preference for each pair on which more people are of one opinion than of the other. */
  MAJORITY,
  /** One preference for each label that decides. */
  EACH
}
