package org.rlhf4j.testkit.contract;

import static org.rlhf4j.testkit.contract.TrainableRules.learn;
import static org.rlhf4j.testkit.contract.TrainableRules.rows;
import static org.rlhf4j.testkit.contract.TrainableRules.scores;
import static org.rlhf4j.testkit.contract.TrainableRules.surprise;
import static org.rlhf4j.testkit.contract.TrainableRules.training;
import static org.rlhf4j.testkit.contract.TrainableRules.unlearn;

import ai.djl.ndarray.NDArray;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.testkit.MemoryCheckpoints;

/**
 * What methods rely upon who train a {@link TrainablePolicy}. The engine must be on the test's
 * path.
 */
public interface TrainablePolicyContract extends PolicyContract {

  /** A step that is large enough to be seen. */
  default AdamWStep step() {
    return new AdamWStep(0.01, 0.9, 0.999, 1e-8, 0, 0);
  }

  @Test
  @DisplayName("T1: an update reports the log-probabilities before it, at the batch's temperature")
  default void updatesReportWhatTheLossSaw() {
    training(
        this,
        policy -> {
          List<TokenRow> rows = rows(this, policy);
          TrainingBatch batch = new TrainingBatch(rows, 1, 0.7);
          List<float[]> before = policy.logProbs(rows, 0.7);
          UpdateReport report = policy.update(batch, surprise(batch, 1), step());
          double loss =
              -before.stream().mapToDouble(TrainableRules::sum).sum() / batch.completionTokens();
          Seen.that(
              Seen.close(before, List.of(report.outputs()), tolerance())
                  && Seen.close(loss, report.loss(), tolerance()),
              "a loss of "
                  + report.loss()
                  + " and outputs "
                  + Seen.words(List.of(report.outputs()))
                  + "; before the step they are "
                  + loss
                  + " and "
                  + Seen.words(before),
              "outputs are in the order of micro-batches and not of rows",
              "the loss of the last micro-batch is reported, not their sum",
              "the batch's temperature is left out");
        });
  }

  @Test
  @DisplayName("T2: the loss sees each row once, and groups whole")
  default void lossesSeeWholeGroups() {
    training(
        this,
        policy -> {
          TrainingBatch batch = TrainingBatch.ofPairs(rows(this, policy));
          List<Integer> seen = new ArrayList<>();
          List<Integer> parted = new ArrayList<>();
          policy.update(
              batch,
              micro -> {
                for (int i = 0; i < micro.rows().length; i++) {
                  seen.add(micro.rows()[i]);
                  int partner = i % 2 == 0 ? i + 1 : i - 1;
                  if (partner >= micro.rows().length
                      || micro.rows()[partner] / 2 != micro.rows()[i] / 2
                      || micro.rows()[i] % 2 != i % 2) {
                    parted.add(micro.rows()[i]);
                  }
                }
                return surprise(batch, 1).of(micro);
              },
              step());
          List<Integer> sorted = seen.stream().sorted().toList();
          Seen.that(
              sorted.equals(IntStream.range(0, batch.rows().size()).boxed().toList())
                  && parted.isEmpty(),
              "rows " + seen + " of pairs, apart from their partners " + parted,
              "rows are sorted by length one by one and not group by group");
        });
  }

  @Test
  @DisplayName("T3: the mask is 1 for tokens and 0 for padding, where outputs are 0")
  default void masksAreThoseOfLengths() {
    training(
        this,
        policy -> {
          TrainingBatch batch = TrainingBatch.ofRows(rows(this, policy));
          policy.update(
              batch,
              micro -> {
                TrainableRules.checkMask(micro, batch);
                return surprise(batch, 1).of(micro);
              },
              step());
        });
  }

  @Test
  @DisplayName("T4: the order of rows does not change loss and gradient")
  default void orderOfRowsDoesNotMatter() {
    training(
        this,
        policy -> {
          List<TokenRow> backwards = new ArrayList<>(rows(this, policy));
          Collections.reverse(backwards);
          TrainingBatch batch = TrainingBatch.ofRows(backwards);
          try (TrainablePolicy first = policy.copy();
              TrainablePolicy second = policy.copy()) {
            UpdateReport one = learn(this, first);
            UpdateReport other = second.update(batch, surprise(batch, 1), step());
            Seen.that(
                Seen.close(one.loss(), other.loss(), tolerance())
                    && Seen.close(one.gradNorm(), other.gradNorm(), tolerance()),
                TrainableRules.words(one)
                    + ", and with rows the other way round "
                    + TrainableRules.words(other),
                "the gradient of a micro-batch is not added but takes the place of the one before");
          }
        });
  }

