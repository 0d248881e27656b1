package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;

/**
 * Implements {@link JudgeAuditPlugin}.
 *
 * @param judges who are asked, by the names of their rows; none where verdicts are recorded; owned
 * @param identities of the judges, in their order
 */
record JudgeAudit(
    Map<String, Judge> judges, List<String> identities, PairFile file, JudgeAuditOptions options)
    implements Evaluator {

  /** The name of all pairs among the subsets. */
  static final String ALL = "all";

  private static final String RECORDED = "recorded verdicts";

  /** It measures a file. */
  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    // both orders, and once more
    long asked = (options.asksAgain() ? 3L : 2L) * file.pairs().size() * judges.size();
    return List.of(Work.onOwn(Work.Kind.JUDGE, asked, 0));
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    Map<String, Map<String, AuditNumbers>> found = new LinkedHashMap<>();
    byJudge().forEach((judge, pairs) -> found.put(judge, bySubset(pairs)));
    AuditTables tables = new AuditTables(found, clustered(), itemsKnown());
    tables.lines().forEach(task.log()::note);
    // each row says who judged, so that rows of several audits stand in one table
    return Evaluation.of(file.basis(), tables.measurements())
        .withTables(tables.tables(identities))
        .withCharts(tables.charts());
  }

  private Map<String, List<AuditPair>> byJudge() {
    Map<String, List<AuditPair>> byJudge = new LinkedHashMap<>();
    if (!judges.isEmpty()) {
      judges.forEach((name, judge) -> byJudge.put(name, asked(judge)));
      return byJudge;
    }
    String usual = options.name().isEmpty() ? RECORDED : options.name();
    for (AuditPair pair : file.pairs()) {
      String name = pair.judge().isEmpty() ? usual : pair.judge();
      byJudge.computeIfAbsent(name, n -> new ArrayList<>()).add(pair);
    }
    return byJudge;
  }

  private static Map<String, AuditNumbers> bySubset(List<AuditPair> pairs) {
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
    return numbers;
  }

  /** Without subsets a file without texts is taken to have one row an item. */
  private boolean itemsKnown() {
    PairsOptions pairs = options.pairs();
    return pairs.knowsItems() || pairs.subset().isEmpty();
  }

  /** What is taken for an independent observation, in words. */
  private String clustered() {
    PairsOptions pairs = options.pairs();
    return !pairs.item().isEmpty()
        ? "items (known by " + String.join(" and ", pairs.item()) + ")"
        : pairs.hasTexts() ? "items (known by their texts)" : "rows";
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
            i ->
                file.pairs()
                    .get(i)
                    .judged(
                        first.get(i), back.get(i).swapped(), again.isEmpty() ? null : again.get(i)))
        .toList();
  }

  @Override
  public void close() {
    judges.values().forEach(Judge::close);
  }
}
