package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainableRewardModel;
import org.rlhf4j.runner.spec.MethodStage;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.runner.spec.Spec;
import org.rlhf4j.runner.spec.WatchStage;

/** Whether the parts of a spec fit together: needs, order of the stages, lengths of prompts. */
final class SetupChecks {
  private static final int NOBODY = Integer.MAX_VALUE;

  private final Setup setup;
  private final Spec spec;
  private final Problems problems;

  SetupChecks(Setup setup, Problems problems) {
    this.setup = setup;
    this.spec = setup.spec();
    this.problems = problems;
  }

  void run() {
    checkNeeds();
    checkMethodRewards();
    checkFeedbackAndReward();
    checkOrder();
    checkStarts();
    checkPolicy();
    checkEvaluators();
    checkWatch();
  }

  private void checkNeeds() {
    for (int i = 0; i < spec.methods().size(); i++) {
      for (Need need : Need.values()) {
        if (needs(i).contains(need) && !hasOwn(need, i) && !offered(need)) {
          problems.add(
              problems.pathOf("methods", i),
              spec.methods().get(i).effectiveName() + " " + missing(need));
        }
      }
    }
  }

  private boolean hasOwn(Need need, int method) {
    return need == Need.REWARD && spec.methods().get(method).reward() != null;
  }

  private void checkMethodRewards() {
    for (int i = 0; i < spec.methods().size(); i++) {
      String path = problems.pathOf("methods", i) + ".reward";
      if (hasOwn(Need.REWARD, i)
          && setup.optimizers().get(i) != null
          && !needs(i).contains(Need.REWARD)) {
        problems.add(
            path, spec.methods().get(i).effectiveName() + " optimises no reward; leave it out");
      }
      if (setup.methodRewards().get(i) instanceof TrainableRewardModel) {
        problems.add(
            path,
            "must be fitted to preferences before it scores; only the run's own \"reward\" is");
      }
    }
  }

  private Set<Need> needs(int method) {
    Optimizer optimizer = setup.optimizers().get(method);
    return optimizer == null ? Set.of() : optimizer.needs();
  }

  /** Whether the spec offers it; what is there but wrong counts as offered. */
  private boolean offered(Need need) {
    return switch (need) {
      case DEMONSTRATIONS -> given("data.demonstrations", spec.data().demonstrations());
      case PROMPTS -> given("data.prompts", spec.data().prompts());
      case PREFERENCES ->
          given("data.preferences", spec.data().preferences())
              || given("feedback", spec.feedback());
      case REWARD -> given("reward", spec.reward());
      case JUDGE -> given("feedback", spec.feedback());
    };
  }

  private boolean given(String path, @Nullable Object part) {
    return part != null || problems.under(path);
  }

  private static String missing(Need need) {
    return switch (need) {
      case DEMONSTRATIONS -> "needs demonstrations: add \"demonstrations\" to \"data\"";
      case PROMPTS -> "needs prompts to answer while it trains: add \"prompts\" to \"data\"";
      case PREFERENCES ->
          "needs preferences: add \"preferences\" to \"data\", or \"feedback\" with a judge that"
              + " makes them";
      case REWARD -> "needs a reward: add \"reward\" to the spec";
      case JUDGE -> "needs a judge to ask while it trains: add \"feedback\" with a judge";
    };
  }

  private void checkFeedbackAndReward() {
    boolean pairsAreMade =
        spec.feedback() != null && !given("data.preferences", spec.data().preferences());
    boolean pairsAreNeeded = firstUserOfPairs() != NOBODY;
    if (pairsAreMade && pairsAreNeeded && !given("data.prompts", spec.data().prompts())) {
      problems.add("feedback", "has nothing to judge: add \"prompts\" to \"data\"");
    }
    if (setup.reward() instanceof TrainableRewardModel && !offered(Need.PREFERENCES)) {
      problems.add("reward", "it is trained and " + missing(Need.PREFERENCES));
    }
  }

  /** A policy that feedback or reward comes from must be there before they are needed. */
  private void checkOrder() {
    List<String> names = new ArrayList<>(List.of(Spec.BASE));
    spec.methods().forEach(m -> names.add(m.effectiveName()));
    if (spec.feedback() != null && spec.data().preferences() == null) {
      checkOrder("feedback", spec.feedback().from(), names, firstUserOfPairs());
    }
    if (spec.reward() != null && setup.reward() instanceof TrainableRewardModel) {
      checkOrder("reward", spec.reward().from(), names, firstUser(Need.REWARD));
    }
  }

  private void checkOrder(String stage, @Nullable String from, List<String> names, int firstUser) {
    int made = names.indexOf(from); // 0 is the base, i + 1 is method i
    if (made > firstUser && firstUser < spec.methods().size()) {
      problems.add(
          stage,
          "comes from \""
              + from
              + "\", but "
              + spec.methods().get(firstUser).effectiveName()
              + ", which runs before, needs it; move "
              + from
              + " up or say \"from\": \"base\"");
    }
  }