  @Test
  @DisplayName("T5: gradNorm is that of the whole gradient before clipping")
  default void gradientNormIsBeforeClipping() {
    training(
        this,
        policy -> {
          TrainingBatch batch = TrainingBatch.ofRows(rows(this, policy));
          AdamWStep clipped = new AdamWStep(0.01, 0.9, 0.999, 1e-8, 0, 1e-3);
          try (TrainablePolicy first = policy.copy();
              TrainablePolicy second = policy.copy()) {
            double norm = learn(this, first).gradNorm();
            double twice = second.update(batch, surprise(batch, 2), clipped).gradNorm();
            Seen.that(
                norm > 0 && Seen.close(2 * norm, twice, 10 * tolerance()),
                norm + ", and " + twice + " for twice the loss, clipped at 0.001",
                "the norm is taken after clipping",
                "it is the squared norm, or that of one tensor");
          }
        });
  }

  @Test
  @DisplayName("T6: small steps lower the loss")
  default void stepsGoDown() {
    training(
        this,
        policy -> {
          double before = learn(this, policy).loss();
          for (int i = 0; i < 4; i++) {
            learn(this, policy);
          }
          double after = learn(this, policy).loss();
          Seen.that(
              after < before,
              "a loss of " + before + ", and after five steps " + after,
              "the step goes up the gradient",
              "gradients of earlier steps are not cleared");
        });
  }

  @Test
  @DisplayName("T7: a copy learns by itself, and starts without moments")
  default void copiesAreIndependent() {
    training(
        this,
        policy -> {
          learn(this, policy);
          List<float[]> before = scores(this, policy);
          try (TrainablePolicy copy = policy.copy();
              TrainablePolicy frozen = policy.copy()) {
            Seen.that(
                Seen.close(before, scores(this, copy), 0),
                Seen.words(before) + ", and of a copy " + Seen.words(scores(this, copy)),
                "the copy is made from the weights before training");
            frozen.freeze();
            unlearn(this, copy);
            unlearn(this, frozen);
            Seen.that(
                Seen.close(before, scores(this, policy), 0),
                Seen.words(before)
                    + ", and after its copy was trained "
                    + Seen.words(scores(this, policy)),
                "weights are shared");
            Seen.that(
                Seen.close(scores(this, copy), scores(this, frozen), tolerance()),
                Seen.words(scores(this, copy))
                    + " after a step, and without moments "
                    + Seen.words(scores(this, frozen)),
                "the copy takes over the moments of AdamW");
          }
        });
  }

  @Test
  @DisplayName("T8: a state that was written and read back goes on bit for bit")
  default void statesAreWrittenWhole() {
    try (Policy one = make();
        Policy other = make()) {
      TrainablePolicy written = (TrainablePolicy) one;
      TrainablePolicy read = (TrainablePolicy) other;
      learn(this, written);
      ByteArrayInputStream in = new ByteArrayInputStream(MemoryCheckpoints.bytes(written));
      try {
        read.readState(new DataInputStream(in));
      } catch (IOException e) {
        Seen.that(false, "it cannot be read: " + e, "writeState and readState do not fit together");
      }
      Seen.that(
          in.available() == 0, in.available() + " bytes are left", "readState stops too soon");
      learn(this, written);
      learn(this, read);
      Seen.that(
          Arrays.equals(MemoryCheckpoints.bytes(written), MemoryCheckpoints.bytes(read)),
          "after one more step "
              + Seen.words(scores(this, written))
              + ", and read back "
              + Seen.words(scores(this, read)),
          "the moments of AdamW, or their count, are not written",
          "numbers are rounded when they are written");
    }
  }

  @Test
  @DisplayName("T9: freezing keeps the weights and forgets the moments")
  default void freezingForgetsMoments() {
    training(
        this,
        policy -> {
          learn(this, policy);
          List<float[]> before = scores(this, policy);
          try (TrainablePolicy fresh = policy.copy()) {
            policy.freeze();
            Seen.that(
                Seen.close(before, scores(this, policy), 0),
                Seen.words(before) + ", and frozen " + Seen.words(scores(this, policy)),
                "freeze changes weights");
            unlearn(this, policy);
            unlearn(this, fresh);
            Seen.that(
                Seen.close(scores(this, fresh), scores(this, policy), tolerance()),
                Seen.words(scores(this, fresh))
                    + " after a step without moments, and after freezing "
                    + Seen.words(scores(this, policy)),
                "the moments or their count are kept");
          }
        });
  }

