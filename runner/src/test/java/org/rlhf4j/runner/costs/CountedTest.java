package org.rlhf4j.runner.costs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.forwarding.ForwardingJudge;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.runner.fakes.FakePolicy;

final class CountedTest {
  private final Map<String, Double> spent = new HashMap<>();

  private void spend(String what, double amount) {
    spent.merge(what, amount, Double::sum);
  }

  /** A default that is not passed on would do without what a policy does better. */
  @Test
  void everyCallIsPassedOn() {
    Map<Class<?>, Class<?>> wrappers =
        Map.of(
            Policy.class, CountedPolicy.class,
            TrainablePolicy.class, CountedLearner.class,
            ScalarModel.class, CountedScalarModel.class,
            Judge.class, CountedJudge.class);
    wrappers.forEach(
        (seam, wrapper) -> {
          for (Method method : seam.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
              boolean made = method.getName().startsWith("newScalarModel"); // by the other one
              assertTrue(
                  (made && method.isDefault())
                      || Set.of(Counted.class.getPackage(), ForwardingJudge.class.getPackage())
                          .contains(declaring(wrapper, method)),
                  method::toString);
            }
          }
        });
  }

  private static Package declaring(Class<?> wrapper, Method method) {
    try {
      return wrapper
          .getMethod(method.getName(), method.getParameterTypes())
          .getDeclaringClass()
          .getPackage();
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tokensOfPoliciesAndTheirCopies() {
    List<Prompt> prompts = List.of(new Prompt("1", "say 3"), new Prompt("2", "say 5"));
    RandomStream random = RandomStream.ofSeed(3);
    Policy plain = new FakePolicy(0.5, 64);
    Policy counted = Counted.policy(new FakePolicy(0.5, 64), this::spend);
    List<List<Completion>> answers = counted.generate(prompts, 3, Decoding.sampling(1, 20), random);
    long tokens = answers.stream().flatMap(List::stream).mapToLong(c -> c.tokens().length).sum();
    assertEquals(
        plain.generate(prompts, 3, Decoding.sampling(1, 20), random).stream()
            .flatMap(List::stream)
            .map(Completion::text)
            .toList(),
        answers.stream().flatMap(List::stream).map(Completion::text).toList());
    assertEquals(Map.of(Counted.GENERATED, (double) tokens), spent);
    TrainablePolicy copy = assertInstanceOf(TrainablePolicy.class, counted).copy();
    copy.logProbs(List.of(new TokenRow(new int[] {1, 2}, new int[] {1, 2, 1})), 1);
    assertEquals(5.0, spent.get(Counted.READ));
  }

  @Test
  void comparisonsOfJudgesAndTheirPanels() {
    Judge one = comparisons -> comparisons.stream().map(c -> Verdict.of(1)).toList();
    Judge pool =
        new Judge() {
          @Override
          public List<Verdict> judge(List<Comparison> comparisons) {
            return one.judge(comparisons);
          }

          @Override
          public Map<String, Judge> panel() {
            return Map.of("x", one, "y", one);
          }
        };
    Comparison pair =
        new Comparison("1", new Prompt("1", "why"), Answer.ofText("a"), Answer.ofText("b"));
    Judge counted = Counted.judge("judge", pool, this::spend);
    counted.judge(List.of(pair, pair, pair));
    assertEquals(3.0, spent.get(Counted.JUDGED));
    counted.panel().values().forEach(j -> j.judge(List.of(pair, pair)));
    assertEquals(7.0, spent.get(Counted.JUDGED));
    assertTrue(counted.fingerprint().isEmpty());
  }

  @Test
  void aJudgeThatGivesNoVerdictIsNamed() {
    Comparison pair =
        new Comparison("1", new Prompt("1", "why"), Answer.ofText("a"), Answer.ofText("b"));
    List<List<Verdict>> odd = new ArrayList<>();
    odd.add(null);
    odd.add(Collections.singletonList(null));
    odd.add(List.of());
    odd.add(List.of(Verdict.of(1), Verdict.of(0)));
    for (List<Verdict> given : odd) {
      Judge counted = Counted.judge("judge \"odd\"", comparisons -> given, this::spend);
      String told =
          String.valueOf(
              assertThrows(BadVerdictsException.class, () -> counted.judge(List.of(pair)))
                  .getMessage());
      assertTrue(told.startsWith("judge \"odd\" gave "), told);
    }
  }
}