  /** Index of the first method that needs it; a reward is made after them all if none does. */
  private int firstUser(Need need) {
    for (int i = 0; i < spec.methods().size(); i++) {
      if (needs(i).contains(need) && !hasOwn(need, i)) {
        return i;
      }
    }
    return need == Need.REWARD && spec.reward() != null ? spec.methods().size() : NOBODY;
  }

  private int firstUserOfPairs() {
    int direct = firstUser(Need.PREFERENCES);
    return setup.reward() instanceof TrainableRewardModel
        ? Math.min(direct, firstUser(Need.REWARD))
        : direct;
  }

  private void checkPolicy() {
    Policy base = setup.base();
    if (base == null) {
      return;
    }
    boolean trained = !spec.methods().isEmpty() || setup.reward() instanceof TrainableRewardModel;
    if (trained && !(base instanceof TrainablePolicy)) {
      problems.add("policy", "cannot be trained (" + base.getClass().getName() + ")");
    }
    RowChecks rows = new RowChecks(setup, base, problems);
    ModelMemory.of(setup).ifPresent(memory -> memory.check(problems));
    rows.checkPrompts("data.prompts", setup.prompts());
    rows.checkPrompts("data.evaluation", setup.evaluation());
    if (spec.watch() != null && spec.watch().stop() != null) {
      rows.checkPrompts("data.evaluation", setup.watched());
    }
    setup.toBeMade().forEach((role, data) -> rows.checkPrompts("data." + role, data.prompts()));
    rows.noteCutAnswers("decoding", spec.decoding(), setup.evaluation());
    if (spec.feedback() != null && setup.preferences().isEmpty()) {
      rows.noteCutAnswers("feedback.decoding", spec.feedback().decoding(), setup.prompts());
    }
    rows.checkPairs("data.preferences");
    for (int i = 0; i < spec.methods().size(); i++) {
      Record options = spec.methods().get(i).plugin().options();
      rows.checkTraining("methods[" + i + "].options", options, needs(i));
    }
    checkReward(rows);
    if (base instanceof TrainablePolicy policy) {
      checkMethods(policy);
    }
  }

  private void checkReward(RowChecks rows) {
    if (spec.reward() == null
        || spec.reward().plugin() == null
        || !(setup.reward() instanceof TrainableRewardModel reward)
        || setup.preferences().isEmpty()) {
      return;
    }
    rows.checkTraining(
        "reward.options", spec.reward().plugin().options(), Set.of(Need.PREFERENCES));
    List<Prompt> prompts = RewardFitting.prompts(setup.prompts(), setup.preferences());
    int samples = Math.min(spec.reward().referenceSamples(), prompts.size());
    problems.catching("reward", () -> reward.check(setup.preferences().size(), samples));
  }

  private void checkMethods(TrainablePolicy base) {
    for (int i = 0; i < spec.methods().size(); i++) {
      Optimizer optimizer = setup.optimizers().get(i);
      if (optimizer != null) {
        problems.catching("methods[" + i + "]", () -> optimizer.check(base));
      }
    }
  }

  /** What a method makes must be a model that learns, where somebody goes on from there. */
  private void checkStarts() {
    if (!problems.isComplete("methods")) {
      return;
    }
    for (int i = 0; i < spec.methods().size(); i++) {
      MethodStage method = spec.methods().get(i);
      checkStart("methods[" + i + "].from", method.effectiveName(), method.from());
    }
    if (spec.reward() != null && setup.reward() instanceof TrainableRewardModel) {
      checkStart("reward.from", "the reward", spec.reward().from());
    }
  }

  private void checkStart(String path, String who, @Nullable String from) {
    for (int i = 0; i < spec.methods().size(); i++) {
      Optimizer optimizer = setup.optimizers().get(i);
      if (optimizer != null
          && !optimizer.makesTrainablePolicy()
          && from != null
          && spec.methods().get(i).effectiveName().equals(from)) {
        problems.add(path, NoStart.of(who, from));
      }
    }
  }

  private void checkEvaluators() {
    List<String> subjects = new ArrayList<>(List.of(Spec.BASE));
    spec.methods().stream().map(MethodStage::effectiveName).forEach(subjects::add);
    for (int i = 0; i < setup.evaluators().size(); i++) {
      Evaluator evaluator = setup.evaluators().get(i);
      // without all methods, one that is meant may be missing
      if (evaluator != null && problems.isComplete("methods")) {
        problems.catching(problems.pathOf("evaluate", i), () -> evaluator.check(subjects));
      }
    }
    checkSubjects();
    checkOwnReward();
    checkGold();
    checkColumns();
  }

