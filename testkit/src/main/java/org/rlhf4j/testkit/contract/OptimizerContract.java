package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.FailingJudge;
import org.rlhf4j.testkit.FailingReward;
import org.rlhf4j.testkit.Interrupted;
import org.rlhf4j.testkit.MemoryCheckpoints;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.RecordingReward;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularPolicy;
import org.rlhf4j.testkit.ToldToFail;
import org.rlhf4j.testkit.contract.OptimizerRules.Run;

/**
 * What the runner relies upon when it trains with an {@link Optimizer}. Every rule trains a tabular
 * policy, most of them two or three times, O14 twelve times: give the plugin options for a few
 * steps that can be seen, and answers of few tokens. The engine must be on the test's path.
 */
public interface OptimizerContract extends Contract<Optimizer> {

  /** The language, the start and the feedback of {@link #task}. */
  default OracleProblem problem() {
    return new OracleProblem();
  }

  /**
   * What the method works with; it offers everything. Equal each time, in objects of its own.
   *
   * @param start what the method trains
   * @param log where it reports
   */
  default OptimizationTask task(TabularPolicy start, RunLog log) {
    return problem().task(start, log);
  }

  /**
   * Numbers of the first step that are known beforehand, by their names in the log: {@code
   * Map.of("loss", Math.log(2))} for DPO, {@code Map.of("objective/kl", 0.0)} for PPO.
   */
  default Map<String, Double> firstStep() {
    return Map.of();
  }

  /** Greatest difference that rounding explains, relative above 1. */
  default double tolerance() {
    return 1e-5;
  }

  private Run run() {
    return OptimizerRules.run(make(), problem().policy(), this::task);
  }

  @Test
  @DisplayName("O1: the method uses only what it declares in needs()")
  default void declaredNeedsAreEnough() {
    Optimizer optimizer = make();
    Set<Need> needs = optimizer.needs();
    try {
      OptimizerRules.run(
          optimizer,
          problem().policy(),
          (start, log) -> OptimizerRules.only(needs, task(start, log)));
    } catch (RuntimeException e) {
      Seen.that(
          false,
          "with " + needs + " alone it throws " + e,
          "needs() leaves something out: the runner offers nothing that is not declared");
    }
  }

  @Test
  @DisplayName("O2: makesTrainablePolicy() tells whether the start policy itself comes back")
  default void whatComesBackIsDeclared() {
    Run run = run();
    boolean itself = run.made() == run.start();
    Seen.that(
        itself == run.optimizer().makesTrainablePolicy(),
        "makesTrainablePolicy() is "
            + run.optimizer().makesTrainablePolicy()
            + ", and what comes back is "
            + (itself ? "the start policy itself" : "another policy: " + run.made().getClass()),
        "a copy was trained and returned: train task.start()",
        "a wrapper such as best-of-n does not override makesTrainablePolicy()");
  }

  @Test
  @DisplayName("O3: what comes back owns the start policy")
  default void whatComesBackOwnsTheStart() {
    Run run = run();
    Seen.that(
        !run.start().isClosed(),
        "the start policy is closed when the method returns",
        "a try-with-resources around task.start()");
    run.made().close();
    Seen.that(
        run.start().isClosed(),
        "what came back was closed, and the start policy is still open",
        "close() of the wrapper does not close what it wraps");
  }

  @Test
  @DisplayName("O4: reference, reward and judge stay as they are and stay open")
  default void whatIsLentIsLeftAlone() {
    OptimizerRules.Lent lent = new OptimizerRules.Lent();
    OptimizerRules.run(make(), problem().policy(), (start, log) -> lent.lend(task(start, log)));
    Seen.that(
        lent.problems().isEmpty(),
        String.join("; ", lent.problems()),
        "the reference is trained, or frozen anew: it is not the method's own",
        "something is closed that the method did not make");
  }

  @Test
  @DisplayName("O5: the same seed gives the same bytes")
  default void trainingIsDeterministic() {
    Run one = run();
    Run other = run();
    Seen.that(
        one.steps().equals(other.steps()),
        OptimizerRules.firstDifference(one.steps(), other.steps()),
        "randomness that does not come from task.random()",
        "the order of a HashSet or of threads",
        "a duration among the numbers of a step");
    Seen.that(
        Arrays.equals(one.state(), other.state()),
        "the steps are equal, and the policies are not",
        "a step that is taken and not logged, with randomness of its own");
  }

  @Test
  @DisplayName("O6: a training that was interrupted goes on exactly")
  default void interruptedTrainingsGoOn() {
    Run one = run();
    assumeTrue(one.equalTo(run()), "trainings differ by themselves: see O5");
    assumeTrue(one.steps().size() >= 2, "fewer than two steps cannot be interrupted");
    try {
      Interrupted.assertGoesOnExactly(
          log -> {
            TabularPolicy start = problem().policy();
            make().optimize(task(start, log));
            return start;
          });
    } catch (AssertionError e) {
      Seen.that(
          false,
          String.valueOf(e.getMessage()),
          "something that steps change and later steps read is not among the parts given to"
              + " Steps.of(...): a moving average, a pool, a value model",
          "a step depends on what an earlier one left in a field");
    }
  }

  @Test
  @DisplayName("O7: the split into micro-batches changes nothing")
  default void splitsChangeNothing() {
    OptimizerRules.Watched whole =
        OptimizerRules.watch(make(), problem().policy(), Splitting.NONE, this::task);
    assumeTrue(
        whole.equalTo(OptimizerRules.watch(make(), problem().policy(), Splitting.NONE, this::task)),
        "trainings differ by themselves: see O5");
    for (Splitting splitting : List.of(new Splitting(1, 0), new Splitting(3, 2))) {
      OptimizerRules.Watched split =
          OptimizerRules.watch(make(), problem().policy(), splitting, this::task);
      String difference = whole.difference(split, tolerance());
      Seen.that(
          difference.isEmpty(),
          difference + " with " + splitting,
          "the loss divides by what its micro-batch has, and not by a denominator of the whole"
              + " step",
          "the mask is left out, or a mean is taken over padding",
          "rows that belong together are in no group: see TrainingBatch.groupSize");
    }
  }

