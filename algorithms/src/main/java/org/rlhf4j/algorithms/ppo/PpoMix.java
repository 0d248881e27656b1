package org.rlhf4j.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.Microbatch;

/**
 * The rows of one gradient step of the policy: answers, and demonstrations behind them, so that one
 * step follows the sum of both gradients.
 *
 * @param answers a mini-batch
 * @param demonstrations none without PPO-ptx
 */
record PpoMix(PpoBatch answers, List<TokenRow> demonstrations) {

  /** All rows. */
  List<TokenRow> rows() {
    return Stream.concat(answers.rows().stream(), demonstrations.stream()).toList();
  }

  /** Numbers of answer tokens, with zeros for demonstrations. */
  float[][] withZeros(float[][] ofAnswers) {
    return Stream.concat(
            Arrays.stream(ofAnswers),
            demonstrations.stream().map(row -> new float[row.completion().length]))
        .toArray(float[][]::new);
  }

  /** 1 for tokens of answers and 0 for all else, shape (rows, tokens). */
  NDArray answerMask(Microbatch micro) {
    return micro.mask().mul(micro.rows(flags(1, 0)).reshape(-1, 1));
  }

  /** 1 for tokens of demonstrations and 0 for all else, shape (rows, tokens). */
  NDArray demonstrationMask(Microbatch micro) {
    return micro.mask().mul(micro.rows(flags(0, 1)).reshape(-1, 1));
  }

  private float[] flags(float ofAnswers, float ofDemonstrations) {
    int first = answers.rows().size();
    float[] flags = new float[first + demonstrations.size()];
    Arrays.fill(flags, 0, first, ofAnswers);
    Arrays.fill(flags, first, flags.length, ofDemonstrations);
    return flags;
  }

  /** Answer tokens of the demonstrations. */
  long demonstrationTokens() {
    return demonstrations.stream().mapToLong(row -> row.completion().length).sum();
  }
}
