package org.rlhf4j.evaluators.winrate;

import java.util.List;
import org.rlhf4j.api.Prompt;

/**
 * Several models against one baseline, on the same prompts, by one judge.
 *
 * @param judge who said so
 * @param baseline the name of the model that all others are compared with
 * @param prompts what was asked
 * @param matches one for each model but the baseline
 * @param remarks what a reader must know about how the panel came about, such as rows left out
 */
record Panel(
    String judge,
    String baseline,
    List<Prompt> prompts,
    List<Match> matches,
    List<String> remarks) {

  Panel {
    prompts = List.copyOf(prompts);
    matches = List.copyOf(matches);
    remarks = List.copyOf(remarks);
    for (Match match : matches) {
      if (match.preferences().length != prompts.size()) {
        throw new IllegalArgumentException(
            match.model()
                + " has "
                + match.preferences().length
                + " preferences on "
                + prompts.size()
                + " prompts");
      }
    }
  }
}
