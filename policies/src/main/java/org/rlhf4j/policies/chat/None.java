package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.util.HasObjectTruthValue;

/**
 * Python's {@code None}. Jinjava has one null for it and for what is undefined; templates ask which
 * of them it is.
 */
enum None implements HasObjectTruthValue {
  /** The only one. */
  NONE;

  @Override
  public boolean getObjectTruthValue() {
    return false;
  }

  @Override
  public String toString() {
    return "None";
  }
}