  @Test
  @DisplayName("O8: the rows of the data are left untouched")
  default void rowsAreLeftAlone() {
    List<List<String>> before = new ArrayList<>();
    List<OptimizationTask> tasks = new ArrayList<>();
    OptimizerRules.run(
        make(),
        problem().policy(),
        (start, log) -> {
          OptimizationTask task = task(start, log);
          before.add(OptimizerRules.rows(task));
          tasks.add(task);
          return task;
        });
    List<String> after = OptimizerRules.rows(tasks.get(0));
    List<Integer> changed =
        IntStream.range(0, after.size())
            .filter(i -> !after.get(i).equals(before.get(0).get(i)))
            .boxed()
            .toList();
    Seen.that(
        changed.isEmpty(),
        changed.size()
            + " rows have changed, the first from "
            + (changed.isEmpty()
                ? ""
                : before.get(0).get(changed.get(0)) + " to " + after.get(changed.get(0))),
        "token ids are changed in place: answers are shared by all methods of a run, copy them");
  }

  @Test
  @DisplayName("O9: every step is logged, with numbers that are documented")
  default void stepsAreLogged() {
    Run run = run();
    boolean trained = !Arrays.equals(run.state(), MemoryCheckpoints.bytes(problem().policy()));
    Seen.that(
        !trained || !run.steps().isEmpty(),
        "the policy was trained and no step was logged",
        "the loop is not that of Steps.of(...).run(...)");
    List<String> undocumented = OptimizerRules.undocumented(run.steps());
    Seen.that(
        undocumented.isEmpty(),
        String.join("; ", undocumented),
        "@Metric(name = ..., doc = ...) is missing at a component of the step's record, or two have"
            + " one name",
        "the record is not public, or its package is not exported: nobody could read it");
  }

  @Test
  @DisplayName("O10: a failure of the reward or the judge comes through")
  default void failuresComeThrough() {
    Set<Need> needs = make().needs();
    assumeTrue(
        needs.contains(Need.REWARD) || needs.contains(Need.JUDGE), "nobody is asked meanwhile");
    RecordingReward reward = new RecordingReward(problem().reward());
    boolean failed = false;
    try {
      OptimizerRules.run(
          make(),
          problem().policy(),
          (start, log) ->
              OptimizerRules.asking(
                  task(start, log),
                  new FailingReward(1, reward),
                  new FailingJudge(1, problem().judge())));
    } catch (ToldToFail e) {
      failed = true;
    } catch (RuntimeException e) {
      failed = e.getCause() instanceof ToldToFail;
    }
    assumeTrue(
        failed || !reward.calls().isEmpty() || make().makesTrainablePolicy(),
        "nobody is asked while training");
    Seen.that(
        failed,
        "the first call failed, and the training went on",
        "an exception is caught, and 0 takes the place of a score");
  }

  @Test
  @DisplayName("O11: check leaves the policy as it is")
  default void checkingChangesNothing() {
    TabularPolicy base = problem().policy();
    byte[] before = MemoryCheckpoints.bytes(base);
    make().check(base);
    Seen.that(
        Arrays.equals(before, MemoryCheckpoints.bytes(base)) && !base.isClosed(),
        base.isClosed() ? "the policy is closed" : "the policy has changed",
        "check tries out what it should only ask about");
  }

  @Test
  @DisplayName("O12: the first step finds what is known beforehand")
  default void firstStepIsAsKnown() {
    assumeTrue(!firstStep().isEmpty(), "nothing is known of the first step");
    List<Record> steps = run().steps();
    Seen.that(!steps.isEmpty(), "no step was logged", "maxSteps is 0");
    Map<String, Double> found = OptimizerRules.metrics(steps.get(0));
    firstStep()
        .forEach(
            (name, value) -> {
              Double there = found.get(name);
              Seen.that(
                  there != null && Seen.close(value, there, tolerance()),
                  name + " is " + there + " and not " + value + " in " + found,
                  "the loss is not what it says it is: reference and policy agree before the first"
                      + " step",
                  "numbers are taken after the step");
            });
  }

  @Test
  @DisplayName("O13: what comes back answers, with finite log-probabilities")
  default void whatComesBackAnswers() {
    Run run = run();
    Decoding decoding = Decoding.sampling(1, OracleProblem.MAX_NEW_TOKENS);
    for (List<Completion> answers :
        run.made().generate(problem().prompts(), 1, decoding, RandomStream.ofSeed(3))) {
      for (float logProb : answers.get(0).logProbs()) {
        Seen.that(
            Float.isFinite(logProb),
            "a log-probability of " + logProb,
            "the training went to infinity: a loss without a lower bound, or a step too large");
      }
    }
  }

  @Test
  @DisplayName("O14: its steps make the policy better by the feedback that it asks for")
  default void whatComesBackIsBetter() {
    Learned learned = Learned.of(this::make, this::task);
    assumeTrue(!learned.gains().isEmpty(), "it asks for no feedback that says what is better");
    assumeTrue(learned.isFinite(), "the training went to infinity: see O13");
    Seen.that(
        learned.isBetter(),
        learned.toString(),
        "chosen and rejected have changed places, or the loss has the wrong sign",
        "so few steps, or a learning rate so small, that chance decides: give larger options");
  }
}
