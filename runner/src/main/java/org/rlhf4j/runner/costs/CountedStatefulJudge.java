package org.rlhf4j.runner.costs;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.ObjDoubleConsumer;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Stateful;

/** A judge whose verdicts depend on what it was asked before, counting. */
final class CountedStatefulJudge extends CountedJudge implements Stateful {

  CountedStatefulJudge(String name, Judge judge, ObjDoubleConsumer<String> ledger) {
    super(name, judge, ledger);
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    ((Stateful) wrapped()).writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    ((Stateful) wrapped()).readState(in);
  }
}
