package org.rlhf4j.testkit.contract;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.MemoryCheckpoints;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.RecordingReward;
import org.rlhf4j.testkit.ScriptedJudge;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularPolicy;

/** What the rules of methods have in common. */
final class OptimizerRules {

  private OptimizerRules() {}

  /** A training: what went in, what came out, and what was logged. */
  record Run(
      Optimizer optimizer, TabularPolicy start, Policy made, List<Record> steps, byte[] state) {

    boolean equalTo(Run other) {
      return steps.equals(other.steps) && Arrays.equals(state, other.state);
    }
  }

  static Run run(
      Optimizer optimizer,
      TabularPolicy start,
      BiFunction<TabularPolicy, RunLog, OptimizationTask> task) {
    RecordingLog log = new RecordingLog();
    Policy made = optimizer.optimize(task.apply(start, log));
    return new Run(optimizer, start, made, log.steps(Record.class), MemoryCheckpoints.bytes(start));
  }

  /** A task that offers only what is declared. */
  static OptimizationTask only(Set<Need> needs, OptimizationTask task) {
    return new OptimizationTask(
        task.start(),
        task.reference(),
        needs.contains(Need.DEMONSTRATIONS) ? task.demonstrations() : List.of(),
        needs.contains(Need.PREFERENCES) ? task.preferences() : List.of(),
        needs.contains(Need.PROMPTS) ? task.prompts() : List.of(),
        needs.contains(Need.REWARD) ? task.reward() : null,
        needs.contains(Need.JUDGE) ? task.judge() : null,
        task.random(),
        task.log());
  }

  /** The same task with others to ask. */
  static OptimizationTask asking(
      OptimizationTask task, @Nullable RewardModel reward, @Nullable Judge judge) {
    return new OptimizationTask(
        task.start(),
        task.reference(),
        task.demonstrations(),
        task.preferences(),
        task.prompts(),
        reward,
        judge,
        task.random(),
        task.log());
  }

  /** What a method gets and does not own. */
  static final class Lent {

    private @Nullable RecordingReward reward;
    private @Nullable ScriptedJudge judge;
    private @Nullable TabularPolicy reference;
    private byte[] before = {};

    OptimizationTask lend(OptimizationTask task) {
      if (task.reference() instanceof TabularPolicy tabular) {
        reference = tabular;
        before = MemoryCheckpoints.bytes(tabular);
      }
      RewardModel asked = task.reward();
      Judge asking = task.judge();
      if (asked != null) {
        reward = new RecordingReward(asked);
      }
      if (asking != null) {
        judge = ScriptedJudge.saying(c -> asking.judge(List.of(c)).get(0));
      }
      return asking(task, reward, judge);
    }

    List<String> problems() {
      List<String> problems = new ArrayList<>();
      if (reference != null && reference.isClosed()) {
        problems.add("the reference is closed");
      }
      if (reference != null && !Arrays.equals(before, MemoryCheckpoints.bytes(reference))) {
        problems.add("the reference has changed");
      }
      if (reward != null && reward.isClosed()) {
        problems.add("the reward is closed");
      }
      if (judge != null && judge.isClosed()) {
        problems.add("the judge is closed");
      }
      return problems;
    }
  }

  /** A training with the gradient of its first update. */
  record Watched(Run run, Map<List<Integer>, double[]> gradient) {

    boolean equalTo(Watched other) {
      return run.equalTo(other.run);
    }

