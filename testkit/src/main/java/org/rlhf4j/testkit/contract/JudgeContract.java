package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.testkit.OracleProblem;

/** What everybody relies upon who asks a {@link Judge}. */
public interface JudgeContract extends Contract<Judge> {

  /** Comparisons of answers that differ, and of equal ones, each with an id of its own. */
  default List<Comparison> comparisons() {
    OracleProblem problem = new OracleProblem();
    List<Answer> answers = problem.answers();
    List<Comparison> comparisons = new ArrayList<>();
    for (int y = 0; y < answers.size(); y++) {
      for (int z = 0; z < answers.size(); z += 2) {
        comparisons.add(
            new Comparison(
                y + "-" + z, problem.prompts().get(y % 3), answers.get(y), answers.get(z)));
      }
    }
    return comparisons;
  }

  /**
   * Whether the judge says the same of a pair in both orders of presentation. Not every judge does:
   * people do not.
   */
  default boolean isSymmetric() {
    return false;
  }

  /** Greatest difference between equal preferences. */
  default double tolerance() {
    return 1e-9;
  }

  /** Verdicts without what they cost, which may differ when they come from a cache. */
  private static List<String> said(List<Verdict> verdicts) {
    return verdicts.stream().map(v -> v.label() + " " + v.preferFirst()).toList();
  }

  @Test
  @DisplayName("J1: there are as many verdicts as comparisons")
  default void verdictsAreCounted() {
    try (Judge judge = make()) {
      int verdicts = judge.judge(comparisons()).size();
      Seen.that(
          verdicts == comparisons().size(),
          verdicts + " verdicts on " + comparisons().size() + " comparisons",
          "ties or unusable replies are left out: say TIE or UNPARSED");
    }
  }

  @Test
  @DisplayName("J2: a verdict depends on its comparison, not on the order of work or the batch")
  default void verdictsDependOnTheirComparisonAlone() {
    try (Judge judge = make()) {
      List<String> forwards = said(judge.judge(comparisons()));
      List<Comparison> turned = new ArrayList<>(comparisons());
      Collections.reverse(turned);
      List<String> backwards = new ArrayList<>(said(judge.judge(turned)));
      Collections.reverse(backwards);
      List<String> single =
          comparisons().stream().flatMap(c -> said(judge.judge(List.of(c))).stream()).toList();
      for (List<String> seen : List.of(backwards, single)) {
        Seen.that(
            forwards.equals(seen),
            forwards + ", and " + (seen == single ? "one by one " : "the other way round ") + seen,
            "noise is drawn in the order of work: draw it by the comparison's id, as"
                + " random.child(id).uniform(0)",
            "verdicts come back in the order in which they were done");
      }
    }
  }

  @Test
  @DisplayName("J3: two judges of the same options say the same")
  default void judgesOfEqualOptionsAreEqual() {
    try (Judge one = make();
        Judge other = make()) {
      List<String> first = said(one.judge(comparisons()));
      List<String> second = said(other.judge(comparisons()));
      Seen.that(
          first.equals(second),
          first + ", and a second one " + second,
          "randomness that does not come from context.random()",
          "static state");
    }
  }

  @Test
  @DisplayName("J4: the label is the decision of the probability")
  default void labelsAgreeWithPreferences() {
    try (Judge judge = make()) {
      List<Verdict> verdicts = judge.judge(comparisons());
      for (int i = 0; i < verdicts.size(); i++) {
        Verdict verdict = verdicts.get(i);
        double p = verdict.preferFirst();
        boolean agrees =
            switch (verdict.label()) {
              case FIRST -> p > 0.5;
              case SECOND -> p < 0.5;
              case TIE, UNPARSED -> p == 0.5;
            };
        Seen.that(
            agrees,
            verdict.label() + " with preferFirst " + p + " on " + comparisons().get(i),
            "preferFirst is the probability that the first answer is better, whoever is preferred",
            "a label was flipped and its probability was not: use Verdict.of(p) or swapped()");
      }
    }
  }

