package org.rlhf4j.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/** Runs contracts as JUnit does, and tells which rules failed. */
final class Kit {

  private Kit() {}

  /** What failed, by rule, with its message; and how many rules passed or were left out. */
  record Outcome(Map<String, String> failed, List<String> passed, List<String> leftOut) {}

  /** Runs a class that implements a contract. */
  static Outcome run(Class<?> test) {
    Events events =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute().testEvents();
    Map<String, String> failed = new TreeMap<>();
    List<String> passed = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Event event : events.filter(e -> e.getType() == EventType.FINISHED).toList()) {
      TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
      String name = event.getTestDescriptor().getDisplayName();
      String rule = name.substring(0, Math.max(0, name.indexOf(':')));
      switch (result.getStatus()) {
        case SUCCESSFUL -> passed.add(rule);
        case ABORTED -> leftOut.add(rule);
        case FAILED -> {
          String message = String.valueOf(result.getThrowable().orElseThrow().getMessage());
          assertTrue(message.startsWith(name + "\nseen: "), message);
          assertTrue(message.contains("\nlikely cause"), message);
          failed.put(rule, message);
        }
      }
    }
    return new Outcome(failed, passed, leftOut);
  }

  /** A broken thing and the rule that must fail, alone. */
  record Broken(String rule, String what, Runnable setUp) {}

  static Stream<DynamicTest> eachFailsItsRuleAlone(Class<?> test, List<Broken> broken) {
    return broken.stream()
        .map(
            b ->
                DynamicTest.dynamicTest(
                    b.rule() + " finds " + b.what(),
                    () -> {
                      b.setUp().run();
                      Map<String, String> failed = run(test).failed();
                      assertEquals(
                          new TreeSet<>(List.of(b.rule())),
                          new TreeSet<>(failed.keySet()),
                          () -> String.join("\n\n", failed.values()));
                    }));
  }

  /** A right thing passes whatever applies to it. */
  static Outcome assertPasses(Class<?> test) {
    Outcome outcome = run(test);
    assertTrue(outcome.failed().isEmpty(), () -> String.join("\n\n", outcome.failed().values()));
    assertTrue(outcome.passed().size() >= 6, outcome::toString);
    return outcome;
  }

  /**
   * Nobody adds a rule without something that breaks it.
   *
   * @param letters with which the numbers of the rules begin
   */
  static void assertEveryRuleIsBroken(Class<?> contract, String letters, List<Broken> broken) {
    TreeSet<String> rules = new TreeSet<>();
    for (Method method : contract.getMethods()) {
      DisplayName name = method.getAnnotation(DisplayName.class);
      if (name != null && name.value().matches(letters + "[0-9].*")) {
        assertTrue(name.value().matches("[A-Z]+[0-9]+: .{10,90}"), name.value());
        assertTrue(rules.add(name.value().substring(0, name.value().indexOf(':'))), name.value());
      }
    }
    assertTrue(rules.size() >= 9, rules::toString);
    TreeSet<String> found = new TreeSet<>();
    broken.forEach(b -> found.add(b.rule()));
    assertEquals(rules, found);
  }
}
