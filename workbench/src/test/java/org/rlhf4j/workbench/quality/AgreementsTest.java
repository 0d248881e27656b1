package org.rlhf4j.workbench.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.agreement.Agreement;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.CohenKappa;
import org.rlhf4j.api.agreement.Rating;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.agreement.RawAgreement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.workbench.options.WorkbenchAnnotator.Role;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.store.Person;
import org.rlhf4j.workbench.store.Use;
import org.rlhf4j.workbench.task.Candidate;
import org.rlhf4j.workbench.task.Item;
import org.rlhf4j.workbench.task.Judgement;
import org.rlhf4j.workbench.task.Label;

/** Labels as ratings; the coefficients themselves are tested where they are. */
final class AgreementsTest {
  private final List<Given> given = new ArrayList<>();

  private static Person person(long id, boolean retired, String age) {
    Map<String, String> groups = age.isEmpty() ? Map.of() : Map.of("age", age);
    Person.Qualification passed = Person.Qualification.PASSED;
    return new Person(id, "p" + id, Role.CROWD, passed, Double.NaN, retired, groups);
  }

  private void say(Person who, long item, Use use, Label label, int answers) {
    List<Candidate> texts = new ArrayList<>();
    int[] order = new int[answers];
    for (int a = 0; a < answers; a++) {
      texts.add(new Candidate("t" + a, null, null));
      order[a] = a;
    }
    Item asked = new Item("i" + item, 1, "p", null, texts, null);
    Judgement judgement = new Judgement(label, "", List.of());
    given.add(new Given(who, asked, item, use, order, judgement, 1, 1));
  }

  private static Coefficient named(AgreementRow row, String name) {
    return row.coefficients().stream()
        .filter(c -> c.name().startsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(row));
  }

  /** Both yes 20, both no 15, apart 5 and 10: (0.7 - 0.5) / (1 - 0.5) by Cohen. */
  @Test
  void twoPeople() {
    int[][] table = {{2, 1, 20}, {1, -1, 5}, {-2, 2, 10}, {-1, -2, 15}};
    int item = 0;
    for (int[] cell : table) {
      for (int k = 0; k < cell[2]; k++, item++) {
        say(person(1, false, "old"), item, Use.WORK, new Label.Pair(cell[0]), 2);
        say(person(2, false, "old"), item, Use.WORK, new Label.Pair(cell[1]), 2);
        say(person(3, true, "old"), item, Use.WORK, new Label.Pair(2), 2);
        say(person(1, false, "old"), 1000 + item, Use.GOLD, new Label.Pair(2), 2);
        say(person(2, false, "old"), 1000 + item, Use.GOLD, new Label.Pair(-2), 2);
      }
    }
    say(person(4, false, ""), 999, Use.WORK, new Label.Pair(2), 2); // nobody else did this one
    List<AgreementRow> rows = Agreements.of(given, List.of("age"), 1);
    assertEquals(2, rows.size());
    AgreementRow all = rows.get(0);
    assertEquals(50, all.units());
    assertEquals(0.7, named(all, "raw").value(), 1e-12);
    assertEquals(0.4, named(all, "Cohen's kappa").value(), 1e-12);
    // 55 of 100 labels say yes
    double chance = 0.55 * 0.55 + 0.45 * 0.45;
    assertEquals((0.7 - chance) / (1 - chance), named(all, "Fleiss").value(), 1e-12);
    assertEquals(1 - 99 * 15 * 2 / (2.0 * 55 * 45), named(all, "Krippendorff").value(), 1e-12);
    // the standard error of 0.7 of 50 is 0.065
    assertEquals(0.7 - 1.96 * 0.065, named(all, "raw").low(), 0.03);
    assertEquals(0.7 + 1.96 * 0.065, named(all, "raw").high(), 0.03);
    assertEquals("age old", rows.get(1).group());
    assertEquals(all.coefficients().get(1).value(), rows.get(1).coefficients().get(1).value(), 0);
  }

  /** The same labels have the same interval here as in the evaluator of agreement. */
  @Test
  void intervalsAreThoseOfTheEvaluator() {
    List<Rating> labels = new ArrayList<>();
    for (int item = 0; item < 40; item++) {
      int one = item % 3 == 0 ? 2 : -2;
      int other = item % 5 == 0 ? -one : one;
      say(person(1, false, ""), item, Use.WORK, new Label.Pair(one), 2);
      say(person(2, false, ""), item, Use.WORK, new Label.Pair(other), 2);
      labels.add(new Rating("i" + item, "p1", one > 0 ? 1 : 0));
      labels.add(new Rating("i" + item, "p2", other > 0 ? 1 : 0));
    }
    AgreementRow row = Agreements.of(given, List.of(), 1).get(0);
    RandomStream stream =
        RandomStream.ofSeed(1)
            .child("agreement-bootstrap")
            .child(LabelCategory.PREFERENCE)
            .child("");
    for (AgreementCoefficient coefficient : List.of(new RawAgreement(), new CohenKappa())) {
      Agreement there =
          Agreement.estimate(coefficient, Ratings.of(labels), Agreement.RESAMPLES, stream);
      Coefficient here = named(row, coefficient.label());
      assertEquals(there.value(), here.value(), 1e-12);
      assertEquals(there.low(), here.low(), 1e-12);
      assertEquals(there.high(), here.high(), 1e-12);
    }
  }

  /** Equal within an item: the interval is that of ten items, not of sixty pairs. */
  @Test
  void pairsOfARankingStandTogether() {
    List<Integer> up = List.of(0, 1, 2, 3);
    List<Integer> down = List.of(3, 2, 1, 0);
    for (int item = 0; item < 10; item++) {
      say(person(1, false, ""), item, Use.WORK, new Label.Ranking(up), 4);
      say(person(2, false, ""), item, Use.WORK, new Label.Ranking(item < 5 ? up : down), 4);
    }
    AgreementRow row = Agreements.of(given, List.of(), 1).get(0);
    assertEquals(60, row.units());
    Coefficient raw = named(row, "raw");
    assertEquals(0.5, raw.value(), 1e-12);
    // binomial, n = 10: the 2.5 % point is 2; for n = 60 it would be at 0.38
    assertEquals(0.2, raw.low(), 0.051);
    assertEquals(0.8, raw.high(), 0.051);
  }

  @Test
  void scalesAreOrdinalAndThreePeopleMakeThreePairs() {
    for (int item = 0; item < 6; item++) {
      for (int p = 1; p <= 3; p++) {
        int level = Math.min(4, item % 3 + (p == 3 ? 1 : 0));
        Label label = new Label.Rating(List.of("help"), List.of(List.of(level)));
        say(person(p, false, ""), item, Use.WORK, label, 1);
      }
    }
    AgreementRow row = Agreements.of(given, List.of(), 1).get(0);
    assertEquals("help", row.kind());
    assertTrue(Double.isFinite(named(row, "Krippendorff's alpha (ordinal)").value()));
    Coefficient cohen = named(row, "Cohen's kappa, mean of 3 pairs");
    // 1 and 2 always agree; 3 is one level above, which Cohen counts as never:
    // chance of 0 1 2 and 1 2 3, each a third, is 2 / 9
    assertEquals((1 + 2 * (0 - 2 / 9.0) / (1 - 2 / 9.0)) / 3, cohen.value(), 1e-12);
  }
}
