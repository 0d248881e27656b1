package org.rlhf4j.runner.costs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;

/** A judge that counts what it is asked. */
class CountedJudge implements Judge {
  final Judge judge;
  private final ObjDoubleConsumer<String> ledger;

  CountedJudge(Judge judge, ObjDoubleConsumer<String> ledger) {
    this.judge = judge;
    this.ledger = ledger;
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    ledger.accept(Counted.JUDGED, comparisons.size());
    return judge.judge(comparisons);
  }

  @Override
  public Map<String, Judge> panel() {
    Map<String, Judge> panel = new LinkedHashMap<>();
    judge.panel().forEach((name, one) -> panel.put(name, Counted.judge(one, ledger)));
    return panel;
  }

  @Override
  public boolean changesWhileJudging() {
    return judge.changesWhileJudging();
  }

  @Override
  public String fingerprint() {
    return judge.fingerprint();
  }

  @Override
  public void close() {
    judge.close();
  }
}
