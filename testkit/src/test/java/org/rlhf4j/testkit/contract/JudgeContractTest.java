package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.contract.Kit.Broken;

/** Each broken judge fails its rule, and no other. */
final class JudgeContractTest {

  private static Supplier<Judge> judge = Right::new;
  private static boolean symmetric;
  private static int made;

  /** Run by the tests below. */
  static final class Case implements JudgeContract {
    @Override
    public Judge make() {
      return judge.get();
    }

    @Override
    public boolean isSymmetric() {
      return symmetric;
    }
  }

  private static void set(boolean declared, Supplier<Judge> supplier) {
    symmetric = declared;
    judge = supplier;
  }

  private static Broken broken(String rule, String what, Supplier<Judge> supplier) {
    return new Broken(rule, what, () -> set(false, supplier));
  }

  @Test
  void rightJudgesPass() {
    set(true, new OracleProblem()::judge);
    assertEquals(List.of("J8"), Kit.assertPasses(Case.class).leftOut());
    set(false, Right::new);
    assertEquals(List.of("J10"), Kit.assertPasses(Case.class).leftOut());
  }

  @Test
  void everyRuleIsBroken() {
    Kit.assertEveryRuleIsBroken(JudgeContract.class, "J", all());
  }

  @TestFactory
  Stream<DynamicTest> aBrokenJudge() {
    return Kit.eachFailsItsRuleAlone(Case.class, all());
  }

  private static List<Broken> all() {
    return List.of(
        broken("J1", "ties without a verdict", WithoutTies::new),
        broken(
            "J2",
            "noise in the order of work",
            () -> new Changed(JudgeContractTest::turnEveryThird)),
        broken("J3", "randomness of its own", () -> new Right(RandomStream.ofSeed(made++))),
        broken("J4", "a label without its probability", FlipsLabels::new),
        broken("J5", "a verdict on nothing", JudgesNothing::new),
        broken("J6", "a look at the metadata", ReadsMetadata::new),
        broken("J7", "the fingerprint of an object", Counted::new),
        broken("J8", "a member that does not judge", SilentMember::new),
        broken("J9", "a negative price", Refunds::new),
        new Broken("J10", "a bonus for the first", () -> set(true, FirstWins::new)),
        broken("J11", "a second close that throws", ClosesOnce::new));
  }

  /** The oracle's judge with a tenth of its verdicts turned round, by id; and a panel of one. */
  private static class Right implements Judge {
    private final Judge oracle = new OracleProblem().judge();
    private final RandomStream noise;

    Right() {
      this(RandomStream.ofSeed(4));
    }

    Right(RandomStream noise) {
      this.noise = noise;
    }

    @Override
    public List<Verdict> judge(List<Comparison> comparisons) {
      return comparisons.stream().map(this::verdict).toList();
    }

    Verdict verdict(Comparison comparison) {
      Verdict verdict = oracle.judge(List.of(comparison)).get(0);
      return noise.child(comparison.id()).uniform(0) < 0.1 ? verdict.swapped() : verdict;
    }

    @Override
    public Map<String, Judge> panel() {
      return Map.of("only", this);
    }
  }

  private static final class WithoutTies extends Right {
    @Override
    public List<Verdict> judge(List<Comparison> comparisons) {
      return super.judge(comparisons).stream().filter(v -> v.preferFirst() != 0.5).toList();
    }

    @Override
    public Map<String, Judge> panel() {
      return Map.of();
    }
  }

  private static List<Verdict> turnEveryThird(List<Verdict> verdicts) {
    List<Verdict> turned = new ArrayList<>(verdicts);
    for (int i = 0; i < turned.size(); i += 3) {
      turned.set(i, turned.get(i).swapped());
    }
    return turned;
  }

  private static final class Changed extends Right {
    private final UnaryOperator<List<Verdict>> change;

    Changed(UnaryOperator<List<Verdict>> change) {
      this.change = change;
    }

    @Override
    public List<Verdict> judge(List<Comparison> comparisons) {
      return change.apply(super.judge(comparisons));
    }
  }

  private static final class FlipsLabels extends Right {
    @Override
    Verdict verdict(Comparison comparison) {
      Verdict verdict = super.verdict(comparison);
      return new Verdict(verdict.preferFirst(), verdict.swapped().label(), "");
    }
  }

  private static final class JudgesNothing extends Right {
    @Override
    public List<Verdict> judge(List<Comparison> comparisons) {
      return comparisons.isEmpty() ? List.of(Verdict.of(0.5)) : super.judge(comparisons);
    }
  }

  private static final class ReadsMetadata extends Right {
    @Override
    Verdict verdict(Comparison comparison) {
      Verdict verdict = super.verdict(comparison);
      return comparison.metadata().isEmpty() ? verdict : verdict.swapped();
    }
  }

  private static final class Counted extends Right {
    private final int number = made++;

    @Override
    public String fingerprint() {
      return "judge " + number;
    }
  }

  private static final class SilentMember extends Right {
    @Override
    public Map<String, Judge> panel() {
      return Map.of("silent", comparisons -> List.of());
    }
  }

  private static final class Refunds extends Right {
    @Override
    Verdict verdict(Comparison comparison) {
      Verdict v = super.verdict(comparison);
      return new Verdict(
          v.preferFirst(), v.label(), v.reason(), v.raw(), new Cost(1, 10, 1, -0.01, 0));
    }
  }

  private static final class FirstWins extends Right {
    @Override
    Verdict verdict(Comparison comparison) {
      return Verdict.of(0.6);
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
}
