package org.rlhf4j.algorithms.preference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;

/**
 * The reference point z0 of KTO (arXiv:2402.01306, section 4.1): an estimate of KL(pi || ref) from
 * answers that belong to other prompts,
 *
 * <pre>
 * z0 = max(0, 1 / (2 P)  sum_i h(x_i, y_i+1))
 * </pre>
 *
 * where the answers are those of the step, each moved on to the next pair's prompt, the last to the
 * first. It is biased (the answers are not drawn from pi), and saves drawing any; policy and
 * reference score each step's answers once more for it. The mean is over the whole step, so that
 * splitting it changes nothing; the paper and TRL take that of a batch on one device. It depends on
 * the order of the pairs in the step.
 */
final class KtoReferencePoint {

  private KtoReferencePoint() {}

  /** z0 in nats; 0 for a step of one pair, which has no other prompt. */
  static double of(PairStep step, Policy policy, Policy reference) {
    if (step.pairs() < 2) {
      return 0;
    }
    List<TokenRow> mismatched = mismatched(step.rows(), policy.contextLength());
    double[] ratios = new double[mismatched.size()];
    List<float[]> ofPolicy = policy.logProbs(mismatched, 1.0);
    List<float[]> ofReference = reference.logProbs(mismatched, 1.0);
    Arrays.setAll(ratios, i -> PairReport.logRatio(ofPolicy.get(i), ofReference.get(i)));
    return Math.max(0, Arrays.stream(ratios).sum() / ratios.length);
  }

  /** Each answer with the next pair's prompt, cut off where both do not fit into the context. */
  static List<TokenRow> mismatched(List<TokenRow> rows, int contextLength) {
    List<TokenRow> mismatched = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int[] prompt = rows.get((i + 2) % rows.size()).prompt();
      int[] answer = rows.get(i).completion();
      int room = contextLength - prompt.length;
      mismatched.add(
          new TokenRow(prompt, answer.length <= room ? answer : Arrays.copyOf(answer, room)));
    }
    return mismatched;
  }
}
