package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.testkit.TabularPolicy;
import org.rlhf4j.testkit.ToldToFail;
import org.rlhf4j.testkit.contract.Kit.Broken;

/** Each broken method fails its rule, and no other. */
final class OptimizerContractTest {

  private static final double START = Math.log(2);

  private static Supplier<Optimizer> method = ToyDpo::new;
  private static Map<String, Double> firstStep = Map.of();
  private static int made;

  /** Run by the tests below. */
  static final class Case implements OptimizerContract {
    @Override
    public Optimizer make() {
      return method.get();
    }

    @Override
    public Map<String, Double> firstStep() {
      return firstStep;
    }
  }

  private static void set(Map<String, Double> first, Supplier<Optimizer> supplier) {
    firstStep = first;
    method = supplier;
  }

  private static Broken broken(String rule, String what, Supplier<Optimizer> supplier) {
    return new Broken(rule, what, () -> set(Map.of(), supplier));
  }

  /** Whoever runs {@link Case} by itself finds a right method. */
  @AfterAll
  static void leaveARightMethod() {
    set(Map.of(), ToyDpo::new);
  }

  @Test
  void rightMethodsPass() {
    set(Map.of("loss", START), ToyDpo::new);
    assertEquals(List.of("O10"), Kit.assertPasses(Case.class).leftOut());
    set(Map.of(), ToyReinforce::new);
    assertEquals(List.of("O12"), Kit.assertPasses(Case.class).leftOut());
    set(Map.of(), AsksTheJudge::new);
    assertEquals(List.of("O12"), Kit.assertPasses(Case.class).leftOut());
    set(Map.of(), ToySft::new);
    assertEquals(Set.of("O10", "O12"), Set.copyOf(Kit.assertPasses(Case.class).leftOut()));
    set(Map.of(), ToyBestOfN::new);
    assertEquals(Set.of("O6", "O10", "O12"), Set.copyOf(Kit.assertPasses(Case.class).leftOut()));
  }

  @Test
  void everyRuleIsBroken() {
    Kit.assertEveryRuleIsBroken(OptimizerContract.class, "O", all());
  }

  @TestFactory
  Stream<DynamicTest> aBrokenMethod() {
    return Kit.eachFailsItsRuleAlone(Case.class, all());
  }

  private static List<Broken> all() {
    return List.of(
        broken("O1", "a reward that is not declared", AsksAnyway::new),
        broken("O2", "the start policy where another was announced", AnnouncesWrapper::new),
        broken("O3", "a wrapper that does not close", LeavesOpen::new),
        broken("O4", "a reference that moves", MovesReference::new),
        broken("O5", "static state in the log", Counts::new),
        broken("O6", "a moving average that is not kept", Remembers::new),
        broken("O7", "a denominator of the micro-batch", DividesByMicrobatch::new),
        broken("O8", "tokens that are turned round in place", TurnsTokens::new),
        broken("O9", "a number without a name", Undocumented::new),
        broken("O9", "a training that is not logged", Silent::new),
        broken("O10", "a failure that becomes 0", Swallows::new),
        broken("O11", "a check that trains", ChecksByTrying::new),
        new Broken(
            "O12",
            "half of the loss at the start",
            () -> set(Map.of("loss", START), HalvesLoss::new)),
        broken("O13", "weights that are not finite", Explodes::new),
        broken("O14", "chosen and rejected in each other's place", SwapsSides::new),
        broken("O14", "a reward that is avoided", AvoidsReward::new),
        broken("O14", "a judge who is contradicted", ContradictsTheJudge::new),
        broken("O14", "demonstrations that are unlearned", Unlearns::new),
        broken("O14", "the worst of n", WorstOfN::new),
        broken("O14", "steps that change nothing", StandsStill::new));
  }

  private static final class AsksAnyway extends ToyDpo {
    @Override
    void train(OptimizationTask task) {
      task.requireReward();
      super.train(task);
    }
  }

  private static final class AnnouncesWrapper extends ToyDpo {
    @Override
    public boolean makesTrainablePolicy() {
      return false;
    }
  }

  private static final class LeavesOpen extends ToyDpo {
    @Override
    public boolean makesTrainablePolicy() {
      return false;
    }

    @Override
    Policy made(OptimizationTask task) {
      return new PolicyWrapper((TabularPolicy) task.start()) {
        @Override
        public void close() {}
      };
    }
  }

