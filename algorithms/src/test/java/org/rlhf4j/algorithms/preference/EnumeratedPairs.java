package org.rlhf4j.algorithms.preference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.exact.Exact;
import org.rlhf4j.exact.TabularLanguage;
import org.rlhf4j.exact.TabularPolicy;

/**
 * All pairs of a language of seven answers, each as often as its label is probable: a data set
 * without sampling error, whose optimum is known in closed form.
 */
final class EnumeratedPairs {

  static final int LENGTH = 2;
  static final Prompt PROMPT = Tasks.prompt("a");
  static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(4, "a", "b");
  static final List<int[]> ANSWERS = LANGUAGE.completions(LENGTH);
  private static final List<String> TEXTS = ANSWERS.stream().map(policy()::decode).toList();

  /** exp of each answer's reward. */
  private static final int[] WEIGHTS = {2, 1, 3, 1, 1, 1, 3};

  private EnumeratedPairs() {}

  static TabularPolicy policy() {
    return new TabularPolicy(LANGUAGE, Tasks.RANDOM.child("start"), 0.5);
  }

  static double[] distribution(TabularPolicy policy) {
    return Exact.distribution(policy, PROMPT, LENGTH);
  }

  /** The reward, ln 1, ln 2 or ln 3. */
  static double reward(int answer) {
    return Math.log(WEIGHTS[answer]);
  }

  static double[] rewards() {
    double[] rewards = new double[ANSWERS.size()];
    Arrays.setAll(rewards, EnumeratedPairs::reward);
    return rewards;
  }

  /** The reward of a text. */
  static double reward(String text) {
    return reward(TEXTS.indexOf(text));
  }

  /**
   * Bradley-Terry labels of the rewards: y is preferred to z exp(r(y)) times for each exp(r(z))
   * times of the other way round.
   *
   * @param right of each label so many are right
   * @param wrong and so many are the other way round
   */
  static List<Preference> bradleyTerry(int right, int wrong) {
    return preferences(
        pair -> {
          int y = pair / ANSWERS.size();
          int z = pair % ANSWERS.size();
          return right * WEIGHTS[y] + wrong * WEIGHTS[z];
        });
  }

  /** Quarters of the times that y is preferred to z; there are cycles, which no reward explains. */
  static int quarters(int y, int z) {
    return y < z ? (y + z) % 4 == 0 ? 1 : 3 : 4 - quarters(z, y);
  }

  /** Every pair four times, with labels as {@link #quarters} says. */
  static List<Preference> intransitive() {
    return preferences(pair -> quarters(pair / ANSWERS.size(), pair % ANSWERS.size()));
  }

  private static List<Preference> preferences(IntUnaryOperator copies) {
    int n = ANSWERS.size();
    List<Preference> preferences = new ArrayList<>();
    for (int y = 0; y < n; y++) {
      for (int z = 0; z < n; z++) {
        for (int c = 0; y != z && c < copies.applyAsInt(y * n + z); c++) {
          preferences.add(new Preference(PROMPT, answer(y), answer(z)));
        }
      }
    }
    return preferences;
  }

  private static Answer answer(int y) {
    return new Answer(TEXTS.get(y), ANSWERS.get(y));
  }

  /**
   * The distribution base(y) exp(|y| (wanted(y) + c)): where losses fix what answers are worth a
   * token but for a constant c, normalisation fixes c.
   */
  static double[] perToken(double[] base, double[] wanted) {
    double low = -50;
    double high = 50;
    while (high - low > 1e-13) {
      double c = (low + high) / 2;
      if (Arrays.stream(tilted(base, wanted, c)).sum() > 1) {
        high = c;
      } else {
        low = c;
      }
    }
    return tilted(base, wanted, low);
  }

  private static double[] tilted(double[] base, double[] wanted, double c) {
    double[] p = new double[base.length];
    Arrays.setAll(p, y -> base[y] * Math.exp(ANSWERS.get(y).length * (wanted[y] + c)));
    return p;
  }
}
