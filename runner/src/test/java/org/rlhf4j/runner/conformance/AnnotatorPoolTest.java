package org.rlhf4j.runner.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;

/** A pool of annotators of a spec, and the disagreement among them that is reported. */
final class AnnotatorPoolTest {

  private static final int MANY = 4000;

  private static final String POOL =
      """
      {"id": "agreement", "options": {"resamples": 50, "baseline": "base", "judges": [
        {"id": "simulated-annotators", "options": {"flip": 0.25, "members": [
          {"name": "strict", "weight": 2, "judge": {"id": "reward-judge", "options": {
            "reward": {"id": "rules", "options": {"words": [{"words": ["good"]}]}}}}},
          {"name": "careless", "flip": 0.1, "judge": {"id": "reward-judge", "options": {
            "reward": {"id": "rules", "options": {"words": [{"words": ["good"]}]}}}}},
          {"name": "biased", "positionBias": 0.5, "judge": {"id": "reward-judge", "options": {
            "reward": {"id": "rules", "options": {"words": [{"words": ["good"]}]}}}}}]}}]}}
      """;

  private static Subject subject(String name, String answer) {
    Completion completion =
        new Completion(
            new Answer(answer, new int[1]), Completion.Finish.STOP, new float[1], new float[1]);
    return new Subject(name, IntStream.range(0, MANY).mapToObj(i -> completion).toList(), null);
  }

  @Test
  void theDisagreementOfAPoolIsReported() {
    List<Prompt> prompts =
        IntStream.range(0, MANY).mapToObj(i -> new Prompt("p" + i, "?")).toList();
    Evaluated found =
        Evaluated.of(
            POOL,
            new EvaluationTask(
                prompts,
                List.of(subject("base", "bad"), subject("dpo", "good")),
                null,
                null,
                RandomStream.ofSeed(4),
                RunLog.silent()));
    // the chance of naming the good answer, which comes first
    double strict = 0.75;
    double careless = 0.75 * 0.9 + 0.25 * 0.1;
    double biased = 0.75; // the bias is for what is right here
    shows(found, "strict", "careless", both(strict, careless));
    shows(found, "strict", "biased", both(strict, biased));
    shows(found, "careless", "biased", both(careless, biased));
    assertEquals(100 * careless, found.number("raters", "first (%)", "careless"), 3);
  }

  private static double both(double a, double b) {
    return a * b + (1 - a) * (1 - b);
  }

  private static void shows(Evaluated found, String one, String other, double expected) {
    double error = Math.sqrt(expected * (1 - expected) / MANY);
    assertEquals(expected, found.number("pairs", "raw agreement", one, other), 4 * error);
    assertTrue(found.number("pairs", "high", one, other) < 0.2, "labels of chance around a truth");
  }
}