  /** Evaluators that look at answers need somebody who answers, and something to answer. */
  private void checkSubjects() {
    boolean trains = !spec.methods().isEmpty() || spec.reward() != null; // then it is told already
    if (!trains && needed(Evaluator::needsSubjects) && !given("policy", spec.policy())) {
      problems.add("policy", "is missing: name the model to start from");
    }
    if (needed(Evaluator::needsAnswers)
        && spec.data().evaluation() == null
        && !problems.under("data")) {
      problems.add(
          "data.evaluation", "is missing: evaluators need prompts that all methods answer");
    }
  }

  /** The run's own reward is known to be there or not; none must be missed after the training. */
  private void checkOwnReward() {
    boolean given = given("reward", spec.reward());
    boolean drifts = setup.reward() != null && setup.reward().changesWhileScoring();
    String trouble =
        !given
            ? "there is none: add \"reward\" to the spec, or name"
            : drifts
                ? "its scores depend on what it scored before, so it cannot be the measure: name"
                : "";
    for (int i = 0; i < setup.evaluators().size(); i++) {
      Evaluator evaluator = setup.evaluators().get(i);
      if (!trouble.isEmpty() && evaluator != null && evaluator.needsReward()) {
        problems.add(
            problems.pathOf("evaluate", i),
            spec.evaluate().get(i).plugin().id()
                + " measures with the run's own reward, and "
                + trouble
                + " one in the evaluator's options if it has one for that");
      }
    }
  }

  /** So is the gold reward of the watch. */
  private void checkGold() {
    WatchStage watch = spec.watch();
    if (watch != null && given("watch.gold", watch.gold())) {
      return;
    }
    for (int i = 0; i < setup.evaluators().size(); i++) {
      Evaluator evaluator = setup.evaluators().get(i);
      if (evaluator != null && evaluator.needsGold()) {
        problems.add(
            problems.pathOf("evaluate", i),
            spec.evaluate().get(i).plugin().id()
                + " measures with a gold reward, and there is none: add \"gold\" to the"
                + " evaluator's options, or to \"watch\"");
      }
    }
  }

  private boolean needed(Predicate<Evaluator> need) {
    return setup.evaluators().stream().anyMatch(e -> e != null && need.test(e));
  }

  /** Whoever is looked at must train, and the rule that ends a training needs both rewards. */
  private void checkWatch() {
    WatchStage watch = spec.watch();
    if (watch == null) {
      return;
    }
    if (spec.methods().isEmpty() && problems.isComplete("methods")) {
      problems.add("watch", "there is no method to watch; add \"methods\", or leave watch out");
    }
    if (!given("data.evaluation", spec.data().evaluation())) {
      problems.add("watch", "needs prompts to answer: add \"evaluation\" to \"data\"");
    }
    if (watch.stop() != null && !given("watch.gold", watch.gold())) {
      problems.add("watch.stop", "needs a gold reward: add \"gold\" to \"watch\"");
    }
    if (watch.stop() != null && !setup.watched().isEmpty() && setup.evaluation().isEmpty()) {
      problems.add(
          "watch.stop",
          "the first "
              + watch.prompts()
              + " rows of data.evaluation decide when a training ends, so methods are not measured"
              + " on them; there are only "
              + setup.watched().size()
              + ": add rows, or make \"prompts\" of \"watch\" smaller");
    }
    boolean anyReward = spec.methods().stream().anyMatch(m -> m.reward() != null);
    if (watch.stop() != null && !anyReward && !given("reward", spec.reward())) {
      problems.add("watch.stop", "needs a reward that may be over-optimised: add \"reward\"");
    }
    if (setup.gold() instanceof TrainableRewardModel) {
      problems.add("watch.gold", "must be fitted to preferences before it scores; name another");
    } else if (setup.gold() != null && setup.gold().changesWhileScoring()) {
      problems.add(
          "watch.gold", "its scores depend on what it scored before, so it cannot be the measure");
    }
    if (setup.watchJudge() != null && setup.watchJudge().changesWhileJudging()) {
      problems.add(
          "watch.judge",
          "its verdicts depend on what it judged before, so it cannot be the measure");
    }
  }

  /** A table with two columns of one name could not be read. */
  private void checkColumns() {
    Set<String> columns = new HashSet<>();
    for (int i = 0; i < setup.evaluators().size(); i++) {
      Evaluator evaluator = setup.evaluators().get(i);
      for (String column : evaluator == null ? List.<String>of() : evaluator.columns()) {
        if (!columns.add(column)) {
          problems.add(
              "evaluate[" + i + "]",
              "an evaluator before it has the column \""
                  + column
                  + "\" too; give one of them another name (option \"name\"), or leave it out");
        }
      }
    }
  }
}
