package com.example.chipo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.api.training.UpdateReport;

/** Chi-squared preference optimisation: encode the pairs, score them once, take steps. */
final class ChiPo implements Optimizer {
  private final ChiPoOptions options;

  ChiPo(ChiPoOptions options) {
    this.options = options;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PREFERENCES);
  }

  /** What {@code validate} makes an estimate of. */
  @Override
  public List<Work> work(Work.Amounts amounts) {
    long rows = 2 * options.training().seen(amounts.preferences());
    return List.of(
        Work.on(Work.Kind.READ, Work.Rows.PREFERENCES, 2L * amounts.preferences()),
        Work.on(Work.Kind.LEARN, Work.Rows.PREFERENCES, rows));
  }

  // region optimize
  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    TrainingOptions training = options.training();
    List<TokenRow> rows = rows(task.preferences(), policy);
    List<float[]> reference = task.reference().logProbs(rows, 1.0);
    List<int[]> steps = training.steps(task.preferences().size(), task.random().child("shuffle"));
    // Steps logs, keeps checkpoints and goes on after them: a step depends on its number alone
    Steps.of(task.log(), "chi-po", steps.size(), policy)
        .run(
            step -> {
              int[] both = rowsOf(steps.get(step));
              float[][] picked =
                  Arrays.stream(both).mapToObj(reference::get).toArray(float[][]::new);
              ChiPoLoss loss =
                  new ChiPoLoss(picked, both.length / 2, options.beta(), options.clip());
              AdamWStep rule = training.optimizer().at(step, steps.size());
              List<TokenRow> batch = Arrays.stream(both).mapToObj(rows::get).toList();
              UpdateReport report = policy.update(TrainingBatch.ofPairs(batch), loss, rule);
              return ChiPoStep.of(report, loss, rule.learningRate());
            });
    policy.freeze();
    return policy;
  }

  // endregion

  /** Row 2i is the preferred answer of pair i, row 2i + 1 the rejected one. */
  private List<TokenRow> rows(List<Preference> pairs, Policy policy) {
    List<TokenRow> rows = new ArrayList<>();
    for (Preference pair : pairs) {
      rows.add(row(policy, pair.prompt(), pair.chosen()));
      rows.add(row(policy, pair.prompt(), pair.rejected()));
    }
    return rows;
  }

  private TokenRow row(Policy policy, Prompt prompt, Answer answer) {
    TokenRow whole = policy.encode(prompt, answer);
    return options.training().lengths().apply(whole, policy.contextLength());
  }

  private static int[] rowsOf(int[] pairs) {
    return Arrays.stream(pairs).flatMap(p -> IntStream.of(2 * p, 2 * p + 1)).toArray();
  }
}
