package org.rlhf4j.judges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.testkit.FunctionReward;

/** A pool's labels have the shares that its options say. */
final class AnnotatorPoolTest {

  private static final int MANY = 20_000;

  record NoOptions() {}

  private static Part<Judge> part(Judge judge) {
    @SuppressWarnings("unchecked")
    JudgePlugin<NoOptions> plugin = mock(JudgePlugin.class);
    when(plugin.id()).thenReturn("given");
    when(plugin.create(org.mockito.ArgumentMatchers.any(), org.mockito.ArgumentMatchers.any()))
        .thenReturn(judge);
    return new Part<>(plugin, new NoOptions());
  }

  private static Part<Judge> says(double preferFirst) {
    return says(c -> preferFirst);
  }

  private static Part<Judge> says(Function<Comparison, Double> preference) {
    return part(
        comparisons -> comparisons.stream().map(c -> Verdict.of(preference.apply(c))).toList());
  }

  private static AnnotatorOptions member(
      Part<Judge> judge, String name, double weight, double flip, double position, double length) {
    return new AnnotatorOptions(judge, name, weight, flip, position, length);
  }

  private static Judge pool(double flip, AnnotatorOptions... members) {
    return new SimulatedAnnotatorsPlugin()
        .create(new SimulatedAnnotatorsOptions(null, flip, List.of(members)), Rewards.context(11));
  }

  private static List<Comparison> comparisons(String first, String second) {
    return IntStream.range(0, MANY)
        .mapToObj(
            i ->
                new Comparison(
                    "p" + i, new Prompt("p" + i, "?"), Answer.ofText(first), Answer.ofText(second)))
        .toList();
  }

  private static void assertShare(double expected, Judge judge, String first, String second) {
    List<Verdict> verdicts = judge.judge(comparisons(first, second));
    assertTrue(verdicts.stream().allMatch(v -> v.preferFirst() == 0 || v.preferFirst() == 1));
    double found = verdicts.stream().mapToDouble(Verdict::preferFirst).average().orElseThrow();
    assertEquals(expected, found, 4 * Math.sqrt(expected * (1 - expected) / MANY));
  }

  @Test
  void membersAreAskedByTheirWeights() {
    Judge judge = pool(0, member(says(1), "yes", 3, 0, 0, 0), member(says(0.0), "no", 1, 0, 0, 0));
    assertShare(0.75, judge, "a", "b");
    for (Verdict v : judge.judge(comparisons("a", "b"))) {
      assertEquals(v.label() == Verdict.Label.FIRST ? "yes" : "no", v.reason());
    }
  }

  @Test
  void aPreferenceInBetweenIsTheProbabilityOfTheLabel() {
    assertShare(0.7, pool(0, member(says(0.7), "", 1, 0, 0, 0)), "a", "b");
    assertShare(0.7, pool(0, member(says(0.7), "", 1, 0, 0, 0)), "b", "a");
  }

  @Test
  void flipsOfThePoolAndOfTheMemberAreIndependent() {
    Judge judge = pool(0.25, member(says(1), "", 1, 0.1, 0, 0));
    assertShare(0.75 * 0.9 + 0.25 * 0.1, judge, "a", "b");
  }

  @Test
  void biases() {
    Judge first = pool(0, member(says(0.0), "", 1, 0, 0.2, 0));
    assertShare(0.2, first, "long", "no");
    Judge second = pool(0, member(says(1), "", 1, 0, -0.2, 0));
    assertShare(0.8, second, "long", "no");
    Judge longer = pool(0, member(says(0.0), "", 1, 0, 0.2, 0.3));
    assertShare(0.5, longer, "long", "no");
    assertShare(0.2, longer, "no", "long");
    assertShare(0.2, longer, "so", "no");
    Judge shorter = pool(0, member(says(0.0), "", 1, 0, 0, -0.3));
    assertShare(0.3, shorter, "no", "long");
    // one code point of two chars is shorter than two of one
    assertShare(0.3, shorter, "\uD83D\uDE00", "no");
  }

  @Test
  void bothOrdersAgreeButForAPositionBias() {
    // prefers the text a with 0.7 in either order
    Part<Judge> soft = says(c -> c.first().text().equals("a") ? 0.7 : 0.3);
    assertEquals(
        0, changed(pool(0.25, member(soft, "x", 1, 0, 0, 0.2), member(soft, "y", 1, 0.1, 0, 0))));
    // changes its mind if the bias is what decides
    double share = changed(pool(0.25, member(soft, "", 1, 0, 0.2, 0)));
    assertEquals(0.2, share, 4 * Math.sqrt(0.16 / MANY));
  }

