package org.rlhf4j.algorithms.rollout;

import org.rlhf4j.api.math.RandomStream;

/**
 * Endless passes over items, each in a random order of its own. What is taken depends on the
 * position alone, and not on what was taken before.
 *
 * @param random where the orders come from
 * @param items how many
 */
public record Passes(RandomStream random, int items) {

  public Passes {
    if (items < 1) {
      throw new IllegalArgumentException("there is nothing to pass over");
    }
  }

  /**
   * Indices of consecutive items.
   *
   * @param from position of the first, from 0
   * @param count how many
   */
  public int[] take(long from, int count) {
    int[] taken = new int[count];
    long pass = -1;
    int[] order = {};
    for (int i = 0; i < count; i++) {
      long position = from + i;
      if (position / items != pass) {
        pass = position / items;
        order = random.child(pass).permutation(items);
      }
      taken[i] = order[(int) (position % items)];
    }
    return taken;
  }
}
