package org.rlhf4j.judges.human.quality;

import java.util.Collection;
import java.util.List;
import org.rlhf4j.judges.human.store.Given;

/** PLACEHOLDER */
final class Agreements {
  private Agreements() {}

  static List<AgreementRow> of(List<Given> given, Collection<String> questions, long seed) {
    return List.of();
  }
}
