package org.rlhf4j.algorithms.preference;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.pairs.PairLoss;
import org.rlhf4j.api.pairs.Pairs;
import org.rlhf4j.api.pairs.Pairs.Scale;
import org.rlhf4j.testkit.Gradients;
import org.rlhf4j.testkit.RaggedBatch;
import org.rlhf4j.testkit.Twins;

/** Every loss over pairs against a slow twin in doubles, and its gradient by finite differences. */
final class PairLossesTest {

  /** A loss and its twin, of which one pair's answers are w and l. */
  @SuppressWarnings("ImmutableEnumChecker") // losses and twins have no state
  enum Case {
    DPO(new Dpo.Loss(0.3, 0), (w, l) -> softplus(-0.3 * (w.ratio() - l.ratio()))),
    CONSERVATIVE_DPO(
        new Dpo.Loss(0.3, 0.1),
        (w, l) -> {
          double margin = 0.3 * (w.ratio() - l.ratio());
          return 0.9 * softplus(-margin) + 0.1 * softplus(margin);
        }),
    ROBUST_DPO(
        new RobustDpo.Loss(0.3, 0.2),
        (w, l) -> {
          double margin = 0.3 * (w.ratio() - l.ratio());
          return (0.8 * softplus(-margin) - 0.2 * softplus(margin)) / 0.6;
        }),
    HINGE(new Hinge.Loss(0.3), (w, l) -> Math.max(0, 1 - 0.3 * (w.ratio() - l.ratio()))),
    IPO(new Ipo.Loss(0.3, Scale.SUM), (w, l) -> Math.pow(w.ratio() - l.ratio() - 1 / 0.6, 2)),
    IPO_MEAN(
        new Ipo.Loss(0.3, Scale.TOKEN_MEAN),
        (w, l) -> Math.pow(w.ratio() / w.tokens() - l.ratio() / l.tokens() - 1 / 0.6, 2)),
    KTO(
        new Kto.Loss(0.3, 1.5, 0.7, 0.4),
        (w, l) ->
            (1.5 * (1 - sigmoid(0.3 * (w.ratio() - 0.4)))
                    + 0.7 * (1 - sigmoid(0.3 * (0.4 - l.ratio()))))
                / 2),
    SIMPO(
        new Simpo.Loss(2, 0.6),
        (w, l) -> softplus(0.6 - 2 * (w.logProb() / w.tokens() - l.logProb() / l.tokens()))),
    /** The share of a pair in the token mean is put right in {@link #twin}. */
    ORPO(new Orpo.Loss(0.3), (w, l) -> -0.3 * Math.log(odds(w) / (odds(w) + odds(l))));

    private final PairLoss loss;
    private final Twin twin;

    Case(PairLoss loss, Twin twin) {
      this.loss = loss;
      this.twin = twin;
    }

    double twin(double[][] policy, double[][] reference) {
      int pairs = policy.length / 2;
      double sum = 0;
      double chosen = 0;
      long tokens = 0;
      for (int i = 0; i < pairs; i++) {
        Answer w = new Answer(policy[2 * i], reference[2 * i]);
        sum += twin.of(w, new Answer(policy[2 * i + 1], reference[2 * i + 1]));
        chosen += w.logProb();
        tokens += w.tokens();
      }
      return sum / pairs - (this == ORPO ? chosen / tokens : 0);
    }
  }

  @FunctionalInterface
  private interface Twin {
    double of(Answer w, Answer l);
  }

  private record Answer(double[] policy, double[] reference) {
    double logProb() {
      return Arrays.stream(policy).sum();
    }

    double ratio() {
      return logProb() - Arrays.stream(reference).sum();
    }

    int tokens() {
      return policy.length;
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.log(1 + Math.exp(x));
  }

  private static double odds(Answer answer) {
    double p = Math.exp(answer.logProb() / answer.tokens());
    return p / (1 - p);
  }

  /** Pairs with log-probabilities of policy and reference, all below 0. */
  private record Batch(RaggedBatch rows, double[][] policy, double[][] reference) {

    static Batch random(RandomStream random) {
      RaggedBatch chosen = RaggedBatch.random(random.child("chosen"), 4, 6);
      int[] lengths = new int[2 * chosen.lengths().length];
      for (int i = 0; i < lengths.length; i += 2) {
        lengths[i] = chosen.lengths()[i / 2];
        lengths[i + 1] = 1 + (int) (6 * random.uniform(i));
      }
      int spare = (int) (3 * random.uniform(-1));
      RaggedBatch rows = new RaggedBatch(lengths, Arrays.stream(lengths).max().getAsInt() + spare);
      return new Batch(rows, below(rows, random.child("pi")), below(rows, random.child("ref")));
    }

    private static double[][] below(RaggedBatch rows, RandomStream random) {
      double[][] normal = rows.normal(random, 2);
      for (double[] row : normal) {
        Arrays.setAll(row, t -> -0.01 - Math.abs(row[t]));
      }
      return normal;
    }

    Gradients.Loss loss(PairLoss loss) {
      int pairs = rows.lengths().length / 2;
      long tokens = 0;
      for (int i = 0; i < pairs; i++) {
        tokens += rows.lengths()[2 * i];
      }
      long chosenTokens = tokens;
      return (m, x) ->
          loss.of(new Pairs(x, rows.array(m, reference), rows.mask(m), pairs, chosenTokens));
    }
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithItsTwinWhateverThePadding(Case c) {
    Twins.agree(
        Tasks.RANDOM.child("pairs"),
        random -> {
          Batch batch = Batch.random(random);
          return new Twins.Case(
              batch.rows(),
              batch.policy(),
              batch.loss(c.loss),
              c.twin(batch.policy(), batch.reference()));
        });
  }
}
