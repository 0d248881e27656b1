package org.rlhf4j.workbench.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.workbench.options.WorkbenchAnnotator.Role;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.store.PairKey;
import org.rlhf4j.workbench.store.Person;
import org.rlhf4j.workbench.store.Use;
import org.rlhf4j.workbench.task.Candidate;
import org.rlhf4j.workbench.task.Item;
import org.rlhf4j.workbench.task.Judgement;
import org.rlhf4j.workbench.task.Label;

/** How people label, on made-up labels whose numbers can be counted by hand. */
final class QualityTest {
  private final List<Given> given = new ArrayList<>();

  private static Person person(int id, Role role, boolean retired) {
    return new Person(
        id, "p" + id, role, Person.Qualification.PASSED, Double.NaN, retired, Map.of());
  }

  private static Person person(int id) {
    return person(id, Role.CROWD, false);
  }

  private void say(Person who, long item, Use use, Label label, int[] order, long millis) {
    List<Candidate> answers =
        List.of(new Candidate("a", "m1", null), new Candidate("b", "m2", null));
    Item asked =
        new Item("i" + item, 1, "p", null, answers, use == Use.GOLD ? new Label.Pair(2) : null);
    given.add(
        new Given(who, asked, item, use, order, new Judgement(label, "", List.of()), millis, 0));
  }

  private void say(Person who, long item, int grade) {
    say(who, item, Use.WORK, new Label.Pair(grade), new int[] {0, 1}, 1000);
  }

  private PersonQuality of(Person who, Map<PairKey, Double> verdicts) {
    return Quality.of(List.of(who), given, verdicts).get(0);
  }

  @Test
  void theMajorityIsThatOfTheOthers() {
    for (int item = 0; item < 4; item++) {
      say(person(1), item, 2);
      say(person(2), item, item < 3 ? 1 : -1);
      say(person(3), item, -2);
      say(person(4, Role.CROWD, true), item, -2); // counts nowhere
    }
    // for 1: others say + and -, a draw, but on item 3 both say -
    assertEquals(new Share(0, 1), of(person(1), Map.of()).majority());
    // for 3: the others agree on + in 0, 1, 2 and are split on 3
    assertEquals(new Share(0, 3), of(person(3), Map.of()).majority());
    // who is retired is compared with all three: + wins on 0, 1, 2, - on 3
    assertEquals(new Share(1, 4), of(person(4, Role.CROWD, true), Map.of()).majority());
  }

  @Test
  void goldJudgeAndSides() {
    Person one = person(1);
    say(one, 0, Use.GOLD, new Label.Pair(1), new int[] {1, 0}, 3000);
    say(one, 1, Use.GOLD, new Label.Pair(-1), new int[] {1, 0}, 1000);
    say(one, 2, Use.QUALIFICATION, new Label.Pair(1), new int[] {0, 1}, 9000);
    say(one, 3, Use.WORK, new Label.Pair(0), new int[] {0, 1}, 2000);
    say(one, 4, Use.WORK, new Label.Pair(-1), new int[] {0, 1}, 7000);
    PersonQuality quality = of(one, Map.of(new PairKey(4, 0, 1), 0.2, new PairKey(3, 0, 1), 0.9));
    assertEquals(new Share(1, 2), quality.gold());
    assertEquals(new Share(1, 1), quality.judge(), "a tie says nothing");
    assertEquals(new Share(1, 3), quality.left());
    assertEquals(2.5, quality.medianSeconds(), 1e-12);
    assertEquals(4, quality.labels());
    assertEquals(List.of(), quality.suspicions());
  }