  @Test
  @DisplayName("T10: a loss that is not finite is refused and changes nothing")
  default void lossesMustBeFinite() {
    training(
        this,
        policy -> {
          learn(this, policy); // moments are made by a first step
          byte[] before = MemoryCheckpoints.bytes(policy);
          TrainingBatch batch = TrainingBatch.ofRows(rows(this, policy));
          boolean refused = false;
          try {
            policy.update(
                batch, micro -> Scalars.times(surprise(batch, 1).of(micro), Double.NaN), step());
          } catch (NonFiniteLossException e) {
            refused = true;
          }
          Seen.that(
              refused && Arrays.equals(before, MemoryCheckpoints.bytes(policy)),
              refused ? "it is refused, and the state has changed" : "no exception",
              "the loss is looked at after the step");
        });
  }

  @Test
  @DisplayName("T11: control tokens get new ids in order, and change no score without them")
  default void controlTokensAreNew() {
    training(
        this,
        policy -> {
          List<float[]> before = scores(this, policy);
          List<String> names = List.of("<|contract-1|>", "<|contract-2|>");
          boolean none = names.stream().noneMatch(policy::hasToken);
          int[] ids = policy.addControlTokens(names, RandomStream.ofSeed(2));
          Seen.that(
              none && names.stream().allMatch(policy::hasToken),
              "hasToken says "
                  + !none
                  + " before, and after "
                  + names.stream().map(policy::hasToken).toList(),
              "hasToken is not overridden");
          long old =
              rows(this, policy).stream()
                  .flatMapToInt(r -> IntStream.range(0, r.length()).map(r::token))
                  .filter(id -> id == ids[0] || id == ids[1])
                  .count();
          Seen.that(
              ids.length == 2 && ids[0] < ids[1] && old == 0,
              "two control tokens get the ids " + Arrays.toString(ids),
              "they take the places of tokens that are there");
          Seen.that(
              Seen.close(before, scores(this, policy), tolerance()),
              Seen.words(before) + ", and with control tokens " + Seen.words(scores(this, policy)),
              "control tokens get a share of the probability: they are read and never written");
          TokenRow row = rows(this, policy).get(0);
          int[] prompt = Arrays.copyOf(row.prompt(), row.prompt().length + 1);
          prompt[row.prompt().length] = ids[1];
          float[] after =
              policy.logProbs(List.of(new TokenRow(prompt, row.completion())), 1).get(0);
          Seen.that(
              TrainableRules.finite(after),
              "behind a control token " + Arrays.toString(after),
              "the table of embeddings did not grow");
        });
  }

  @Test
  @DisplayName("T12: scalar models of one stream are equal, and give as many outputs as are read")
  default void scalarModelsAreMadeFromTheStream() {
    training(
        this,
        policy -> {
          List<TokenRow> rows = rows(this, policy);
          try (ScalarModel one = policy.newScalarModel(RandomStream.ofSeed(4));
              ScalarModel other = policy.newScalarModel(RandomStream.ofSeed(4))) {
            for (Readout readout : Readout.values()) {
              List<float[]> outputs = List.of(one.read(rows, readout));
              Seen.that(
                  Seen.close(outputs, List.of(other.read(rows, readout)), 0),
                  Seen.words(outputs)
                      + ", and of a second one "
                      + Seen.words(List.of(other.read(rows, readout))),
                  "the head's weights do not come from the stream");
              TrainableRules.checkOutputs(rows, readout, outputs);
            }
          }
        });
  }

  @Test
  @DisplayName("T13: entropies are those of score, and no policy diverges from itself")
  default void exactTermsAreExact() {
    training(
        this,
        policy -> {
          List<float[]> entropies =
              policy.score(rows(this, policy), 1).stream().map(TokenScores::entropies).toList();
          double wanted = entropies.stream().mapToDouble(TrainableRules::sum).sum();
          double[] seen = new double[2];
          try (TrainablePolicy copy = policy.copy()) {
            TrainingBatch batch =
                TrainingBatch.ofRows(rows(this, policy)).withEntropies().withDivergencesFrom(copy);
            policy.update(
                batch,
                micro -> {
                  seen[0] += TrainableRules.masked(micro.entropies(), micro.mask());
                  NDArray divergences = micro.divergences().abs();
                  seen[1] += TrainableRules.masked(divergences, micro.mask());
                  return surprise(batch, 1).of(micro);
                },
                step());
          }
          Seen.that(
              Seen.close(wanted, seen[0], 10 * tolerance()) && seen[1] <= 10 * tolerance(),
              "entropies add up to "
                  + seen[0]
                  + " and not "
                  + wanted
                  + "; divergences from a copy to "
                  + seen[1],
              "they are in bits",
              "the divergence is taken from the drawn token alone, or the other way round");
        });
  }
}