  private static final class MovesReference extends ToyDpo {
    @Override
    Policy made(OptimizationTask task) {
      ((TabularPolicy) task.reference()).setLogits(new int[] {1}, 1, 2, 3);
      return super.made(task);
    }
  }

  private static final class Counts extends ToyDpo {
    @Override
    double step(OptimizationTask task, int step) {
      return super.step(task, step) + made++;
    }
  }

  private static final class Remembers extends ToyDpo {
    private double sum;

    @Override
    double step(OptimizationTask task, int step) {
      sum += super.step(task, step);
      return sum;
    }
  }

  private static final class DividesByMicrobatch extends ToyDpo {
    @Override
    double denominator(Microbatch micro, int pairs) {
      return micro.rows().length / 2.0;
    }
  }

  private static final class TurnsTokens extends ToyDpo {
    @Override
    Policy made(OptimizationTask task) {
      for (Preference preference : task.preferences()) {
        int[] tokens = preference.chosen().tokens();
        if (tokens != null) {
          tokens[0] = 2 - tokens[0];
        }
      }
      return super.made(task);
    }
  }

  /** A number that nobody explains. */
  public record Bare(double loss) implements StepMetrics {
    @Override
    public String brief() {
      return "";
    }
  }

  private static final class Undocumented extends ToyDpo {
    @Override
    void train(OptimizationTask task) {
      Steps.of(task.log(), "toy", STEPS, task.start()).run(i -> new Bare(step(task, i)));
    }
  }

  private static final class Silent extends ToyDpo {
    @Override
    void train(OptimizationTask task) {
      for (int i = 0; i < STEPS; i++) {
        step(task, i);
      }
    }
  }

  private static final class Swallows extends ToyReinforce {
    @Override
    double[] rewards(OptimizationTask task, List<Response> responses) {
      try {
        return super.rewards(task, responses);
      } catch (ToldToFail e) {
        return new double[responses.size()];
      }
    }
  }

  private static final class ChecksByTrying extends ToyDpo {
    @Override
    public void check(TrainablePolicy base) {
      ((TabularPolicy) base).setLogits(new int[] {1}, 1, 2, 3);
    }
  }

  private static final class HalvesLoss extends ToyDpo {
    @Override
    double denominator(Microbatch micro, int pairs) {
      return 2.0 * pairs;
    }
  }

  private static final class Explodes extends ToyDpo {
    @Override
    Policy made(OptimizationTask task) {
      TabularPolicy policy = (TabularPolicy) task.start();
      for (int word : new int[] {1, 2}) {
        policy.setLogits(new int[] {word}, Double.NaN, Double.NaN, Double.NaN);
      }
      return super.made(task);
    }
  }

  private static final class SwapsSides extends ToyDpo {
    @Override
    double sign() {
      return -1;
    }
  }

  private static final class StandsStill extends ToyDpo {
    @Override
    double sign() {
      return 0;
    }
  }

  private static final class AvoidsReward extends ToyReinforce {
    @Override
    double[] rewards(OptimizationTask task, List<Response> responses) {
      return Arrays.stream(super.rewards(task, responses)).map(x -> -x).toArray();
    }
  }

  private static class AsksTheJudge extends ToyReinforce {
    @Override
    public Set<Need> needs() {
      return Set.of(Need.PROMPTS, Need.JUDGE);
    }

    @Override
    double[] rewards(OptimizationTask task, List<Response> responses) {
      List<Comparison> comparisons =
          responses.stream()
              .map(r -> new Comparison("c", r.prompt(), r.answer(), Answer.ofText("b")))
              .toList();
      return Objects.requireNonNull(task.judge()).judge(comparisons).stream()
          .mapToDouble(Verdict::preferFirst)
          .toArray();
    }
  }

  private static final class ContradictsTheJudge extends AsksTheJudge {
    @Override
    double[] rewards(OptimizationTask task, List<Response> responses) {
      return Arrays.stream(super.rewards(task, responses)).map(x -> -x).toArray();
    }
  }

  private static final class Unlearns extends ToySft {
    @Override
    double sign() {
      return -1;
    }
  }

  private static final class WorstOfN extends ToyBestOfN {
    @Override
    double sign() {
      return -1;
    }
  }
}