  private static double changed(Judge judge) {
    List<Comparison> there = comparisons("a", "b");
    List<Verdict> one = judge.judge(there);
    List<Verdict> other = judge.judge(there.stream().map(Comparison::swapped).toList());
    return IntStream.range(0, MANY)
            .filter(i -> one.get(i).label() != other.get(i).swapped().label())
            .count()
        / (double) MANY;
  }

  @Test
  void thePanelAgreesAsItsNoiseSays() {
    Judge judge = pool(0.25, member(says(1), "x", 1, 0, 0, 0), member(says(1), "y", 1, 0, 0, 0));
    assertEquals(List.of("x", "y"), List.copyOf(judge.panel().keySet()));
    List<Comparison> comparisons = comparisons("a", "b");
    List<Verdict> x = judge.panel().get("x").judge(comparisons);
    List<Verdict> y = judge.panel().get("y").judge(comparisons);
    double same =
        IntStream.range(0, MANY).filter(i -> x.get(i).label() == y.get(i).label()).count()
            / (double) MANY;
    double expected = 0.75 * 0.75 + 0.25 * 0.25;
    assertEquals(expected, same, 4 * Math.sqrt(expected * (1 - expected) / MANY));
    // what the pool says is what the one says whom it asked
    List<Verdict> pool = judge.judge(comparisons);
    for (int i = 0; i < MANY; i++) {
      Verdict verdict = pool.get(i);
      assertEquals((verdict.reason().equals("x") ? x : y).get(i), verdict);
    }
    assertEquals(0, new RewardJudge(new JudgingReward(mock()), 0).panel().size());
  }

  @Test
  void verdictsDependNeitherOnTheOrderOfWorkNorOnTheBatch() {
    Judge judge =
        pool(0.25, member(says(1), "x", 1, 0, 0.1, 0), member(says(0.4), "y", 2, 0.1, 0, 0.2));
    List<Comparison> comparisons = comparisons("long", "no").subList(0, 500);
    List<Verdict> together = judge.judge(comparisons);
    List<Comparison> reversed = new ArrayList<>(comparisons);
    Collections.reverse(reversed);
    List<Verdict> backwards = new ArrayList<>(judge.judge(reversed));
    Collections.reverse(backwards);
    assertEquals(together, backwards);
    assertEquals(together, comparisons.stream().map(c -> judge.judge(List.of(c)).get(0)).toList());
  }

  @Test
  void anUnusableVerdictStaysOneAndCostsStay() {
    Cost cost = new Cost(1, 20, 3, 0.5, 2);
    Judge judge =
        pool(
            0.5,
            member(
                part(
                    cs ->
                        cs.stream()
                            .map(c -> new Verdict(0.5, Verdict.Label.UNPARSED, "", "no idea", cost))
                            .toList()),
                "x",
                1,
                0.5,
                0.5,
                0.5));
    for (Verdict verdict : judge.judge(comparisons("a", "b").subList(0, 20))) {
      assertEquals(new Verdict(0.5, Verdict.Label.UNPARSED, "x", "no idea", cost), verdict);
    }
  }

  @Test
  void theSeedIsInTheFingerprint() {
    SimulatedAnnotatorsOptions options =
        new SimulatedAnnotatorsOptions(
            null,
            0.25,
            List.of(member(says(1), "x", 1, 0, 0, 0), member(says(1), "y", 1, 0, 0, 0)));
    SimulatedAnnotatorsPlugin plugin = new SimulatedAnnotatorsPlugin();
    String one = plugin.create(options, Rewards.context(1)).fingerprint();
    assertEquals(one, plugin.create(options, Rewards.context(1)).fingerprint());
    assertNotEquals(one, plugin.create(options, Rewards.context(2)).fingerprint());
    SimulatedAnnotatorsOptions alike =
        new SimulatedAnnotatorsOptions(Rewards.part(new FunctionReward(r -> 0)), 0.25);
    assertNotEquals(
        plugin.create(alike, Rewards.context(1)).fingerprint(),
        plugin.create(alike, Rewards.context(2)).fingerprint());
  }

  @Test
  void aFailureClosesWhatWasMade() {
    Judge judge = mock(Judge.class);
    PluginContext context = Rewards.context(1);
    Part<Judge> broken = says(1);
    when(context.create(broken)).thenThrow(new UserException("no key"));
    SimulatedAnnotatorsOptions options =
        new SimulatedAnnotatorsOptions(
            null, 0, List.of(member(part(judge), "", 1, 0, 0, 0), member(broken, "", 1, 0, 0, 0)));
    SimulatedAnnotatorsPlugin plugin = new SimulatedAnnotatorsPlugin();
    assertThrows(UserException.class, () -> plugin.create(options, context));
    verify(judge).close();
  }

