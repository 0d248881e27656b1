package org.rlhf4j.testkit.contract;

import ai.djl.ndarray.NDArray;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.NonFiniteLossException;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TokenLoss;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;
import org.rlhf4j.exact.Splitting;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.contract.Kit.Broken;

/** Each policy that learns wrongly fails its rule, and no other. */
final class TrainablePolicyContractTest {

  private static Supplier<Policy> policy = PolicyWrapper::new;
  private static int made;

  /** Run by the tests below. */
  static final class Case implements TrainablePolicyContract {
    @Override
    public Policy make() {
      return policy.get();
    }

    @Override
    public OptionalInt vocabularySize() {
      return OptionalInt.of(3);
    }
  }

  private static Broken broken(String rule, String what, Supplier<Policy> supplier) {
    return new Broken(rule, what, () -> policy = supplier);
  }

  @Test
  void aRightPolicyPassesHoweverItSplits() {
    for (Splitting splitting : List.of(Splitting.NONE, new Splitting(1, 0), new Splitting(4, 3))) {
      policy =
          () -> {
            PolicyWrapper right = new PolicyWrapper();
            right.inner.split(splitting);
            return right;
          };
      Kit.assertPasses(Case.class);
    }
  }

  @Test
  void everyRuleIsBroken() {
    Kit.assertEveryRuleIsBroken(TrainablePolicyContract.class, "T", all());
  }

  @TestFactory
  Stream<DynamicTest> aBrokenPolicy() {
    return Kit.eachFailsItsRuleAlone(Case.class, all());
  }

  private static List<Broken> all() {
    return List.of(
        broken(
            "T1",
            "the loss of half the rows",
            () -> reporting(TrainablePolicyContractTest::halfLoss)),
        broken(
            "T2",
            "pairs in the wrong order",
            () -> showing(b -> b.groupSize() == 2, TrainablePolicyContractTest::swappedRows)),
        broken(
            "T3",
            "a mask over the padding",
            () -> showing(b -> !b.entropies(), TrainablePolicyContractTest::fullMask)),
        broken("T4", "a norm that depends on the first row", FirstRow::new),
        broken("T5", "a norm after clipping", Clipped::new),
        broken("T6", "a step up", StepsUp::new),
        broken("T7", "a copy that is rounded", RoundedCopy::new),
        broken("T8", "a state without moments", ForgetfulState::new),
        broken("T9", "moments that freezing keeps", NeverFrozen::new),
        broken("T10", "a loss that is not looked at", TakesNaN::new),
        broken("T11", "control tokens in the wrong order", Backwards::new),
        broken("T12", "heads of their own randomness", OtherHeads::new),
        broken(
            "T13",
            "entropies in bits",
            () -> showing(TrainingBatch::entropies, TrainablePolicyContractTest::bits)));
  }

  private static UpdateReport halfLoss(UpdateReport report) {
    return new UpdateReport(report.loss() / 2, report.gradNorm(), report.outputs());
  }

  private static Microbatch swappedRows(Microbatch m) {
    int[] rows = m.rows().clone();
    for (int i = 0; i < rows.length; i++) {
      rows[i] ^= 1;
    }
    return new Microbatch(m.manager(), rows, m.outputs(), m.mask());
  }

  private static Microbatch fullMask(Microbatch m) {
    return new Microbatch(m.manager(), m.rows(), m.outputs(), m.mask().onesLike());
  }

  private static Microbatch bits(Microbatch m) {
    NDArray bits = Scalars.times(m.entropies(), 1 / Math.log(2));
    return new Microbatch(m.manager(), m.rows(), m.outputs(), m.mask(), bits, m.divergences());
  }

  /** Reports something else of every update. */
  private static Policy reporting(UnaryOperator<UpdateReport> change) {
    return new PolicyWrapper() {
      @Override
      public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
        return change.apply(super.update(batch, loss, step));
      }
    };
  }

  /** Shows something else to losses of some batches. */
  private static Policy showing(Predicate<TrainingBatch> which, UnaryOperator<Microbatch> change) {
    return new PolicyWrapper() {
      @Override
      public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
        boolean changed = which.test(batch);
        return super.update(batch, micro -> loss.of(changed ? change.apply(micro) : micro), step);
      }
    };
  }

  private static final class FirstRow extends PolicyWrapper {
    FirstRow() {}

    private FirstRow(TabularPolicy inner) {
      super(inner);
    }

    @Override
    public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
      UpdateReport report = super.update(batch, loss, step);
      int length = batch.rows().get(0).completion().length;
      return new UpdateReport(report.loss(), report.gradNorm() * length, report.outputs());
    }

    @Override
    public TrainablePolicy copy() {
      return new FirstRow(inner.copy());
    }
  }

  private static final class Clipped extends PolicyWrapper {
    Clipped() {}

    private Clipped(TabularPolicy inner) {
      super(inner);
    }

    @Override
    public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
      UpdateReport report = super.update(batch, loss, step);
      double most = step.maxGradNorm() == 0 ? Double.MAX_VALUE : step.maxGradNorm();
      return new UpdateReport(report.loss(), Math.min(most, report.gradNorm()), report.outputs());
    }

    @Override
    public TrainablePolicy copy() {
      return new Clipped(inner.copy());
    }
  }

  private static final class StepsUp extends PolicyWrapper {
    StepsUp() {}

    private StepsUp(TabularPolicy inner) {
      super(inner);
    }

    @Override
    public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
      AdamWStep up =
          new AdamWStep(
              -step.learningRate(),
              step.beta1(),
              step.beta2(),
              step.epsilon(),
              step.weightDecay(),
              step.maxGradNorm());
      return super.update(batch, loss, up);
    }

    @Override
    public TrainablePolicy copy() {
      return new StepsUp(inner.copy());
    }
  }

  private static final class RoundedCopy extends PolicyWrapper {
    @Override
    public TrainablePolicy copy() {
      TabularPolicy copy = inner.copy();
      for (int[] sequence : List.of(new int[] {1}, new int[] {2})) {
        double[] logits = copy.logits(sequence);
        logits[0] += 2e-6;
        copy.setLogits(sequence, logits);
      }
      return new PolicyWrapper(copy);
    }
  }

  private static final class ForgetfulState extends PolicyWrapper {
    @Override
    public void writeState(DataOutput out) throws IOException {
      inner.copy().writeState(out);
    }
  }

  private static final class NeverFrozen extends PolicyWrapper {
    @Override
    public void freeze() {}
  }

  private static final class TakesNaN extends PolicyWrapper {
    @Override
    public UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step) {
      try {
        return super.update(batch, loss, step);
      } catch (NonFiniteLossException e) {
        return new UpdateReport(Double.NaN, Double.NaN, new float[batch.rows().size()][0]);
      }
    }
  }

  private static final class Backwards extends PolicyWrapper {
    @Override
    public int[] addControlTokens(List<String> names, RandomStream random) {
      int[] ids = super.addControlTokens(names, random);
      return new int[] {ids[1], ids[0]};
    }
  }

  private static final class OtherHeads extends PolicyWrapper {
    @Override
    public ScalarModel newScalarModel(RandomStream random, double headDeviation) {
      return super.newScalarModel(random.child(made++), headDeviation);
    }
  }
}
