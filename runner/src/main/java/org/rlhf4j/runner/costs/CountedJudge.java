package org.rlhf4j.runner.costs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.forwarding.ForwardingJudge;

/** A judge that counts what it is asked, and whose verdicts are there for each comparison. */
final class CountedJudge implements ForwardingJudge {
  private final Judge judge;
  private final String name;
  private final ObjDoubleConsumer<String> ledger;

  CountedJudge(String name, Judge judge, ObjDoubleConsumer<String> ledger) {
    this.name = name;
    this.judge = judge;
    this.ledger = ledger;
  }

  @Override
  public Judge wrapped() {
    return judge;
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    ledger.accept(Counted.JUDGED, comparisons.size());
    return checked(judge.judge(comparisons), comparisons.size());
  }

  private List<Verdict> checked(@Nullable List<Verdict> verdicts, int asked) {
    if (verdicts == null || verdicts.stream().anyMatch(Objects::isNull)) {
      throw new BadVerdictsException(name + " gave null instead of a verdict; ask its author");
    }
    if (verdicts.size() != asked) {
      throw new BadVerdictsException(
          name + " gave " + verdicts.size() + " verdicts to " + asked + " comparisons");
    }
    return verdicts;
  }

  @Override
  public Map<String, Judge> panel() {
    Map<String, Judge> panel = new LinkedHashMap<>();
    judge.panel().forEach((name, one) -> panel.put(name, Counted.judge(this.name, one, ledger)));
    return panel;
  }
}
