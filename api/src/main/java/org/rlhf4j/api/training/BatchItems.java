package org.rlhf4j.api.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rlhf4j.api.Preference;

/**
 * What a batch of preferences consists of: single pairs, and pairs that come from one ranking. The
 * K (K - 1) / 2 pairs of a ranking of K answers repeat each answer K - 1 times; scattered over an
 * epoch they make a reward model overfit, in one step they do not (Ouyang et al., "Training
 * language models to follow instructions with human feedback", arXiv:2203.02155, section 3.5). An
 * item counts as one in {@code batchSize}; the mean of a step is over its pairs, which is that
 * paper's where all rankings are as long.
 */
public final class BatchItems {

  private final List<int[]> members;
  private final int pairs;

  private BatchItems(List<int[]> members, int pairs) {
    this.members = members;
    this.pairs = pairs;
  }

  /** Items in the order of their first pairs: those of one prompt and one {@code batch} are one. */
  public static BatchItems of(List<Preference> preferences) {
    record Key(String prompt, String batch) {}
    List<List<Integer>> items = new ArrayList<>();
    Map<Key, List<Integer>> known = new LinkedHashMap<>();
    for (int i = 0; i < preferences.size(); i++) {
      Preference pair = preferences.get(i);
      List<Integer> item = new ArrayList<>();
      if (pair.batch() != null) {
        Key key = new Key(pair.prompt().text(), pair.batch());
        List<Integer> before = known.putIfAbsent(key, item);
        if (before != null) {
          before.add(i);
          continue;
        }
      }
      item.add(i);
      items.add(item);
    }
    return new BatchItems(
        items.stream().map(i -> i.stream().mapToInt(x -> x).toArray()).toList(),
        preferences.size());
  }

  /** How many there are. */
  public int size() {
    return members.size();
  }

  /** Whether each is a pair of its own. */
  public boolean areSingle() {
    return members.size() == pairs;
  }

  /** The pairs of some items, in the order of these. */
  public int[] pairs(int[] items) {
    return IntStream.of(items).flatMap(i -> IntStream.of(members.get(i))).toArray();
  }

  /** The pairs that each step sees. Where each item is a single pair, these are the steps given. */
  public List<int[]> pairs(List<int[]> steps) {
    return steps.stream().map(this::pairs).toList();
  }

  /** How they are called in a note, such as "36 pairs in 6 items". */
  @Override
  public String toString() {
    return pairs + " pairs in " + members.size() + " items";
  }
}
