package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;

/** Policies that foretell the next token of texts: is the most probable one what comes? */
record NextTokenSource(List<Demonstration> texts, Basis basis, int positions)
    implements ForecastSource {

  @Override
  public boolean needsSubjects() {
    return true;
  }

  @Override
  public List<Work> work(int subjects) {
    long places = (long) subjects * texts.size() * positions;
    return List.of(Work.onOwn(Work.Kind.GENERATE, places, 1));
  }

  @Override
  public Basis basis(EvaluationTask task) {
    return basis;
  }

  @Override
  public String meaning() {
    return "Probability: that of the most probable next token. Outcome: whether it is the text's."
        + " Intervals resample texts.";
  }

  @Override
  public List<Forecaster> forecasters(EvaluationTask task) {
    List<Forecaster> found = new ArrayList<>();
    RandomStream random = task.random().child("calibration");
    for (Subject subject : task.subjects()) {
      Policy policy = subject.policy();
      if (policy != null && policy.likelihood().isPresent()) {
        found.add(forecaster(subject.name(), policy, random));
      }
    }
    return found;
  }

  private Forecaster forecaster(String name, Policy policy, RandomStream random) {
    List<int[]> prefixes = new ArrayList<>();
    List<Integer> next = new ArrayList<>();
    List<Integer> text = new ArrayList<>();
    int left = 0;
    for (int d = 0; d < texts.size(); d++) {
      TokenRow row = policy.encode(texts.get(d).prompt(), texts.get(d).answer());
      int fits = Math.min(row.completion().length, policy.contextLength() - row.prompt().length);
      if (fits < 1) {
        left++;
        continue;
      }
      int[] order = random.child("positions").child(d).permutation(fits);
      for (int i = 0; i < Math.min(positions, fits); i++) {
        prefixes.add(prefix(row, row.prompt().length + order[i]));
        next.add(row.completion()[order[i]]);
        text.add(d);
      }
    }
    if (prefixes.isEmpty()) {
      throw new UserException(
          "calibration: none of the " + texts.size() + " texts fits into the context of " + name);
    }
    List<List<Completion>> most =
        policy.generateFrom(prefixes, 1, Decoding.greedy(1), random.child("greedy"));
    double[] probability = new double[prefixes.size()];
    double[] outcome = new double[prefixes.size()];
    for (int i = 0; i < outcome.length; i++) {
      Completion first = most.get(i).get(0);
      // rounding may leave a little more than 1
      probability[i] = Math.min(1, Math.exp(first.logProbs()[0]));
      outcome[i] = first.tokens()[0] == next.get(i) ? 1 : 0;
    }
    String note = left == 0 ? "" : left + " of " + texts.size() + " texts do not fit the context";
    return new Forecaster(
        name,
        new Forecasts(probability, outcome, text.stream().mapToInt(Integer::intValue).toArray()),
        note);
  }

  private static int[] prefix(TokenRow row, int length) {
    int[] prefix = new int[length];
    Arrays.setAll(prefix, row::token);
    return prefix;
  }
}
