package org.rlhf4j.runner.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.runner.run.ModelMemory;
import org.rlhf4j.runner.run.Setup;
import org.rlhf4j.runner.spec.FeedbackStage;
import org.rlhf4j.runner.spec.RewardStage;
import org.rlhf4j.runner.spec.Spec;
import org.rlhf4j.runner.spec.WatchStage;

/**
 * What the stages of a run will take. Methods, rewards and evaluators say themselves what they will
 * do; here their rows become tokens and, with a measured speed, time.
 *
 * @param lines one for each stage
 * @param outlooks what evaluators say can be learnt from them, each with the evaluator's id before
 *     it
 * @param speed of the policy, empty where it was not measured
 */
record Estimate(List<Line> lines, List<String> outlooks, Optional<Speed> speed) {

  /**
   * One stage.
   *
   * @param name of the stage
   * @param told whether it says what it will do
   * @param generated new tokens, at most
   * @param read tokens that models read without learning
   * @param learned tokens in gradient steps, each as often as it is seen
   * @param rewarded answers that the reward scores
   * @param verdicts that the judge is asked for
   * @param bytes of weights, gradients and moments meanwhile; 0 where it is not known
   */
  record Line(
      String name,
      boolean told,
      long generated,
      long read,
      long learned,
      long rewarded,
      long verdicts,
      long bytes) {

    /** Whether no part of it says anything. */
    boolean tellsNothing() {
      return !told && generated + read + learned + verdicts == 0;
    }

    /** Whether a part of it does not say. */
    boolean tellsPart() {
      return !told && !tellsNothing();
    }

    /** Seconds, without those of judges and of rewards that are no network. */
    double seconds(Speed speed) {
      return generated / speed.generate() + read / speed.read() + learned / speed.learn();
    }

    static Line sum(List<Line> lines) {
      Line sum = new Line("in all", true, 0, 0, 0, 0, 0, 0);
      for (Line line : lines) {
        sum =
            new Line(
                sum.name,
                sum.told && line.told,
                sum.generated + line.generated,
                sum.read + line.read,
                sum.learned + line.learned,
                sum.rewarded + line.rewarded,
                sum.verdicts + line.verdicts,
                Math.max(sum.bytes, line.bytes));
      }
      return sum;
    }
  }

  static Estimate of(Setup setup) {
    return new Builder(setup).build();
  }

  private static final class Builder {
    private final Setup setup;
    private final Spec spec;
    private final @Nullable RowLengths lengths;
    private final Optional<ModelMemory> memory;
    private final boolean rewardIsNetwork;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> outlooks = new ArrayList<>();

    Builder(Setup setup) {
      this.setup = setup;
      this.spec = setup.spec();
      Policy base = setup.base();
      this.lengths = base == null ? null : new RowLengths(setup, base);
      this.memory = ModelMemory.of(setup);
      this.rewardIsNetwork = setup.reward() instanceof TrainableRewardModel;
    }

    Estimate build() {
      addAnswers(Spec.BASE);
      Work.Amounts amounts = amounts();
      if (makesPairs()) {
        addFeedback();
      }
      if (setup.reward() instanceof TrainableRewardModel reward && spec.reward() != null) {
        addFit(reward, spec.reward(), amounts);
      }
      for (int i = 0; i < spec.methods().size(); i++) {
        addMethod(i, amounts);
      }
      addEvaluators();
      return new Estimate(List.copyOf(lines), List.copyOf(outlooks), speed());
    }

    private Optional<Speed> speed() {
      List<Prompt> prompts =
          Stream.of(
                  setup.evaluation().stream(),
                  setup.prompts().stream(),
                  setup.demonstrations().stream().map(d -> d.prompt()),
                  setup.preferences().stream().map(p -> p.prompt()))
              .flatMap(some -> some)
              .limit(200)
              .toList();
      return setup.base() instanceof TrainablePolicy policy
          ? Speed.measure(policy, prompts)
          : Optional.empty();
    }

    private Work.Amounts amounts() {
      FeedbackStage feedback = spec.feedback();
      boolean made = setup.preferences().isEmpty() && feedback != null;
      int pairs =
          made && feedback != null
              ? setup.prompts().size() * feedback.pairsPerPrompt()
              : setup.preferences().size();
      return new Work.Amounts(
          setup.demonstrations().size(),
          setup.prompts().size(),
          pairs,
          setup.evaluation().size(),
          spec.decoding().maxNewTokens());
    }

