package org.rlhf4j.judges.lm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.judges.lm.endpoint.BudgetOptions;
import org.rlhf4j.judges.lm.endpoint.RetryOptions;
import org.rlhf4j.testkit.RecordingLog;

/** Several judges of one start of the program. */
final class SharedBudgetTest {

  @TempDir Path folder;

  private static Judge judge(
      EndpointServer server, BudgetOptions budget, String template, PluginContext context) {
    var endpoint = Judging.endpoint(server.url(), 4, new RetryOptions(3, 0.01, 5, 0), budget);
    return Judging.judge(Judging.options(endpoint, template), context);
  }

  @Test
  void oneBudgetForAll() {
    PluginContext context = Judging.context(folder, new RecordingLog());
    BudgetOptions seven = new BudgetOptions(7, 0, 0, 0);
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      try (Judge feedback = judge(server, seven, "pairwise-v1", context)) {
        feedback.judge(Judging.comparisons(5));
      }
      RecordingLog log = new RecordingLog();
      Mockito.when(context.log()).thenReturn(log);
      try (Judge evaluator = judge(server, seven, "reasoned-pairwise-v1", context)) {
        UserException e =
            assertThrows(UserException.class, () -> evaluator.judge(Judging.comparisons(5)));
        assertTrue(e.getMessage().startsWith("the budget is spent: all 7 requests"));
        assertTrue(e.getMessage().contains(folder.resolve("store").toString()), e::getMessage);
      }
      assertEquals(7, server.calls().size());
      // its own calls, and not those of the other
      assertTrue(
          log.notes().stream().anyMatch(n -> n.contains("; 2 requests")), log.notes()::toString);
      // another limit is another budget
      try (Judge other = judge(server, new BudgetOptions(9, 0, 0, 0), "pairwise-v1", context)) {
        other.judge(Judging.comparisons(9));
      }
      assertEquals(7 + 4, server.calls().size(), "five of them are in the store");
    }
  }

  private static String stopped(EndpointServer.Behaviour behaviour, Path folder) {
    PluginContext context = Judging.context(folder, new RecordingLog());
    try (EndpointServer server = new EndpointServer(behaviour)) {
      var endpoint =
          Judging.endpoint(
              server.url(), 8, new RetryOptions(3, 0.01, 5, 0), new BudgetOptions(4, 0, 0, 0));
      try (Judge judge = Judging.judge(Judging.options(endpoint, "pairwise-v1"), context)) {
        return assertThrows(UserException.class, () -> judge.judge(Judging.comparisons(20)))
            .getMessage();
      }
    }
  }

  @Test
  void aRefusedKeyIsTheReasonAndNotTheBudget() {
    String message = stopped(call -> call.send(401, "text/plain", "bad key"), folder);
    assertTrue(message.contains("HTTP status 401: bad key\n  It does not take the key"), message);
    assertFalse(message.contains("budget"), message);
  }

  @Test
  void aBudgetThatIsSpentOnFailuresSaysSo() {
    String failing = stopped(call -> call.send(500, "text/plain", "no memory"), folder);
    assertTrue(
        failing.startsWith(
            "the budget is spent: all 4 requests were sent; 4 of 4 failed, the last with: HTTP"
                + " status 500: no memory. All answers"),
        failing);
    String page = stopped(call -> call.send(200, "text/html", "<html>Log in"), folder);
    assertTrue(
        page.contains(
            "4 of 4 failed, the last with: what came is no chat completion: <html>Log in."),
        page);
  }

  @Test
  void moneyIsSharedToo() {
    PluginContext context = Judging.context(folder, new RecordingLog());
    try (EndpointServer server = EndpointServer.saying(q -> "[[A]]")) {
      // 0.002 an answer, as the endpoint counts them; other prices spend from the same purse
      try (Judge one = judge(server, new BudgetOptions(0, 0.02, 10, 100), "pairwise-v1", context);
          Judge two = judge(server, new BudgetOptions(0, 0.02, 20, 200), "ranking-v1", context)) {
        assertThrows(UserException.class, () -> one.judge(Judging.comparisons(20)));
        int before = server.calls().size();
        assertThrows(UserException.class, () -> two.judge(Judging.comparisons(1)));
        assertEquals(before, server.calls().size());
      }
    }
  }
}
