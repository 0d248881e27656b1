package org.rlhf4j.workbench.quality;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.workbench.store.Given;
import org.rlhf4j.workbench.store.PairKey;
import org.rlhf4j.workbench.store.Person;
import org.rlhf4j.workbench.store.Use;
import org.rlhf4j.workbench.task.Label;
import org.rlhf4j.workbench.task.PairVote;

/**
 * How each annotator labels, compared with the others, with gold and with the judge. The majority
 * is that of the others who are not retired, so that nobody agrees with themselves; where they are
 * split evenly there is none.
 */
public final class Quality {
  /** Fewer say little. */
  private static final int ENOUGH = 10;

  /** What counts as near chance: guessing does as well with a probability above this. */
  private static final double CHANCE = 0.05;

  private static final double BIASED = 0.001;

  private record Place(long item, String kind, String unit) {}

  private final List<Given> given;
  private final Map<PairKey, Double> verdicts;
  private final Map<Place, Map<Integer, Integer>> votes = new HashMap<>();

  private Quality(List<Given> given, Map<PairKey, Double> verdicts) {
    this.given = given;
    this.verdicts = verdicts;
    for (Given g : given) {
      if (g.use() == Use.WORK && !g.annotator().retired()) {
        for (LabelCategory cell : LabelCategory.of(g.judgement().label())) {
          votes
              .computeIfAbsent(place(g, cell), p -> new HashMap<>())
              .merge(cell.value(), 1, Integer::sum);
        }
      }
    }
  }

  /** Looks at everybody. */
  public static List<PersonQuality> of(
      List<Person> people, List<Given> given, Map<PairKey, Double> verdicts) {
    Quality quality = new Quality(given, verdicts);
    List<Double> seconds =
        given.stream().filter(Quality::counts).map(g -> g.millis() / 1000.0).toList();
    double usual = median(seconds);
    return people.stream().map(p -> quality.of(p, usual)).toList();
  }

  private static boolean counts(Given g) {
    return g.use() != Use.QUALIFICATION;
  }

  private static Place place(Given g, LabelCategory cell) {
    return new Place(g.itemId(), cell.kind(), cell.unit());
  }

  static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private PersonQuality of(Person person, double usualSeconds) {
    List<Given> own =
        given.stream().filter(g -> g.annotator().id() == person.id() && counts(g)).toList();
    Share majority = Share.NONE;
    Share gold = Share.NONE;
    Share judge = Share.NONE;
    Share left = Share.NONE;
    boolean pairs = false;
    Shuffled shuffled = new Shuffled();
    for (Given g : own) {
      Label label = g.judgement().label();
      for (PairVote vote : label.pairs()) {
        pairs |= !(label instanceof Label.Rating);
        left = withSide(left, vote, g.order());
        judge = withJudge(judge, vote, verdicts.get(key(g, vote)));
      }
      Label right = g.item().gold();
      if (g.use() == Use.GOLD && right != null) {
        gold = gold.plus(label.score(right), 1);
      } else if (g.use() == Use.WORK) {
        for (LabelCategory cell : LabelCategory.of(label)) {
          OptionalInt most = majority(g, cell);
          if (most.isPresent()) {
            majority = majority.plus(most.getAsInt() == cell.value() ? 1 : 0, 1);
            shuffled.add(g.itemId(), cell, most.getAsInt());
          }
        }
      }
    }
    double seconds = median(own.stream().map(g -> g.millis() / 1000.0).toList());
    List<String> suspicions = new ArrayList<>();
    if (pairs) {
      addNearChance(majority.plus(gold.count(), gold.n()), suspicions);
      addOneSided(left, suspicions);
    } else {
      RandomStream random = RandomStream.ofSeed(person.id()).child("shuffled-labels");
      shuffled.suspicion(CHANCE, random).ifPresent(suspicions::add);
    }
    if (own.size() >= ENOUGH && seconds < usualSeconds / 3) {
      suspicions.add(
          String.format(
              Locale.ROOT, "takes %.1f s, where %.1f s are usual", seconds, usualSeconds));
    }
    return new PersonQuality(
        person, own.size(), seconds, majority, gold, judge, left, List.copyOf(suspicions));
  }

  private static PairKey key(Given g, PairVote vote) {
    return new PairKey(g.itemId(), vote.first(), vote.second());
  }

  private static Share withSide(Share left, PairVote vote, int[] order) {
    if (vote.sign() == 0) {
      return left;
    }
    int better = vote.sign() > 0 ? vote.first() : vote.second();
    int worse = vote.sign() > 0 ? vote.second() : vote.first();
    return left.plus(place(better, order) < place(worse, order) ? 1 : 0, 1);
  }

  private static int place(int answer, int[] order) {
    int place = 0;
    while (order[place] != answer) {
      place++;
    }
    return place;
  }

  /** Ties of either say nothing. */
  private static Share withJudge(Share judge, PairVote vote, @Nullable Double preferFirst) {
    if (preferFirst == null || preferFirst.isNaN() || preferFirst == 0.5 || vote.sign() == 0) {
      return judge;
    }
    return judge.plus(preferFirst > 0.5 == vote.sign() > 0 ? 1 : 0, 1);
  }

  /** What most of the others say; nothing where they are split. */
  private OptionalInt majority(Given g, LabelCategory cell) {
    Map<Integer, Integer> others = new HashMap<>(votes.getOrDefault(place(g, cell), Map.of()));
    if (!g.annotator().retired()) {
      others.merge(cell.value(), -1, Integer::sum);
    }
    int most = others.values().stream().mapToInt(n -> n).max().orElse(0);
    List<Integer> modes =
        others.entrySet().stream()
            .filter(e -> e.getValue() == most)
            .map(Map.Entry::getKey)
            .toList();
    return most == 0 || modes.size() != 1 ? OptionalInt.empty() : OptionalInt.of(modes.get(0));
  }

  private static void addNearChance(Share right, List<String> suspicions) {
    int count = (int) Math.round(right.count());
    double chance = Binomial.atLeast(count, right.n());
    if (right.n() >= ENOUGH && chance > CHANCE) {
      suspicions.add(
          String.format(
              Locale.ROOT,
              "agrees with others and gold in %d of %d; guessing does as well with probability"
                  + " %.2f",
              count,
              right.n(),
              chance));
    }
  }

  private static void addOneSided(Share left, List<String> suspicions) {
    int count = (int) left.count();
    if (left.n() >= ENOUGH && Binomial.twoSided(count, left.n()) < BIASED) {
      suspicions.add("prefers the answer shown first in " + count + " of " + left.n());
    }
  }
}