  @Test
  void suspicions() {
    for (int item = 0; item < 20; item++) {
      int[] order = item % 2 == 0 ? new int[] {0, 1} : new int[] {1, 0};
      say(person(1), item, Use.WORK, new Label.Pair(2), order, 1000);
      say(person(2), item, Use.WORK, new Label.Pair(2), order, 1000);
      // always what is shown first
      say(person(3), item, Use.WORK, new Label.Pair(order[0] == 0 ? 2 : -2), order, 100);
    }
    assertEquals(List.of(), of(person(1), Map.of()).suspicions());
    List<String> third = of(person(3), Map.of()).suspicions();
    assertEquals(3, third.size(), third::toString);
    // ten of twenty or more: (1 + C(20, 10) / 2^20) / 2
    assertTrue(third.get(0).contains("in 10 of 20; guessing does as well with probability 0.59"));
    assertTrue(third.get(1).contains("shown first in 20 of 20"));
    assertTrue(third.get(2).contains("takes 0.1 s, where 1.0 s are usual"), third.get(2));
  }

  @Test
  void binomial() {
    assertEquals(1, Binomial.atLeast(0, 7), 1e-12);
    assertEquals(1 / 128.0, Binomial.atLeast(7, 7), 1e-15);
    assertEquals((1 + 10 + 45) / 1024.0, Binomial.atLeast(8, 10), 1e-14);
    assertEquals(2 * 56 / 1024.0, Binomial.twoSided(2, 10), 1e-14);
    assertEquals(0.5, Binomial.atLeast(50_001, 100_001), 1e-9);
  }

  /** Table II, row 1 of Newcombe (1998), doi 10.1002/(SICI)1097-0258(19980430)17:8<857. */
  @Test
  void wilson() {
    assertEquals(0.2553, new Share(81, 263).low(), 5e-5);
    assertEquals(0.3662, new Share(81, 263).high(), 5e-5);
    assertEquals(0.0, new Share(0, 20).low(), 1e-12);
    assertEquals(0.1611, new Share(0, 20).high(), 5e-5);
  }

  @Test
  void errorsOfCrowdAndExperts() {
    List<String> categories = List.of("refusal", "repetition");
    Label crowd = new Label.Errors(categories, List.of(Set.of("refusal"), Set.of()), List.of(0, 0));
    Label expert =
        new Label.Errors(categories, List.of(Set.of("refusal"), Set.of("refusal")), List.of(0, 0));
    for (int item = 0; item < 3; item++) {
      say(person(1), item, Use.WORK, crowd, new int[] {0, 1}, 1);
      say(person(2, Role.EXPERT, false), item, Use.WORK, expert, new int[] {1, 0}, 1);
      say(person(3, Role.EXPERT, true), item, Use.WORK, crowd, new int[] {1, 0}, 1);
    }
    List<ErrorRates.Rate> rates = ErrorRates.of(given, List.of());
    assertEquals(6, rates.size());
    assertTrue(
        rates.contains(
            new ErrorRates.Rate("all answers", "refusal", new Share(3, 6), new Share(6, 6))));
    assertTrue(
        rates.contains(new ErrorRates.Rate("m2", "refusal", new Share(0, 3), new Share(3, 3))));
    assertTrue(
        rates.contains(new ErrorRates.Rate("m1", "repetition", new Share(0, 3), new Share(0, 3))));
  }

  private static Label errors(int marked, int sounds) {
    return new Label.Errors(
        List.of("refusal"),
        List.of(
            marked % 2 == 1 ? Set.of("refusal") : Set.of(),
            marked > 1 ? Set.of("refusal") : Set.of()),
        List.of(sounds, 0));
  }

  private void look(int id, Role role, long item, int marked, int sounds) {
    say(person(id, role, false), item, Use.WORK, errors(marked, sounds), new int[] {0, 1}, 1);
  }

  /** The crowd finds the errors of answers that sound shy, and not of those that sound sure. */
  @Test
  void ratesBySound() {
    look(1, Role.CROWD, 0, 1, 0);
    look(1, Role.CROWD, 1, 0, 1);
    look(2, Role.EXPERT, 0, 1, 0);
    look(2, Role.EXPERT, 1, 1, 1);
    List<ErrorRates.Rate> rates = ErrorRates.of(given, List.of("shy", "sure"));
    assertEquals(
        List.of("all answers", "m1", "m2", "sounding shy", "sounding sure"),
        rates.stream().map(ErrorRates.Rate::model).toList());
    assertTrue(
        rates.contains(
            new ErrorRates.Rate("sounding shy", "refusal", new Share(1, 3), new Share(1, 3))));
    assertTrue(
        rates.contains(
            new ErrorRates.Rate("sounding sure", "refusal", new Share(0, 1), new Share(1, 1))));
  }

