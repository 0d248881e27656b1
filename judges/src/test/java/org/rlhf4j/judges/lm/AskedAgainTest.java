package org.rlhf4j.judges.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.testkit.RecordingLog;

/** A judge that is asked the same once more on purpose, although its answers are kept. */
final class AskedAgainTest {

  @TempDir Path folder;

  private List<Label> ask(EndpointServer server, List<Comparison> comparisons) {
    LmJudgeOptions options = Judging.options(Judging.endpoint(server.url()), "pairwise-v1");
    try (Judge judge = Judging.judge(options, Judging.context(folder, new RecordingLog()))) {
      return judge.judge(comparisons).stream().map(Verdict::label).toList();
    }
  }

  /** Greedy requests are the same, letter by letter, and still a model may change its mind. */
  @Test
  void aGreedyModelThatChangesItsMindIsFoundOut() {
    AtomicInteger calls = new AtomicInteger();
    try (EndpointServer server =
        EndpointServer.saying(q -> calls.incrementAndGet() == 1 ? "[[A]]" : "[[B]]")) {
      Comparison once = Judging.comparison(0);
      Comparison again = once.again();
      assertEquals(List.of(Label.FIRST), ask(server, List.of(once)));
      assertEquals(List.of(Label.SECOND), ask(server, List.of(again)));
      assertEquals(server.calls().get(0).body(), server.calls().get(1).body());
      // both are kept, so that a run that goes on pays for neither
      assertEquals(List.of(Label.FIRST, Label.SECOND), ask(server, List.of(once, again)));
      assertEquals(2, server.calls().size());
      assertEquals(List.of(Label.SECOND), ask(server, List.of(again.again())));
      assertEquals(3, server.calls().size());
    }
  }
}
