package org.rlhf4j.algorithms.preference;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;

/**
 * The reference's log-probabilities of all rows of a data set, computed once before training. Pairs
 * often share answers; equal rows are scored once.
 */
final class ReferenceLogProbs {

  private final List<float[]> byRow;

  ReferenceLogProbs(Policy reference, List<TokenRow> rows) {
    Map<List<IntBuffer>, Integer> places = new HashMap<>();
    List<TokenRow> distinct = new ArrayList<>();
    List<Integer> placeOfRow = new ArrayList<>();
    for (TokenRow row : rows) {
      List<IntBuffer> content =
          List.of(IntBuffer.wrap(row.prompt()), IntBuffer.wrap(row.completion()));
      Integer place = places.putIfAbsent(content, distinct.size());
      if (place == null) {
        place = distinct.size();
        distinct.add(row);
      }
      placeOfRow.add(place);
    }
    List<float[]> logProbs = reference.logProbs(distinct, 1.0);
    this.byRow = placeOfRow.stream().map(logProbs::get).toList();
  }

  /** Log-probabilities of the completion tokens of these rows. */
  float[][] of(int[] rows) {
    float[][] picked = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      picked[i] = byRow.get(rows[i]);
    }
    return picked;
  }
}
