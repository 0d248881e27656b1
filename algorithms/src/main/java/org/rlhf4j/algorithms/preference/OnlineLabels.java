package org.rlhf4j.algorithms.preference;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rlhf4j.algorithms.preference.OnlineDpo.Feedback;
import org.rlhf4j.algorithms.preference.OnlineDpo.Labels;
import org.rlhf4j.algorithms.rollout.Sampled;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.OptimizationTask;

/**
 * Labels of pairs that the policy just drew.
 *
 * @param task has the judge or the reward
 * @param feedback which of the two is asked
 * @param labels how its probability becomes a label
 */
record OnlineLabels(OptimizationTask task, Feedback feedback, Labels labels) {

  /**
   * The rows of the answers to learn from, the preferred one of each pair first. Pairs of the same
   * text are not judged; these, ties and unusable verdicts teach nothing and are left out.
   *
   * @param answers 2i and 2i + 1 are a pair
   * @return indices into the answers
   */
  int[] preferredFirst(int step, List<Sampled> answers) {
    List<Integer> firsts = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < answers.size(); i += 2) {
      Sampled one = answers.get(i);
      Sampled two = answers.get(i + 1);
      if (!one.completion().text().equals(two.completion().text())) {
        firsts.add(i);
        // a judge draws its noise by the id, so every comparison of a run has its own
        String id = one.prompt().id() + "/step " + step + "/" + i / 2;
        comparisons.add(
            new Comparison(id, one.prompt(), one.completion().answer(), two.completion().answer()));
      }
    }
    List<Verdict> verdicts =
        comparisons.isEmpty()
            ? List.of()
            : switch (feedback) {
              case JUDGE -> task.requireJudge().judge(comparisons);
              case REWARD -> byReward(comparisons);
            };
    RandomStream random = task.random().child("labels").child(step);
    return IntStream.range(0, firsts.size())
        .flatMap(
            k -> {
              int first = firsts.get(k);
              return switch (label(verdicts.get(k), random.uniform(first))) {
                case FIRST -> IntStream.of(first, first + 1);
                case SECOND -> IntStream.of(first + 1, first);
                case TIE, UNPARSED -> IntStream.empty();
              };
            })
        .toArray();
  }

  private Verdict.Label label(Verdict verdict, double uniform) {
    if (labels == Labels.DECIDED || verdict.label() == Verdict.Label.UNPARSED) {
      return verdict.label();
    }
    return uniform < verdict.preferFirst() ? Verdict.Label.FIRST : Verdict.Label.SECOND;
  }

  private List<Verdict> byReward(List<Comparison> comparisons) {
    List<Response> responses =
        comparisons.stream()
            .flatMap(
                c ->
                    Stream.of(
                        new Response(c.prompt(), c.first()), new Response(c.prompt(), c.second())))
            .toList();
    double[] scores = task.requireReward().score(responses);
    return IntStream.range(0, comparisons.size())
        .mapToObj(k -> Verdict.of(1 / (1 + Math.exp(scores[2 * k + 1] - scores[2 * k]))))
        .toList();
  }
}
