package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.EvaluationTask;
import org.rlhf4j.api.Evaluator;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.statistics.Bootstrap;

/** Implements {@link JudgeAuditPlugin}; the judge is null where its verdicts are recorded. */
record JudgeAudit(
    @Nullable Judge judge,
    @Nullable String identity,
    PairFile file,
    JudgeAuditOptions options,
    String name)
    implements Evaluator {

  /** The name of all pairs among the subsets. */
  static final String ALL = "all";

  private static final double LEVEL = 0.95;

  /** It measures a file. */
  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    // both orders, and once more
    long asked = judge == null ? 0 : (options.asksAgain() ? 3L : 2L) * file.pairs().size();
    return List.of(Work.onOwn(Work.Kind.JUDGE, asked, 0));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    List<AuditPair> pairs = judge == null ? file.pairs() : asked(judge);
    Map<String, List<AuditPair>> groups = new LinkedHashMap<>();
    groups.put(ALL, pairs);
    for (AuditPair pair : pairs) {
      if (!pair.subset().isEmpty()) {
        String subset = pair.subset().equals(ALL) ? ALL + " (subset)" : pair.subset();
        groups.computeIfAbsent(subset, s -> new ArrayList<>()).add(pair);
      }
    }
    Map<String, AuditNumbers> numbers = new LinkedHashMap<>();
    groups.forEach((subset, own) -> numbers.put(subset, AuditNumbers.of(own)));
    Bootstrap bootstrap =
        new Bootstrap(options.resamples(), LEVEL, task.random().child("bootstrap"));
    AuditTables tables = new AuditTables(name, numbers, bootstrap);
    task.log().note(name + " on " + pairs.size() + " pairs");
    tables.lines().forEach(task.log()::note);
    Basis basis = identity == null ? file.basis() : file.basis().judgedBy(identity);
    return Evaluation.of(basis, tables.measurements())
        .withTables(tables.tables())
        .withCharts(tables.charts());
  }

  private List<AuditPair> asked(Judge asked) {
    List<Comparison> there = file.pairs().stream().map(AuditPair::comparison).toList();
    List<Verdict> first = asked.judge(there);
    List<Verdict> back = asked.judge(there.stream().map(Comparison::swapped).toList());
    List<Verdict> again =
        options.asksAgain()
            ? asked.judge(there.stream().map(Comparison::again).toList())
            : List.of();
    return IntStream.range(0, there.size())
        .mapToObj(
            i -> {
              AuditPair pair = file.pairs().get(i);
              return new AuditPair(
                  pair.comparison(),
                  pair.subset(),
                  pair.people(),
                  first.get(i),
                  back.get(i).swapped(),
                  again.isEmpty() ? null : again.get(i));
            })
        .toList();
  }

  @Override
  public void close() {
    if (judge != null) {
      judge.close();
    }
  }
}
