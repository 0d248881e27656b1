package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.testkit.MemoryCheckpoints;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.RecordingReward;
import org.rlhf4j.testkit.TabularPolicy;

/** What the runner and its report rely upon when they show what an {@link Evaluator} found. */
public interface EvaluatorContract extends Contract<Evaluator> {

  /**
   * A run to measure: six prompts, and three policies {@code base}, {@code sft} and {@code tuned}
   * with their answers; the reward is that of the oracle problem. New each time.
   */
  default EvaluationTask task() {
    List<Prompt> prompts =
        Stream.of("a", "b", "a a", "a b", "b a", "b b")
            .map(text -> new Prompt("prompt " + text, text))
            .toList();
    return new EvaluationTask(
        prompts,
        List.of(
            subject("base", 1, prompts), subject("sft", 2, prompts), subject("tuned", 3, prompts)),
        Decoding.sampling(1, OracleProblem.MAX_NEW_TOKENS),
        new RecordingReward(new OracleProblem().reward()),
        RandomStream.ofSeed(5),
        RunLog.silent());
  }

  private static Subject subject(String name, long seed, List<Prompt> prompts) {
    RandomStream random = RandomStream.ofSeed(seed);
    Policy policy = new TabularPolicy(OracleProblem.LANGUAGE, random.child("logits"), 1);
    Decoding decoding = Decoding.sampling(1, OracleProblem.MAX_NEW_TOKENS);
    return new Subject(
        name,
        policy.generate(prompts, 1, decoding, random).stream().map(c -> c.get(0)).toList(),
        policy);
  }

  /** Greatest difference between equal numbers that rounding explains, relative above 1. */
  default double tolerance() {
    return 1e-9;
  }

  /**
   * Whether it measures others than the run's policies as well: a reward, a judge, annotators, a
   * best-of-n. They have rows of their own in the table.
   */
  default boolean measuresOthers() {
    return false;
  }

  private Evaluation evaluate(EvaluationTask task) {
    try (Evaluator evaluator = make()) {
      return evaluator.evaluate(task);
    }
  }

  private boolean needsSubjects() {
    try (Evaluator evaluator = make()) {
      return evaluator.needsSubjects();
    }
  }

  @Test
  @DisplayName("E1: each number is about one subject of the run, and there is one of each name")
  default void numbersAreAboutSubjects() {
    EvaluationTask task = task();
    Set<String> names = new LinkedHashSet<>(task.subjects().stream().map(Subject::name).toList());
    Set<String> seen = new LinkedHashSet<>();
    boolean any = measuresOthers() || !needsSubjects();
    for (Measurement m : evaluate(task).measurements()) {
      Seen.that(
          (any || names.contains(m.subject())) && seen.add(m.subject() + ": " + m.metric()),
          m + "; the run has " + names,
          "two numbers in one cell of the table: the metric's name must tell them apart",
          "a subject's name is changed",
          "it measures others than policies: say so by measuresOthers()");
    }
  }

  @Test
  @DisplayName("E2: no number without n and its standard error, or a note that says why")
  default void numbersHaveErrors() {
    for (Measurement m : evaluate(task()).measurements()) {
      Seen.that(
          !m.metric().isBlank()
              && !Double.isInfinite(m.value())
              && (m.n() >= 1 || !m.isEstimate() || !m.note().isEmpty())
              && (m.standardError() >= 0 || m.n() == 1 || !m.isEstimate() || !m.note().isEmpty())
              && (!Double.isNaN(m.value()) || !m.note().isEmpty()),
          m.toString(),
          "the standard error is left out: Measurement.mean(...) makes it from observations",
          "a number that has none, such as that of the baseline itself, is Measurement.fixed(...)");
    }
  }

  @Test
  @DisplayName("E3: the same run gives the same numbers")
  default void evaluationIsDeterministic() {
    Evaluation one = evaluate(task());
    Evaluation other = evaluate(task());
    Seen.that(
        one.equals(other),
        one + ", and then " + other,
        "resampling or tie-breaking that does not draw from task.random()",
        "the order of a HashMap");
  }

