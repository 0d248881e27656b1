package org.rlhf4j.rewards;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.BatchItems;

/**
 * Pairs to learn from and pairs to be tried on, both in their old order, which is that of the file
 * where training does not shuffle. Pairs of one ranking are on one side, or the answers tried on
 * would be answers learnt from.
 *
 * @param heldOut indices of the pairs that nothing is learnt from
 * @param training indices of the others
 */
record HeldOut(int[] heldOut, int[] training) {

  /**
   * Draws items until enough pairs are held out; one item at least stays to learn from.
   *
   * @param wanted pairs to hold out; more where the last ranking has more, fewer where else nothing
   *     would be left
   */
  static HeldOut of(BatchItems items, int wanted, RandomStream random) {
    int[] order = random.permutation(items.size());
    int taken = 0;
    for (int pairs = 0; pairs < wanted && taken < order.length - 1; taken++) {
      pairs += items.pairs(new int[] {order[taken]}).length;
    }
    int[] heldOut = items.pairs(Arrays.copyOf(order, taken));
    int[] training = items.pairs(Arrays.copyOfRange(order, taken, order.length));
    return new HeldOut(
        IntStream.of(heldOut).sorted().toArray(), IntStream.of(training).sorted().toArray());
  }
}
