package org.rlhf4j.evaluators.verifiable;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A method's answers, checked.
 *
 * @param method its name
 * @param answers for each prompt how many there are; 0 where no right answer is known
 * @param right for each prompt how many are right
 * @param unread answers in which nothing could be read
 */
record Checked(String method, int[] answers, int[] right, int unread) {

  /** Shares of right answers, in percent; NaN where no right answer is known. */
  double[] accuracies() {
    double[] shares = new double[answers.length];
    Arrays.setAll(shares, i -> answers[i] == 0 ? Double.NaN : 100.0 * right[i] / answers[i]);
    return shares;
  }

  /** pass@k in percent; NaN where there are fewer than k answers. */
  double[] passAt(int k) {
    double[] pass = new double[answers.length];
    Arrays.setAll(
        pass, i -> answers[i] < k ? Double.NaN : 100 * PassAtK.of(answers[i], right[i], k));
    return pass;
  }

  int all() {
    return Arrays.stream(answers).sum();
  }

  /** How many prompts have answers that could be checked. */
  int prompts() {
    return (int) Arrays.stream(answers).filter(a -> a > 0).count();
  }

  /** What the note of its numbers says. */
  String note() {
    int left = answers.length - prompts();
    return left == 0
        ? ""
        : left + " of " + answers.length + " prompts left out for want of a right answer";
  }

  /** All k up to this that every prompt has answers for, at powers of two and at the end. */
  List<Integer> ladder() {
    int most = Arrays.stream(answers).filter(a -> a > 0).min().orElse(0);
    return IntStream.rangeClosed(1, most)
        .filter(k -> k == most || Integer.bitCount(k) == 1)
        .boxed()
        .toList();
  }
}
