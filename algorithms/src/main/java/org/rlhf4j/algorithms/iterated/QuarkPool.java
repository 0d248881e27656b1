package org.rlhf4j.algorithms.iterated;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;

/** All answers of all rounds so far, cut into quantiles by their reward. */
final class QuarkPool implements Stateful {

  /**
   * One answer.
   *
   * @param row prompt and answer, without a quantile's token
   * @param score its reward
   * @param logRatio log-probability under the policy that gave it, less that under the reference
   * @param surprise - log-probability under the policy that gave it
   */
  record Entry(TokenRow row, double score, double logRatio, double surprise) {}

  /**
   * An answer to learn from.
   *
   * @param row prompt and answer, without a quantile's token
   * @param quantile from 0 for the best
   */
  record Draw(TokenRow row, int quantile) {}

  private final int quantiles;
  private final List<Entry> entries = new ArrayList<>();
  private int newest;
  private int[] quantileOf = {};
  private int[][] members = {};
  private double threshold;

  /**
   * @param quantiles how many
   */
  QuarkPool(int quantiles) {
    this.quantiles = quantiles;
  }

  /** Adds the answers of a round, and cuts the whole pool anew. */
  void add(List<Entry> round) {
    entries.addAll(round);
    newest = round.size();
    quantise();
  }

  private void quantise() {
    double[] scores = entries.stream().mapToDouble(Entry::score).toArray();
    quantileOf = ScoreQuantiles.of(scores, quantiles);
    members = ScoreQuantiles.members(quantileOf, quantiles);
    threshold =
        members.length == 0
            ? Double.NaN
            : IntStream.of(members[0]).mapToDouble(i -> scores[i]).min().orElseThrow();
  }

  int size() {
    return entries.size();
  }

  /** The lowest reward in the best quantile. */
  double threshold() {
    return threshold;
  }

  /** Mean over the answers of the last round. */
  double newest(ToDoubleFunction<Entry> number) {
    return entries.subList(size() - newest, size()).stream()
        .mapToDouble(number)
        .average()
        .orElseThrow();
  }

  /**
   * Draws with replacement: first a quantile, each that has answers being as likely, then one of
   * its answers.
   *
   * @param count answers to draw
   * @param fromBest from the best so many quantiles that have answers
   */
  List<Draw> draw(int count, int fromBest, RandomStream random) {
    int drawn = Math.min(fromBest, members.length);
    List<Draw> draws = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] quantile = members[(int) (random.uniform(i, 0) * drawn)];
      int answer = quantile[(int) (random.uniform(i, 1) * quantile.length)];
      draws.add(new Draw(entries.get(answer).row, quantileOf[answer]));
    }
    return draws;
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeInt(entries.size());
    out.writeInt(newest);
    for (Entry entry : entries) {
      RowState.write(entry.row, out);
      out.writeDouble(entry.score);
      out.writeDouble(entry.logRatio);
      out.writeDouble(entry.surprise);
    }
  }

  @Override
  public void readState(DataInput in) throws IOException {
    entries.clear();
    int size = in.readInt();
    newest = in.readInt();
    for (int i = 0; i < size; i++) {
      entries.add(new Entry(RowState.read(in), in.readDouble(), in.readDouble(), in.readDouble()));
    }
    quantise();
  }
}
