package org.rlhf4j.runner.report;

import java.util.HashSet;
import java.util.Set;

/** Names of the files in {@code charts/}: no two things of a report have the same. */
final class Names {
  private final Set<String> taken = new HashSet<>();

  /** The wanted name, with a number behind it where another thing has it already. */
  String unique(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "-" + i;
    }
    return name;
  }
}