  @Test
  void whatIsWrongIsSaidAtOnce() {
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                pool(
                    0,
                    new AnnotatorOptions(),
                    member(says(1), "ann", 1, 0, 0, 0),
                    member(says(1), "ann", 1, 0, 0, 0)));
    assertEquals(2, e.getMessage().lines().count());
    assertTrue(e.getMessage().contains("members[0].judge is missing"), e.getMessage());
    assertTrue(e.getMessage().contains("members[1] and members[2] are both called \"ann\""));
    Stream.<Runnable>of(
            () -> member(null, "", 0, 0, 0, 0),
            () -> member(null, "", 1, 1.5, 0, 0),
            () -> member(null, "", 1, 0, -0.6, 0.5))
        .forEach(r -> assertThrows(IllegalArgumentException.class, r::run));
    SimulatedAnnotatorsOptions both =
        new SimulatedAnnotatorsOptions(
            Rewards.part(new FunctionReward(r -> 0)), 0, List.of(new AnnotatorOptions()));
    SimulatedAnnotatorsPlugin plugin = new SimulatedAnnotatorsPlugin();
    PluginContext context = Rewards.context(1);
    assertThrows(UserException.class, () -> plugin.create(both, context));
  }

  private static Judge withHard(double hard, AnnotatorOptions... members) {
    return new SimulatedAnnotatorsPlugin()
        .create(
            new SimulatedAnnotatorsOptions(null, 0.1, List.of(members), hard), Rewards.context(11));
  }

  /** On hard comparisons, the same ones for all, each label is a coin; elsewhere they flip. */
  @Test
  void hardComparisonsAreHardForTheWholePool() {
    Part<Judge> prefersA = says(c -> c.first().text().equals("a") ? 1.0 : 0);
    AnnotatorOptions biased = member(prefersA, "biased", 1, 0.2, 0.3, 0);
    Judge pool = withHard(0.4, member(prefersA, "one", 1, 0, 0, 0), biased);
    List<Comparison> comparisons =
        IntStream.range(0, MANY)
            .mapToObj(
                i ->
                    new Comparison(
                        "c" + i, new Prompt("p", "?"), Answer.ofText("a"), Answer.ofText("b")))
            .toList();
    List<List<Verdict>> said =
        pool.panel().values().stream().map(judge -> judge.judge(comparisons)).toList();
    double one = share(said.get(0));
    double other = share(said.get(1));
    assertEquals(0.4 * 0.5 + 0.6 * 0.9, one, 0.015);
    double right = 0.9 * 0.8 + 0.1 * 0.2; // the bias is for what is right here
    assertEquals(0.4 * 0.5 + 0.6 * right, other, 0.015);
    double same =
        IntStream.range(0, MANY)
                .filter(i -> said.get(0).get(i).label() == said.get(1).get(i).label())
                .count()
            / (double) MANY;
    assertEquals(0.4 * 0.5 + 0.6 * (0.9 * right + 0.1 * (1 - right)), same, 0.015);
    // hard for good: asked again and in the other order, coins are tossed where they were
    List<Verdict> swapped =
        pool.panel().get("one").judge(comparisons.stream().map(Comparison::swapped).toList());
    for (int i = 0; i < MANY; i++) {
      assertEquals(said.get(0).get(i).label(), swapped.get(i).swapped().label());
    }
    List<Verdict> again =
        pool.panel().get("one").judge(comparisons.stream().map(Comparison::again).toList());
    double repeated =
        IntStream.range(0, MANY)
                .filter(i -> said.get(0).get(i).label() == again.get(i).label())
                .count()
            / (double) MANY;
    assertEquals(0.4 * 0.5 + 0.6 * 0.82, repeated, 0.015);
  }

  private static double share(List<Verdict> verdicts) {
    return verdicts.stream().mapToDouble(Verdict::preferFirst).average().orElseThrow();
  }

  @Test
  void withoutHardComparisonsNothingIsDrawnForThem() {
    AnnotatorOptions member = member(says(0.7), "one", 1, 0.1, 0.1, 0);
    List<Comparison> comparisons =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    new Comparison(
                        "c" + i, new Prompt("p", "?"), Answer.ofText("a"), Answer.ofText("b")))
            .toList();
    assertTrue(pool(0.1, member).judge(comparisons).equals(withHard(0, member).judge(comparisons)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SimulatedAnnotatorsOptions(null, 0, List.of(), 2));
  }
}
