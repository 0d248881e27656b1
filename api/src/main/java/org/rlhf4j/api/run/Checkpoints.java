package org.rlhf4j.api.run;

import java.util.List;
import org.rlhf4j.api.Stateful;

/** Where long work keeps its state, so that it goes on where it was interrupted. */
public interface Checkpoints {

  /**
   * Reads the last state that was kept, if there is one.
   *
   * @param parts take over their state, in the order in which they were kept
   * @return how many steps had been done; 0 if nothing was kept
   */
  int restore(List<? extends Stateful> parts);

  /**
   * Keeps the state after a step, if it is time to; always after the last one.
   *
   * @param done steps done so far, from 1
   * @param total steps in all
   * @param parts everything that the next step depends on
   */
  void offer(int done, int total, List<? extends Stateful> parts);

  /** Keeps nothing. */
  static Checkpoints none() {
    return new Checkpoints() {
      @Override
      public int restore(List<? extends Stateful> parts) {
        return 0;
      }

      @Override
      public void offer(int done, int total, List<? extends Stateful> parts) {}
    };
  }
}