  @Test
  @DisplayName("E4: the order of the subjects changes no number")
  default void orderOfSubjectsDoesNotMatter() {
    Evaluation evaluation = evaluate(task());
    assumeTrue(evaluation.equals(evaluate(task())), "evaluations differ by themselves: see E3");
    EvaluationTask task = task();
    List<Subject> turned = new ArrayList<>(task.subjects());
    Collections.reverse(turned);
    Map<String, double[]> forwards = numbers(evaluation);
    Map<String, double[]> backwards =
        numbers(
            evaluate(
                new EvaluationTask(
                    task.prompts(),
                    turned,
                    task.decoding(),
                    task.reward(),
                    task.random(),
                    task.log())));
    Seen.that(
        forwards.keySet().equals(backwards.keySet()),
        forwards.keySet() + ", and " + backwards.keySet(),
        "the first subject is taken for the baseline: look it up by name");
    forwards.forEach(
        (name, numbers) -> {
          double[] others = backwards.getOrDefault(name, new double[] {});
          boolean same = others.length == numbers.length;
          for (int i = 0; same && i < numbers.length; i++) {
            same = Seen.close(numbers[i], others[i], tolerance());
          }
          Seen.that(
              same,
              name
                  + " is "
                  + Arrays.toString(numbers)
                  + ", and with the subjects the other way round "
                  + Arrays.toString(others),
              "the first subject is taken for the baseline: look it up by name",
              "a generator goes from subject to subject: use a child of the stream for each, by"
                  + " name");
        });
  }

  @Test
  @DisplayName("E13: another subject moves no number of the others, or the basis says who is there")
  default void anotherSubjectMovesNothing() {
    assumeTrue(needsSubjects(), "this evaluator does not look at the run's policies");
    Evaluation all = evaluate(task());
    assumeTrue(all.equals(evaluate(task())), "evaluations differ by themselves: see E3");
    EvaluationTask task = task();
    int last = task.subjects().size() - 1;
    Evaluation fewer =
        evaluate(
            new EvaluationTask(
                task.prompts(),
                task.subjects().subList(0, last),
                task.decoding(),
                task.reward(),
                task.random(),
                task.log()));
    Map<String, double[]> with = numbers(all);
    for (Measurement m : fewer.measurements()) {
      String name = m.metric() + " of " + m.subject();
      double[] before = numbers(fewer).getOrDefault(name, new double[] {});
      double[] after = with.getOrDefault(name, new double[] {});
      Seen.that(
          Arrays.equals(before, after) || !all.basis(m.metric()).equals(fewer.basis(m.metric())),
          name
              + " is "
              + Arrays.toString(before)
              + ", and with "
              + task.subjects().get(last).name()
              + " beside it "
              + Arrays.toString(after),
          "something is estimated from all subjects together, such as a mean, a difficulty or bins",
          "a generator goes from subject to subject: use a child of the stream for each, by name",
          "a ranking: let its basis name who is ranked, see Basis.resting");
    }
  }

  private static Map<String, double[]> numbers(Evaluation evaluation) {
    Map<String, double[]> numbers = new TreeMap<>();
    for (Measurement m : evaluation.measurements()) {
      numbers.put(
          m.metric() + " of " + m.subject(), new double[] {m.value(), m.standardError(), m.n()});
    }
    return numbers;
  }

  @Test
  @DisplayName("E5: no column is filled that columns() does not announce")
  default void columnsAreAnnounced() {
    List<String> columns;
    try (Evaluator evaluator = make()) {
      columns = evaluator.columns();
    }
    assumeTrue(!columns.isEmpty(), "the columns are not known before");
    Set<String> filled =
        new LinkedHashSet<>(
            evaluate(task()).measurements().stream().map(Measurement::metric).toList());
    Seen.that(
        columns.containsAll(filled),
        "columns() says " + columns + ", measurements are " + filled,
        "a column was renamed in one of the two places",
        "columns() leaves out those that only some options fill");
  }

  @Test
  @DisplayName("E6: the observations are one for each prompt, and of a number that is there")
  default void observationsBelongToNumbers() {
    EvaluationTask task = task();
    Evaluation evaluation = evaluate(task);
    Set<String> numbers = numbers(evaluation).keySet();
    Set<String> seen = new LinkedHashSet<>();
    for (PromptScores scores : evaluation.scores()) {
      String name = scores.metric() + " of " + scores.subject();
      Seen.that(
          scores.values().length == task.prompts().size()
              && numbers.contains(name)
              && seen.add(name),
          scores.values().length
              + " observations of "
              + name
              + " on "
              + task.prompts().size()
              + " prompts; the numbers are "
              + numbers,
          "prompts without an observation are left out: NaN keeps their place",
          "the scores of a subject are added twice");
    }
  }

