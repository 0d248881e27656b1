package org.rlhf4j.algorithms.iterated;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.TokenRow;

/** The best answers of the current round. */
final class Winners implements Stateful {

  /**
   * The best of the answers to a prompt.
   *
   * @param row the prompt and this answer
   * @param score its reward
   * @param meanScore mean reward of all answers that it was chosen from
   */
  record Winner(TokenRow row, double score, double meanScore) {}

  private final List<Winner> winners = new ArrayList<>();

  /** Those of a new round take the place of the old ones. */
  void replace(List<Winner> newer) {
    winners.clear();
    winners.addAll(newer);
  }

  /** What is imitated. */
  List<TokenRow> rows() {
    return winners.stream().map(Winner::row).toList();
  }

  /** Mean reward of the winners. */
  double meanScore() {
    return winners.stream().mapToDouble(Winner::score).average().orElseThrow();
  }

  /** Mean reward of all answers that were drawn. */
  double meanScoreOfDraws() {
    return winners.stream().mapToDouble(Winner::meanScore).average().orElseThrow();
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeInt(winners.size());
    for (Winner winner : winners) {
      RowState.write(winner.row, out);
      out.writeDouble(winner.score);
      out.writeDouble(winner.meanScore);
    }
  }

  @Override
  public void readState(DataInput in) throws IOException {
    winners.clear();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      winners.add(new Winner(RowState.read(in), in.readDouble(), in.readDouble()));
    }
  }
}
