package org.rlhf4j.judges.wrapped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;
import org.rlhf4j.judges.lm.Judging;
import org.rlhf4j.testkit.RecordingLog;

final class CachedTest {

  private static final Verdict SAID =
      new Verdict(1 / 3.0, Label.SECOND, "a\nb \u2028 \"", "raw\u0000", new Cost(2, 3, 4, .1, .7));

  @TempDir Path folder;
  private final List<RecordingLog> logs = new ArrayList<>();

  private Judge cached(Scripted judge, int batch) {
    RecordingLog log = new RecordingLog();
    logs.add(log);
    return new CachedPlugin()
        .create(new CachedOptions(judge.part(), "cache", batch), Judging.context(folder, log));
  }

  @Test
  void verdictsComeBackAsTheyWereInALaterRun() {
    Scripted first = new Scripted(c -> SAID);
    Scripted second = new Scripted(c -> Verdict.of(1));
    try (Judge judge = cached(first, 256)) {
      assertEquals(List.of(SAID, SAID), judge.judge(Judging.comparisons(2)));
    }
    assertTrue(first.isClosed());
    try (Judge judge = cached(second, 256)) {
      assertEquals(List.of(SAID, SAID, Verdict.of(1)), judge.judge(Judging.comparisons(3)));
    }
    assertEquals(1, second.asked().size());
    List<String> notes = logs.get(1).notes();
    assertTrue(notes.get(0).startsWith("2 of 3 verdicts were in"), notes::toString);
  }

  @Test
  void whatIsAskedAgainOnPurposeIsAskedAgain() {
    Scripted inner = new Scripted(c -> Verdict.of(c.repetition() == 0 ? 1 : 0));
    Comparison c = Judging.comparison(0);
    for (int run = 0; run < 2; run++) {
      try (Judge judge = cached(inner, 256)) {
        assertEquals(
            List.of(Label.FIRST, Label.SECOND),
            judge.judge(List.of(c, c.again())).stream().map(Verdict::label).toList());
      }
    }
    assertEquals(2, inner.asked().size());
  }

  @Test
  void idsDoNotCountAndEverythingElseDoes() {
    Scripted inner = new Scripted(c -> Verdict.of(1));
    Comparison c = Judging.comparison(0);
    Prompt p = c.prompt();
    Answer other = Answer.ofText("other");
    List<Comparison> different =
        List.of(
            c,
            c.swapped(),
            new Comparison("x", new Prompt("p", "?", p.reference()), c.first(), c.second()),
            new Comparison("x", new Prompt("p", p.text()), c.first(), c.second()),
            new Comparison("x", new Prompt("p", p.text(), ""), c.first(), c.second()),
            new Comparison("x", p, other, c.second()),
            new Comparison("x", p, c.first(), other),
            new Comparison("x", p, c.first(), c.second(), "rubric", Map.of()),
            new Comparison("x", p, c.first(), c.second(), "", Map.of()));
    Comparison same =
        new Comparison(
            "y",
            new Prompt("q", p.text(), p.reference()),
            new Answer(c.first().text(), new int[] {1}),
            c.second(),
            null,
            Map.of("subset", "1"));
    try (Judge judge = cached(inner, 256)) {
      judge.judge(different);
      assertEquals(different.size(), inner.asked().size());
      judge.judge(List.of(same));
      assertEquals(different.size(), inner.asked().size());
    }
  }

  @Test
  void filesThatAJudgeReadsAreAPartOfItsIdentity() {
    for (String file : List.of("one", "other", "one")) {
      try (Judge judge = cached(new Scripted(c -> Verdict.of(1), file), 256)) {
        judge.judge(Judging.comparisons(1));
      }
    }
    assertEquals(
        List.of("0 of 1", "0 of 1", "1 of 1"),
        logs.stream().map(log -> log.notes().get(0).substring(0, 6)).toList());
  }

  @Test
  void whatWasJudgedBeforeAFailureIsKept() {
    Scripted failing =
        new Scripted(
            c -> {
              if (c.id().equals("c5")) {
                throw new UserException("the budget is spent");
              }
              return Verdict.of(1);
            });
    try (Judge judge = cached(failing, 2)) {
      assertThrows(UserException.class, () -> judge.judge(Judging.comparisons(8)));
    }
    Scripted again = new Scripted(c -> Verdict.of(0));
    try (Judge judge = cached(again, 2)) {
      assertEquals(Label.FIRST, judge.judge(Judging.comparisons(8)).get(3).label());
    }
    assertEquals(
        List.of("c4", "c5", "c6", "c7"), again.asked().stream().map(Comparison::id).toList());
  }

  @Test
  void aJudgeThatGaveNoAnswerIsAskedAgainAndOneThatGaveABadOneIsNot() {
    Verdict silent = new Verdict(0.5, Label.UNPARSED, "nobody answered");
    Verdict bad = new Verdict(0.5, Label.UNPARSED, "", "banana", Cost.NONE);
    Scripted inner = new Scripted(c -> c.id().equals("c0") ? silent : bad);
    for (int i = 0; i < 2; i++) {
      try (Judge judge = cached(inner, 256)) {
        assertEquals(List.of(silent, bad), judge.judge(Judging.comparisons(2)));
      }
    }
    assertEquals(List.of("c0", "c1", "c0"), inner.asked().stream().map(Comparison::id).toList());
  }

  @Test
  void twoJudgesOfOneProcessShareAFolder() {
    Scripted one = new Scripted(c -> Verdict.of(1));
    Scripted other = new Scripted(c -> Verdict.of(1));
    try (Judge a = cached(one, 256);
        Judge b = cached(other, 256)) {
      a.judge(Judging.comparisons(3));
      b.judge(Judging.comparisons(5));
      a.judge(Judging.comparisons(5));
    }
    assertEquals(3, one.asked().size());
    assertEquals(2, other.asked().size());
  }

  @Test
  void theSameComparisonTwiceIsAskedOnce() {
    Scripted inner = new Scripted(c -> Verdict.of(1));
    try (Judge judge = cached(inner, 1)) {
      judge.judge(List.of(Judging.comparison(1), Judging.comparison(1)));
    }
    assertEquals(1, inner.asked().size());
  }
}