  @Test
  @DisplayName("E7: charts and tables have kebab-case ids of their own, and numbers to draw")
  default void chartsCanBeDrawn() {
    Evaluation evaluation = evaluate(task());
    Set<String> seen = new LinkedHashSet<>();
    List<String> ids =
        Stream.concat(
                evaluation.charts().stream().map(Chart::id),
                evaluation.tables().stream().map(DataTable::id).map(id -> "table:" + id))
            .toList();
    for (String id : ids) {
      Seen.that(
          seen.add(id) && id.replace("table:", "").matches("[a-z0-9]+(-[a-z0-9]+)*"),
          "\"" + id.replace("table:", "") + "\" among " + ids,
          "the id is made from a name with blanks or capitals: it names a file");
    }
    for (Chart chart : evaluation.charts()) {
      boolean byLabel = chart.x().scale() == Chart.Scale.CATEGORIES;
      for (Chart.Series series : chart.series()) {
        for (Chart.Point point : series.points()) {
          Seen.that(
              byLabel
                  ? !Double.isInfinite(point.y()) // not-a-number keeps the place of a label
                  : Double.isFinite(point.x()) && Double.isFinite(point.y()),
              chart.id() + ", " + series.name() + ": " + point,
              "a point without a number: leave it out");
        }
      }
    }
  }

  @Test
  @DisplayName("E8: policies and reward of the run stay as they are and stay open")
  default void whatIsLentIsLeftAlone() {
    EvaluationTask task = task();
    List<byte[]> before = states(task);
    evaluate(task);
    Seen.that(
        task.subjects().stream()
            .noneMatch(s -> s.policy() instanceof TabularPolicy p && p.isClosed()),
        "a policy is closed",
        "something is closed that the evaluator did not make");
    Seen.that(
        !(task.reward() instanceof RecordingReward reward && reward.isClosed()),
        "the reward is closed",
        "close() closes the run's reward: it is not the evaluator's own");
    Seen.that(
        Arrays.deepEquals(before.toArray(), states(task).toArray()),
        "a policy has changed",
        "the evaluator trains on the policy itself and not on a copy");
  }

  private static List<byte[]> states(EvaluationTask task) {
    List<byte[]> states = new ArrayList<>();
    for (Subject subject : task.subjects()) {
      if (subject.policy() instanceof TabularPolicy policy) {
        states.add(MemoryCheckpoints.bytes(policy));
      }
    }
    return states;
  }

  @Test
  @DisplayName("E9: one prompt is measured or refused, and gives no infinite number")
  default void onePromptIsMeasuredOrRefused() {
    assumeTrue(needsSubjects(), "this evaluator does not look at prompts");
    EvaluationTask task = task();
    EvaluationTask one =
        new EvaluationTask(
            task.prompts().subList(0, 1),
            task.subjects().stream()
                .map(s -> new Subject(s.name(), s.completions().subList(0, 1), s.policy()))
                .toList(),
            task.decoding(),
            task.reward(),
            task.random(),
            task.log());
    try {
      for (Measurement m : evaluate(one).measurements()) {
        Seen.that(
            !Double.isInfinite(m.value()) && !Double.isInfinite(m.standardError()),
            m.toString(),
            "division by n - 1");
      }
    } catch (UserException e) {
      Seen.that(
          e.getMessage() != null && !e.getMessage().isBlank(),
          "a UserException without a message",
          "say how many prompts are needed");
    }
  }

  @Test
  @DisplayName("E10: check accepts the subjects that evaluate measures")
  default void checkAcceptsWhatWorks() {
    EvaluationTask task = task();
    evaluate(task);
    try (Evaluator evaluator = make()) {
      evaluator.check(task.subjects().stream().map(Subject::name).toList());
    } catch (UserException e) {
      Seen.that(
          false,
          "evaluate measures "
              + task.subjects().stream().map(Subject::name).toList()
              + ", and check refuses them: "
              + e.getMessage(),
          "check and evaluate look for different names");
    }
  }

  @Test
  @DisplayName("E11: who needs no subjects works without any")
  default void noSubjectsAreNeededWhereNoneAre() {
    assumeTrue(!needsSubjects(), "this evaluator looks at the run's policies");
    EvaluationTask none =
        new EvaluationTask(
            List.of(), List.of(), null, null, RandomStream.ofSeed(5), RunLog.silent());
    try {
      evaluate(none);
    } catch (RuntimeException e) {
      Seen.that(
          false,
          "without subjects, prompts and reward it throws " + e,
          "needsSubjects() is false by mistake",
          "the task's prompts or reward are used: a spec with this evaluator alone has none");
    }
  }

  @Test
  @DisplayName("E12: closing twice is closing once")
  default void closingIsIdempotent() {
    Evaluator evaluator = make();
    evaluator.close();
    evaluator.close();
  }
}