  @Test
  @DisplayName("J5: no comparisons, no verdicts")
  default void nothingIsNotJudged() {
    try (Judge judge = make()) {
      int verdicts = judge.judge(List.of()).size();
      Seen.that(verdicts == 0, verdicts + " verdicts", "an empty batch is not thought of");
    }
  }

  @Test
  @DisplayName("J6: what travels with a comparison does not change the verdict")
  default void metadataIsNotLookedAt() {
    try (Judge judge = make()) {
      List<Comparison> tagged =
          comparisons().stream()
              .map(
                  c ->
                      new Comparison(
                          c.id(),
                          c.prompt(),
                          c.first(),
                          c.second(),
                          c.rubric(),
                          Map.of("subset", "of the contract")))
              .toList();
      List<String> plain = said(judge.judge(comparisons()));
      List<String> with = said(judge.judge(tagged));
      Seen.that(
          plain.equals(with),
          plain + ", and with metadata " + with,
          "the metadata are part of the prompt or of the key of a cache");
    }
  }

  @Test
  @DisplayName("J7: equal judges have equal fingerprints, before and after they judge")
  default void fingerprintsStay() {
    try (Judge one = make();
        Judge other = make()) {
      String before = one.fingerprint();
      one.judge(comparisons());
      Seen.that(
          before.equals(one.fingerprint()) && before.equals(other.fingerprint()),
          "\""
              + before
              + "\", after judging \""
              + one.fingerprint()
              + "\", of a second one \""
              + other.fingerprint()
              + "\"",
          "a fingerprint of the object and not of what it decides by");
    }
  }

  @Test
  @DisplayName("J8: every member of a panel judges alike")
  default void membersOfThePanelJudge() {
    try (Judge judge = make()) {
      Map<String, Judge> panel = judge.panel();
      assumeTrue(!panel.isEmpty(), "this judge is one");
      panel.forEach(
          (name, member) -> {
            int verdicts = member.judge(comparisons()).size();
            Seen.that(
                !name.isBlank() && verdicts == comparisons().size(),
                "\"" + name + "\" gives " + verdicts + " verdicts on " + comparisons().size(),
                "a member answers only what the pool would ask it");
          });
    }
  }

  @Test
  @DisplayName("J9: what a verdict cost is finite and not negative")
  default void costsAreCounted() {
    try (Judge judge = make()) {
      for (Verdict verdict : judge.judge(comparisons())) {
        Cost cost = verdict.cost();
        Seen.that(
            cost.calls() >= 0
                && cost.promptTokens() >= 0
                && cost.completionTokens() >= 0
                && cost.money() >= 0
                && cost.money() < Double.POSITIVE_INFINITY
                && cost.seconds() >= 0
                && cost.seconds() < Double.POSITIVE_INFINITY,
            cost.toString(),
            "a price that is not known: leave the money 0",
            "seconds are the difference of two clocks");
      }
    }
  }

  @Test
  @DisplayName("J10: a symmetric judge says the same in both orders")
  default void symmetricJudgesAreSymmetric() {
    assumeTrue(isSymmetric(), "this judge may be biased by the order");
    try (Judge judge = make()) {
      List<Verdict> there = judge.judge(comparisons());
      List<Verdict> back = judge.judge(comparisons().stream().map(Comparison::swapped).toList());
      for (int i = 0; i < there.size(); i++) {
        double p = there.get(i).preferFirst();
        double q = back.get(i).swapped().preferFirst();
        Seen.that(
            Seen.close(p, q, tolerance()),
            p + " for the first of " + comparisons().get(i) + ", " + q + " when it comes second",
            "ties go to the first",
            "noise is drawn anew for the other order: the id is the same");
      }
    }
  }

  @Test
  @DisplayName("J11: closing twice is closing once")
  default void closingIsIdempotent() {
    Judge judge = make();
    judge.close();
    judge.close();
  }
}
