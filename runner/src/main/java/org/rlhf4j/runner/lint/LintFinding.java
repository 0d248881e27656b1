package org.rlhf4j.runner.lint;

import java.util.List;

/**
 * Something that a rule found.
 *
 * @param rule its id, in kebab-case
 * @param severity whether it is a fault
 * @param message what it is and what it does to a training, in a sentence
 * @param lines of the rows that have it, in order; empty where it is about the whole file
 */
public record LintFinding(String rule, Severity severity, String message, List<Integer> lines) {

  /** How bad it is. */
  public enum Severity {
    /** Rows that teach something wrong: they should not be trained on. */
    ERROR,
    /** What may bend results, and is for people to judge. */
    WARNING
  }

  public LintFinding {
    lines = List.copyOf(lines);
  }

  static LintFinding error(String rule, String message, List<Integer> lines) {
    return new LintFinding(rule, Severity.ERROR, message, lines);
  }

  static LintFinding warning(String rule, String message, List<Integer> lines) {
    return new LintFinding(rule, Severity.WARNING, message, lines);
  }
}
