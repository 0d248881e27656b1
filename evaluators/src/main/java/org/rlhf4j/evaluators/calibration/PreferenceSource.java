package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.evaluators.inputs.FittedReward;
import org.rlhf4j.evaluators.judging.Judging;

/** A reward or a judge that foretells which answer of a pair was chosen. */
record PreferenceSource(List<Preference> preferences, Basis basis, Foreteller by)
    implements ForecastSource {

  static final String MEANING =
      "Probability: that the preferred answer of a pair is better. Outcome: whether it is the"
          + " chosen one, half for a tie; it does not matter which answer comes first.";

  /** Who foretells. */
  interface Foreteller extends AutoCloseable {
    String name();

    String identity();

    /** Whether it is the run's own reward. */
    default boolean needsReward() {
      return false;
    }

    /** What so many pairs will take. */
    Work work(long pairs);

    /**
     * For each pair the probability that the chosen answer is better; NaN for no usable verdict.
     */
    double[] preferChosen(List<Preference> preferences, EvaluationTask task);

    @Override
    void close();
  }

  /** sigmoid(scale (r(chosen) - r(rejected))). */
  record ByReward(FittedReward reward, double scale) implements Foreteller {
    @Override
    public String name() {
      return reward.name();
    }

    @Override
    public String identity() {
      return reward.identity();
    }

    @Override
    public boolean needsReward() {
      return reward.needsReward();
    }

    @Override
    public Work work(long pairs) {
      return Work.onOwn(Work.Kind.REWARD, 2 * pairs, 0);
    }

    @Override
    public double[] preferChosen(List<Preference> preferences, EvaluationTask task) {
      RewardModel model = reward.in(task);
      double[] chosen =
          model.score(preferences.stream().map(p -> new Response(p.prompt(), p.chosen())).toList());
      double[] rejected =
          model.score(
              preferences.stream().map(p -> new Response(p.prompt(), p.rejected())).toList());
      double[] p = new double[chosen.length];
      Arrays.setAll(p, i -> preferChosen(chosen[i] - rejected[i], scale));
      return p;
    }

    static double preferChosen(double margin, double scale) {
      return 1 / (1 + Math.exp(-scale * margin));
    }

    @Override
    public void close() {
      reward.close();
    }
  }

  /** The mean of the usable ones among the verdicts in both orders. */
  record ByJudge(Judge judge, String name, String identity) implements Foreteller {
    @Override
    public Work work(long pairs) {
      return Work.onOwn(Work.Kind.JUDGE, 2 * pairs, 0);
    }

    @Override
    public double[] preferChosen(List<Preference> preferences, EvaluationTask task) {
      // a prompt may have several pairs, each of which is a comparison of its own
      List<Prompt> prompts = new ArrayList<>();
      for (Preference p : preferences) {
        prompts.add(p.prompt().withId(p.prompt().id() + "/" + prompts.size()));
      }
      return new Judging(judge)
          .compare(
              "calibration",
              prompts,
              preferences.stream().map(Preference::chosen).toList(),
              preferences.stream().map(Preference::rejected).toList())
          .preferences();
    }

    @Override
    public void close() {
      judge.close();
    }
  }

  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public boolean needsReward() {
    return by.needsReward();
  }

  @Override
  public List<String> names() {
    return List.of(by.name());
  }

  @Override
  public List<Work> work(int subjects) {
    return List.of(by.work(preferences.size()));
  }

  @Override
  public Basis basis(EvaluationTask task) {
    return basis.judgedBy(by.identity());
  }

  @Override
  public String meaning() {
    return MEANING;
  }

  @Override
  public List<Forecaster> forecasters(EvaluationTask task) {
    double[] all = by.preferChosen(preferences, task);
    double[] usable = Arrays.stream(all).filter(p -> !Double.isNaN(p)).toArray();
    if (usable.length == 0) {
      throw new UserException(
          "calibration: "
              + by.name()
              + " gave no usable verdict on any of "
              + all.length
              + " pairs");
    }
    int left = all.length - usable.length;
    String note =
        left == 0
            ? ""
            : left + " of " + all.length + " pairs left out for want of a usable verdict";
    return List.of(new Forecaster(by.name(), Forecasts.folded(usable), note));
  }

  @Override
  public void close() {
    by.close();
  }
}
