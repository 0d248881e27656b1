package org.rlhf4j.workbench.task;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What somebody said of an item. Answers are numbered from 0 as in the file, not as shown. */
public sealed interface Label {

  /** The same for people who read files; answers are numbered from 1. */
  JsonObject json();

  /** What it says about two answers at a time: nothing for texts and errors. */
  default List<PairVote> pairs() {
    return List.of();
  }

  /**
   * How much of it a gold label confirms, in [0, 1].
   *
   * @param gold of the same class
   */
  double score(Label gold);

  /**
   * Which of two answers is better.
   *
   * @param grade 2 the first, 1 the first slightly, 0 neither, -1 the second slightly, -2 the
   *     second
   */
  record Pair(int grade) implements Label {
    @Override
    public List<PairVote> pairs() {
      return List.of(new PairVote(0, 1, Integer.signum(grade), Math.abs(grade)));
    }

    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      if (grade == 0) {
        json.addProperty("better", "tie");
      } else {
        json.addProperty("better", grade > 0 ? 1 : 2);
        json.addProperty("slightly", Math.abs(grade) == 1);
      }
      return json;
    }

    @Override
    public double score(Label gold) {
      return gold instanceof Pair g && Integer.signum(g.grade) == Integer.signum(grade) ? 1 : 0;
    }
  }

  /**
   * An order of all answers.
   *
   * @param bestFirst their numbers
   */
  record Ranking(List<Integer> bestFirst) implements Label {
    @Override
    public List<PairVote> pairs() {
      List<PairVote> votes = new ArrayList<>();
      for (int i = 0; i < bestFirst.size(); i++) {
        for (int j = i + 1; j < bestFirst.size(); j++) {
          int sign = bestFirst.indexOf(i) < bestFirst.indexOf(j) ? 1 : -1;
          int distance = Math.abs(bestFirst.indexOf(i) - bestFirst.indexOf(j));
          votes.add(new PairVote(i, j, sign, distance));
        }
      }
      return votes;
    }

    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      JsonArray order = new JsonArray();
      bestFirst.forEach(i -> order.add(i + 1));
      json.add("ranking", order);
      return json;
    }

    /** The share of pairs in the right order. */
    @Override
    public double score(Label gold) {
      List<PairVote> own = pairs();
      List<PairVote> right = gold.pairs();
      double same = 0;
      for (int p = 0; p < own.size(); p++) {
        same += own.get(p).sign() == right.get(p).sign() ? 1 : 0;
      }
      return same / own.size();
    }
  }

  /**
   * An answer.
   *
   * @param text of it
   */
  record Text(String text) implements Label {
    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("completion", text);
      return json;
    }

    @Override
    public double score(Label gold) {
      throw new IllegalStateException("no text is the right one");
    }
  }

  /**
   * Ratings of each answer on each scale.
   *
   * @param scales their names
   * @param levels from 0 for the lowest, by answer and scale
   */
  record Rating(List<String> scales, List<List<Integer>> levels) implements Label {
    /** By the first scale. */
    @Override
    public List<PairVote> pairs() {
      List<PairVote> votes = new ArrayList<>();
      for (int i = 0; i < levels.size(); i++) {
        for (int j = i + 1; j < levels.size(); j++) {
          int difference = levels.get(i).get(0) - levels.get(j).get(0);
          votes.add(new PairVote(i, j, Integer.signum(difference), Math.abs(difference)));
        }
      }
      return votes;
    }

    @Override
    public JsonObject json() {
      JsonArray answers = new JsonArray();
      for (List<Integer> answer : levels) {
        JsonObject one = new JsonObject();
        for (int s = 0; s < scales.size(); s++) {
          one.addProperty(scales.get(s), answer.get(s) + 1);
        }
        answers.add(one);
      }
      JsonObject json = new JsonObject();
      json.add("ratings", answers);
      return json;
    }

    /** The share of ratings that are at most one level off. */
    @Override
    public double score(Label gold) {
      int near = 0;
      int all = 0;
      for (int a = 0; a < levels.size(); a++) {
        for (int s = 0; s < scales.size(); s++) {
          int off = levels.get(a).get(s) - ((Rating) gold).levels.get(a).get(s);
          near += Math.abs(off) <= 1 ? 1 : 0;
          all++;
        }
      }
      return (double) near / all;
    }
  }

  /**
   * The errors of each answer.
   *
   * @param categories there are
   * @param errors of each answer
   * @param assertive level of each answer from 0; empty where it is not asked
   */
  record Errors(List<String> categories, List<Set<String>> errors, List<Integer> assertive)
      implements Label {
    @Override
    public JsonObject json() {
      JsonObject json = new JsonObject();
      JsonArray all = new JsonArray();
      for (Set<String> found : errors) {
        JsonArray one = new JsonArray();
        new TreeSet<>(found).forEach(one::add);
        all.add(one);
      }
      json.add("errors", all);
      if (!assertive.isEmpty()) {
        JsonArray levels = new JsonArray();
        assertive.forEach(level -> levels.add(level + 1));
        json.add("assertiveness", levels);
      }
      return json;
    }

    /** The share of categories, over all answers, on which both say the same. */
    @Override
    public double score(Label gold) {
      int same = 0;
      for (int a = 0; a < errors.size(); a++) {
        for (String category : categories) {
          boolean expected = ((Errors) gold).errors.get(a).contains(category);
          same += errors.get(a).contains(category) == expected ? 1 : 0;
        }
      }
      return (double) same / (errors.size() * categories.size());
    }
  }
}
