package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.contract.Kit.Broken;

/** Each broken reward fails its rule, and no other. */
final class RewardModelContractTest {

  private static Supplier<RewardModel> reward = Right::new;
  private static int made;

  /** Run by the tests below. */
  static final class Case implements RewardModelContract {
    @Override
    public RewardModel make() {
      return reward.get();
    }
  }

  private static Broken broken(String rule, String what, Supplier<RewardModel> supplier) {
    return new Broken(rule, what, () -> reward = supplier);
  }

  @Test
  void rightRewardsPass() {
    reward = Right::new;
    assertEquals(
        List.of("R7", "R8"), Kit.assertPasses(Case.class).leftOut().stream().sorted().toList());
    reward = Counting::new;
    assertEquals(List.of(), Kit.assertPasses(Case.class).leftOut());
  }

  @Test
  void everyRuleIsBroken() {
    Kit.assertEveryRuleIsBroken(RewardModelContract.class, "R", all());
  }

  @TestFactory
  Stream<DynamicTest> aBrokenReward() {
    return Kit.eachFailsItsRuleAlone(Case.class, all());
  }

  private static List<Broken> all() {
    return List.of(
        broken("R1", "an answer without a score", WithoutLast::new),
        broken("R2", "no number for an empty answer", NoNumber::new),
        broken("R3", "scores normalised within the batch", Centred::new),
        broken("R3", "a count from call to call", Drifting::new),
        broken("R4", "a bonus for the place in the batch", ByPlace::new),
        broken("R5", "static state", () -> new Offset(made++)),
        broken("R6", "a score of nothing", ScoresNothing::new),
        broken("R7", "the network itself", SharesNetwork::new),
        broken("R8", "a fit without what was fitted", ForgetsFit::new),
        broken("R9", "a second close that throws", ClosesOnce::new));
  }

  private static class Right implements RewardModel {
    private final RewardModel oracle = new OracleProblem().reward();

    @Override
    public double[] score(List<Response> responses) {
      return oracle.score(responses);
    }
  }

  private static final class WithoutLast extends Right {
    @Override
    public double[] score(List<Response> responses) {
      return Arrays.copyOf(super.score(responses), Math.max(0, responses.size() - 1));
    }
  }

  private static final class NoNumber extends Right {
    @Override
    public double[] score(List<Response> responses) {
      return responses.stream()
          .mapToDouble(r -> r.answer().text().isEmpty() ? 0.0 / r.answer().text().length() : 1.0)
          .toArray();
    }
  }

  private static final class Centred extends Right {
    @Override
    public double[] score(List<Response> responses) {
      double[] scores = super.score(responses);
      double mean = Arrays.stream(scores).average().orElse(0);
      return Arrays.stream(scores).map(s -> s - mean).toArray();
    }
  }

  private static final class ByPlace extends Right {
    @Override
    public double[] score(List<Response> responses) {
      double[] scores = super.score(responses);
      Arrays.setAll(scores, i -> scores[i] + 0.01 * i);
      return scores;
    }
  }

  private static final class Offset extends Right {
    private final double offset;

    Offset(double offset) {
      this.offset = offset;
    }

    @Override
    public double[] score(List<Response> responses) {
      return Arrays.stream(super.score(responses)).map(s -> s + offset).toArray();
    }
  }

  /** It counts responses, so that only a change of the number of them in a call shows. */
  private static final class Drifting extends Right {
    private int least = Integer.MAX_VALUE;

    @Override
    public double[] score(List<Response> responses) {
      least = Math.min(least, responses.size());
      return Arrays.stream(super.score(responses)).map(s -> s + 1.0 / least).toArray();
    }
  }

  private static final class ScoresNothing extends Right {
    @Override
    public double[] score(List<Response> responses) {
      return responses.isEmpty() ? new double[1] : super.score(responses);
    }
  }

  private static final class ClosesOnce extends Right {
    private boolean closed;

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed already");
      }
      closed = true;
    }
  }

  /** How much oftener an answer was preferred than not; and a network, to be copied. */
  private static class Counting implements TrainableRewardModel, NeuralRewardModel {
    final TreeMap<String, Integer> wins = new TreeMap<>();
    @Nullable ScalarModel network;

    @Override
    public RewardFit fit(RewardTask task) {
      for (Preference p : task.preferences()) {
        wins.merge(p.chosen().text(), 1, Integer::sum);
        wins.merge(p.rejected().text(), -1, Integer::sum);
      }
      network = task.start().newScalarModel(task.random());
      return fitted(task);
    }

    RewardFit fitted(RewardTask task) {
      return new RewardFit(task.preferences().size(), 0, Double.NaN, Double.NaN, 0, 1);
    }

    @Override
    public double[] score(List<Response> responses) {
      return responses.stream().mapToDouble(r -> wins.getOrDefault(r.answer().text(), 0)).toArray();
    }

    @Override
    public Optional<ScalarModel> copyNetwork() {
      return Optional.ofNullable(network).map(ScalarModel::copy);
    }

    @Override
    public void writeFit(DataOutput out) throws IOException {
      out.writeInt(wins.size());
      for (String text : wins.keySet()) {
        out.writeUTF(text);
        out.writeInt(wins.get(text));
      }
    }

    @Override
    public RewardFit readFit(RewardTask task, DataInput in) throws IOException {
      for (int n = in.readInt(); n > 0; n--) {
        wins.put(in.readUTF(), in.readInt());
      }
      return fitted(task);
    }

    @Override
    public void close() {
      if (network != null) {
        network.close();
      }
    }
  }

  private static final class SharesNetwork extends Counting {
    @Override
    public Optional<ScalarModel> copyNetwork() {
      return Optional.ofNullable(network);
    }
  }

  private static final class ForgetsFit extends Counting {
    @Override
    public void writeFit(DataOutput out) throws IOException {
      out.writeInt(0);
    }
  }
}
