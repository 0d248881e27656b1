package org.rlhf4j.evaluators.audit;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;

/**
 * A pair with all that is said of it. Every verdict names the answers as the row does, whatever
 * order they were shown in.
 *
 * @param comparison the pair; its texts are empty where the file has none
 * @param subset where it belongs; empty for none
 * @param judge who judged, where the file names several; empty where it does not
 * @param item what it is about; pairs of one item are no independent observations
 * @param people the most frequent label of people; null for none, UNPARSED where there is no single
 *     most frequent one
 * @param there the verdict in the order of the row; null before the judge is asked
 * @param back the verdict of the other order; null where it is not known
 * @param again what the judge said when asked once more in the order of the row; null where it was
 *     not
 */
record AuditPair(
    Comparison comparison,
    String subset,
    String judge,
    String item,
    @Nullable Label people,
    @Nullable Verdict there,
    @Nullable Verdict back,
    @Nullable Verdict again) {

  /** The same, whose subset says who judged. */
  AuditPair judgedBySubset() {
    return new AuditPair(comparison, "", subset, item, people, there, back, again);
  }

  /** The same with what a judge said. */
  AuditPair judged(Verdict asked, Verdict swapped, @Nullable Verdict repeated) {
    return new AuditPair(comparison, subset, judge, item, people, asked, swapped, repeated);
  }

  /** Whether people decided for an answer or for a tie. */
  boolean isLabelled() {
    return people != null && people != Label.UNPARSED;
  }

  /** Whether a verdict is there and usable. */
  static boolean usable(@Nullable Verdict verdict) {
    return verdict != null && verdict.label() != Label.UNPARSED;
  }
}