    private boolean makesPairs() {
      boolean asked =
          rewardIsNetwork
              || setup.optimizers().stream()
                  .anyMatch(o -> o != null && o.needs().contains(Need.PREFERENCES));
      return asked && setup.preferences().isEmpty() && spec.feedback() != null;
    }

    private void addAnswers(String name) {
      add(name + ": answers", evaluationAnswers(), true, 0);
    }

    private List<Work> evaluationAnswers() {
      return List.of(
          Work.onOwn(
              Work.Kind.GENERATE, setup.evaluation().size(), spec.decoding().maxNewTokens()));
    }

    private void addFeedback() {
      FeedbackStage stage = spec.feedback();
      if (stage == null) {
        return;
      }
      long pairs = (long) setup.prompts().size() * stage.pairsPerPrompt();
      int tokens = stage.decoding().maxNewTokens();
      add(
          "feedback",
          List.of(
              Work.onOwn(Work.Kind.GENERATE, 2 * pairs, tokens),
              Work.onOwn(Work.Kind.JUDGE, pairs, tokens)),
          true,
          0);
    }

    private void addFit(TrainableRewardModel reward, RewardStage stage, Work.Amounts amounts) {
      int prompts = amounts.prompts() > 0 ? amounts.prompts() : amounts.preferences();
      int samples = Math.min(stage.referenceSamples(), prompts);
      int tokens = spec.decoding().maxNewTokens();
      List<Work> fit = reward.work(amounts.preferences(), samples, tokens);
      List<Work> work = new ArrayList<>(fit);
      work.add(Work.onOwn(Work.Kind.GENERATE, samples, tokens));
      add("reward", work, !fit.isEmpty(), memory.map(ModelMemory::ofFit).orElse(0L));
    }

    private void addMethod(int i, Work.Amounts amounts) {
      Optimizer optimizer = setup.optimizers().get(i);
      List<Work> own = optimizer == null ? List.of() : optimizer.work(amounts);
      List<Work> work = new ArrayList<>(own);
      work.addAll(evaluationAnswers());
      if (spec.watch() != null && own.stream().anyMatch(w -> w.kind() == Work.Kind.LEARN)) {
        work.addAll(watching(spec.watch()));
      }
      add(
          spec.methods().get(i).effectiveName(),
          work,
          !own.isEmpty(),
          memory.map(m -> m.ofMethod(i)).orElse(0L));
    }

    /** At each point answers are drawn, read by the start policy, and scored. */
    private List<Work> watching(WatchStage watch) {
      long answers = (long) watch.points() * setup.watched().size();
      int tokens = spec.decoding().maxNewTokens();
      List<Work> work = new ArrayList<>();
      work.add(Work.onOwn(Work.Kind.GENERATE, answers, tokens));
      work.add(Work.onOwn(Work.Kind.READ, answers, tokens));
      if (spec.reward() != null) {
        work.add(Work.onOwn(Work.Kind.REWARD, answers, tokens));
      }
      if (watch.judge() != null) { // both orders, and the start is not compared with itself
        long compared = answers / watch.points() * (watch.points() - 1);
        work.add(Work.onOwn(Work.Kind.JUDGE, 2 * compared, 0));
      }
      return work;
    }

    private void addEvaluators() {
      int subjects = setup.base() == null ? 0 : 1 + spec.methods().size();
      int prompts = setup.evaluation().size();
      for (int i = 0; i < spec.evaluate().size(); i++) {
        Evaluator evaluator = setup.evaluators().get(i);
        if (evaluator != null) {
          String id = spec.evaluate().get(i).plugin().id();
          List<Work> work = evaluator.work(subjects, prompts);
          add("evaluator " + id, work, !work.isEmpty(), 0);
          evaluator.outlook(subjects, prompts).forEach(said -> outlooks.add(id + ": " + said));
        }
      }
    }

    private void add(String name, List<Work> work, boolean told, long bytes) {
      long generated = 0;
      long read = 0;
      long learned = 0;
      long rewarded = 0;
      long verdicts = 0;
      for (Work w : work) {
        long tokens = lengths == null ? 0 : lengths.tokens(w);
        switch (w.kind()) {
          case GENERATE -> generated += lengths == null ? 0 : lengths.newTokens(w);
          case READ -> read += tokens;
          case LEARN, LEARN_SCALAR -> learned += tokens;
          case REWARD -> {
            rewarded += w.count();
            read += rewardIsNetwork ? tokens : 0;
          }
          case JUDGE -> verdicts += w.count();
        }
      }
      lines.add(new Line(name, told, generated, read, learned, rewarded, verdicts, bytes));
    }
  }
}
