package org.rlhf4j.api.evaluation;

import java.util.List;

/**
 * Something that a reader must not miss, such as a collapse of diversity, with its evidence.
 *
 * @param subject the method's name; empty where it concerns the whole run
 * @param message what was found, with its numbers and the threshold that they pass, in a sentence
 * @param evidence the rows that show it, such as the answers that are all the same
 */
public record Alarm(String subject, String message, List<String> evidence) {

  public Alarm {
    evidence = List.copyOf(evidence);
  }
}
