package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Evaluator;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TrainableRewardModel;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.runner.spec.MethodStage;
import org.rlhf4j.runner.spec.Problems;
import org.rlhf4j.runner.spec.Spec;

/** Whether the parts of a spec fit together: needs, order of the stages, lengths of prompts. */
final class SetupChecks {
  private static final int SHOWN_PROMPTS = 5;
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
    checkFeedbackAndReward();
    checkOrder();
    checkPolicy();
    checkEvaluators();
  }

  private void checkNeeds() {
    for (int i = 0; i < spec.methods().size(); i++) {
      for (Need need : Need.values()) {
        if (needs(i).contains(need) && !offered(need)) {
          problems.add(
              problems.pathOf("methods", i),
              spec.methods().get(i).effectiveName() + " " + missing(need));
        }
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
      if (needs(i).contains(need)) {
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
    checkLengths("data.prompts", setup.prompts(), base);
    checkLengths("data.evaluation", setup.evaluation(), base);
  }

  private void checkLengths(String path, List<Prompt> prompts, Policy policy) {
    List<String> tooLong = new ArrayList<>();
    for (Prompt prompt : prompts) {
      int tokens = policy.encode(prompt).length;
      if (tokens >= policy.contextLength()) {
        tooLong.add("prompt " + prompt.id() + " has " + tokens);
      }
    }
    if (!tooLong.isEmpty()) {
      List<String> shown = tooLong.subList(0, Math.min(SHOWN_PROMPTS, tooLong.size()));
      problems.add(
          path,
          (tooLong.size() == 1 ? "a prompt leaves" : tooLong.size() + " prompts leave")
              + " no room for an answer in the model's context of "
              + policy.contextLength()
              + " tokens: "
              + String.join(", ", shown)
              + (shown.size() < tooLong.size() ? ", ..." : ""));
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
  }
}
