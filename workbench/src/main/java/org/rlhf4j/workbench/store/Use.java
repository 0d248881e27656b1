package org.rlhf4j.workbench.store;

/** What an item is for. */
public enum Use {
  /** To be labelled. */
  WORK,
  /** A hidden gold question. */
  GOLD,
  /** A question of the qualification. */
  QUALIFICATION
}
