package org.rlhf4j.evaluators.choices;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;

/**
 * A question with choices.
 *
 * @param prompt the question as the model shall see it
 * @param choices what may follow the prompt, word for word, blanks included; two at least, no two
 *     the same
 */
public record Choices(Prompt prompt, List<String> choices) {

  /** Checks the choices. */
  public Choices {
    choices = List.copyOf(choices);
    if (choices.size() < 2) {
      throw new UserException("a question needs two choices at least, got " + choices);
    }
    if (choices.stream().distinct().count() < choices.size()) {
      throw new UserException("two choices are the same: " + choices);
    }
    if (choices.stream().anyMatch(String::isEmpty)) {
      throw new UserException("a choice is empty: " + choices);
    }
  }

  /** How many rows a policy reads for so many questions: one for each choice. */
  public static long rows(Stream<Choices> questions) {
    return questions.mapToLong(q -> q.choices.size()).sum();
  }

  /**
   * How probable a policy finds each choice of each question, given that it is one of them.
   *
   * @param policy has a likelihood
   * @return for each question a distribution over its choices
   */
  public static List<double[]> distributions(
      Policy policy, List<Choices> questions, ChoiceScore score) {
    List<TokenRow> rows = new ArrayList<>();
    for (Choices question : questions) {
      for (String choice : question.choices) {
        rows.add(row(policy, question.prompt, choice, score));
      }
    }
    List<float[]> logProbs = policy.likelihood().orElseThrow().logProbs(rows, 1);
    List<double[]> distributions = new ArrayList<>();
    int next = 0;
    for (Choices question : questions) {
      double[] scores = new double[question.choices.size()];
      for (int c = 0; c < scores.length; c++) {
        scores[c] = score(logProbs.get(next++), score);
      }
      distributions.add(softmax(scores));
    }
    return distributions;
  }

  private static TokenRow row(Policy policy, Prompt prompt, String choice, ChoiceScore score) {
    TokenRow row = policy.encode(prompt, Answer.ofText(choice));
    int[] tokens = row.completion();
    if (tokens.length < 2) {
      throw new UserException(
          "the choice \"" + choice + "\" of \"" + prompt.id() + "\" has no tokens of its own");
    }
    return score == ChoiceScore.WHOLE_ANSWER
        ? row
        : new TokenRow(row.prompt(), Arrays.copyOf(tokens, tokens.length - 1));
  }

  private static double score(float[] logProbs, ChoiceScore score) {
    double sum = 0;
    for (float x : logProbs) {
      sum += x;
    }
    return score == ChoiceScore.PER_TOKEN ? sum / logProbs.length : sum;
  }

  private static double[] softmax(double[] x) {
    double max = Arrays.stream(x).max().orElseThrow();
    double sum = Arrays.stream(x).map(v -> Math.exp(v - max)).sum();
    return Arrays.stream(x).map(v -> Math.exp(v - max) / sum).toArray();
  }
}