    /** How another one differs in its first step, in words; empty if it does not. */
    String difference(Watched other, double tolerance) {
      if (run.steps.size() != other.run.steps.size()) {
        return run.steps.size() + " steps, and " + other.run.steps.size();
      }
      double norm = 1;
      Set<List<Integer>> sequences = new LinkedHashSet<>(gradient.keySet());
      sequences.addAll(other.gradient.keySet());
      double[] none = {};
      for (double[] part : gradient.values()) {
        norm = Math.max(norm, Arrays.stream(part).map(Math::abs).max().orElse(0));
      }
      for (List<Integer> sequence : sequences) {
        double[] a = gradient.getOrDefault(sequence, none);
        double[] b = other.gradient.getOrDefault(sequence, none);
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
          double x = i < a.length ? a[i] : 0;
          double y = i < b.length ? b[i] : 0;
          if (!(Math.abs(x - y) <= tolerance * norm)) {
            return "the gradient after "
                + sequence
                + " is "
                + Arrays.toString(a)
                + ", and "
                + Arrays.toString(b);
          }
        }
      }
      if (run.steps.isEmpty()) {
        return "";
      }
      Map<String, Double> there = metrics(other.run.steps.get(0));
      for (Map.Entry<String, Double> metric : metrics(run.steps.get(0)).entrySet()) {
        Double value = there.get(metric.getKey());
        if (value == null || !Seen.close(metric.getValue(), value, tolerance)) {
          return metric.getKey() + " of the first step is " + metric.getValue() + ", and " + value;
        }
      }
      return "";
    }
  }

  static Watched watch(
      Optimizer optimizer,
      TabularPolicy start,
      Splitting splitting,
      BiFunction<TabularPolicy, RunLog, OptimizationTask> task) {
    Map<List<Integer>, double[]> first = new HashMap<>();
    start.split(splitting);
    start.onGradient(
        gradient -> {
          if (first.isEmpty()) {
            gradient.forEach((sequence, numbers) -> first.put(sequence, numbers.clone()));
          }
        });
    return new Watched(run(optimizer, start, task), first);
  }

  /** All rows of a task in words. */
  static List<String> rows(OptimizationTask task) {
    List<String> rows = new ArrayList<>();
    task.demonstrations().forEach(d -> rows.add(d.prompt() + " " + words(d.answer())));
    task.preferences()
        .forEach(p -> rows.add(p.prompt() + " " + words(p.chosen()) + " " + words(p.rejected())));
    task.prompts().forEach(p -> rows.add(p.toString()));
    return rows;
  }

  private static String words(Answer answer) {
    return "\"" + answer.text() + "\" " + Arrays.toString(answer.tokens());
  }

  /** The numbers of a step by their names in the log. */
  static Map<String, Double> metrics(Record step) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (RecordComponent component : step.getClass().getRecordComponents()) {
      Metric metric = component.getAnnotation(Metric.class);
      Object value = value(step, component);
      if (value instanceof Record nested) {
        metrics.putAll(metrics(nested));
      } else if (value instanceof Number n) {
        metrics.put(metric == null ? component.getName() : metric.name(), n.doubleValue());
      }
    }
    return metrics;
  }

  private static @Nullable Object value(Record step, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(step);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component + " of " + step, e);
    }
  }

  /** What is not documented as it should be. */
  static List<String> undocumented(List<Record> steps) {
    Set<Class<?>> types = new LinkedHashSet<>();
    steps.forEach(step -> types.add(step.getClass()));
    List<String> problems = new ArrayList<>();
    for (Class<?> type : types) {
      if (!Modifier.isPublic(type.getModifiers())
          || !type.getModule().isExported(type.getPackageName())) {
        problems.add(type.getName() + " is not public in an exported package");
      }
      undocumented(type, new LinkedHashSet<>(), problems);
    }
    return problems;
  }

  private static void undocumented(Class<?> type, Set<String> names, List<String> problems) {
    for (RecordComponent component : type.getRecordComponents()) {
      Metric metric = component.getAnnotation(Metric.class);
      String where = type.getSimpleName() + "." + component.getName();
      if (component.getType().isRecord()) {
        undocumented(component.getType(), names, problems);
      } else if (metric == null || metric.name().isBlank() || metric.doc().isBlank()) {
        problems.add(where + " is not documented");
      } else if (!names.add(metric.name())) {
        problems.add(where + " has the name of another one: " + metric.name());
      }
    }
  }

  /** Where two logs part. */
  static String firstDifference(List<Record> one, List<Record> other) {
    int step = 0;
    while (step < Math.min(one.size(), other.size()) && one.get(step).equals(other.get(step))) {
      step++;
    }
    return "step " + (step + 1) + " is " + at(one, step) + ", and then " + at(other, step);
  }

  private static String at(List<Record> steps, int step) {
    return step < steps.size() ? steps.get(step).toString() : "not there";
  }
}