  @Test
  void differencesOnTheSameAnswers() {
    for (int item = 0; item < 4; item++) {
      int sounds = item < 2 ? 1 : 0;
      look(1, Role.CROWD, item, sounds == 1 ? 0 : 1, 0);
      look(2, Role.CROWD, item, item == 0 ? 1 : 0, 0);
      look(3, Role.EXPERT, item, 1, sounds);
    }
    for (int item = 4; item < 50; item++) {
      look(1, Role.CROWD, item, 3, 0); // no expert saw them, so they do not count
    }
    var differences = ErrorDifferences.of(given, List.of("shy", "sure"), 3);
    assertEquals(
        List.of("all answers", "sounding shy", "sounding sure"),
        differences.stream().map(ErrorDifferences.Difference::answers).toList());
    // first answers: 1/2, 0, 1/2, 1/2 of the crowd against all experts; second ones: nobody
    var all = differences.get(0);
    assertEquals((-0.5 - 1 - 0.5 - 0.5) / 8, all.difference(), 1e-12);
    assertEquals(8, all.n());
    assertTrue(all.low() >= -0.5 && all.low() <= all.difference(), all::toString);
    assertTrue(all.high() <= -0.25 + 1e-12 && all.high() >= all.difference(), all::toString);
    // what sounds sure to the expert are the first answers of items 0 and 1
    var sure = differences.get(2);
    assertEquals((-0.5 - 1) / 2, sure.difference(), 1e-12);
    assertEquals(2, sure.n());
    assertEquals(-1, sure.low(), 1e-12);
    assertEquals(-0.5, sure.high(), 1e-12);
    assertEquals(6, differences.get(1).n());
    assertEquals(differences, ErrorDifferences.of(given, List.of("shy", "sure"), 3));
    assertEquals(List.of(), ErrorDifferences.of(List.of(), List.of(), 3));
  }

  /**
   * Who ticks nothing agrees with most of the others most of the time, and is found all the same.
   */
  @Test
  void whoMarksErrorsWithoutLookingIsSuspicious() {
    for (int item = 0; item < 30; item++) {
      int marked = item % 5 == 0 ? 1 : 0;
      for (int careful = 1; careful <= 3; careful++) {
        look(careful, Role.CROWD, item, marked, 0);
      }
      look(4, Role.CROWD, item, 0, 0);
    }
    assertEquals(List.of(), of(person(1), Map.of()).suspicions());
    List<String> fourth = of(person(4), Map.of()).suspicions();
    assertEquals(1, fourth.size(), fourth::toString);
    // 24 of 30 first answers and all second ones; the majority marks none of these, so they tell
    // nothing, and neither does how all sound: of 60 answers, 54 have no error
    assertTrue(
        fourth.get(0).startsWith("agrees with others in 54 of 60; the same labels at other items"),
        fourth.get(0));
  }

  @Test
  void whoRatesWithoutLookingIsSuspicious() {
    for (int item = 0; item < 40; item++) {
      int good = 1 + item % 4;
      for (int who = 1; who <= 4; who++) {
        RandomStream careless = RandomStream.ofSeed(5).child(item);
        int level = who == 4 ? (int) (5 * careless.uniform(0)) : good;
        int other = who == 4 ? (int) (5 * careless.uniform(1)) : item % 3;
        Label rating =
            new Label.Rating(List.of("quality"), List.of(List.of(level), List.of(other)));
        say(person(who), item, Use.WORK, rating, new int[] {0, 1}, 1000);
      }
    }
    assertEquals(List.of(), of(person(2), Map.of()).suspicions());
    assertFalse(of(person(4), Map.of()).suspicions().isEmpty());
  }
}
