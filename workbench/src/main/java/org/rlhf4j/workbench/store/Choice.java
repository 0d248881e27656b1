package org.rlhf4j.workbench.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.workbench.options.GoldOptions;
import org.rlhf4j.workbench.options.WorkbenchOptions;
import org.rlhf4j.workbench.store.Person.Qualification;
import org.rlhf4j.workbench.store.Standing.Phase;
import org.rlhf4j.workbench.task.TaskSetup;

/** Which item somebody gets next, and how many there are for them. */
final class Choice {
  private static final long SWEEP_MILLIS = 10_000;
  private static final int MANY = 2000;
  private static final long COUNT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Items that still need labels, and until when this number is good enough. */
  private record Needed(long items, long until) {}

  private final TaskSetup setup;
  private final WorkbenchOptions options;
  private final InstantSource clock;
  private long swept;
  private volatile Needed needed = new Needed(0, System.nanoTime());

  Choice(TaskSetup setup, InstantSource clock) {
    this.setup = setup;
    this.options = setup.options();
    this.clock = clock;
  }

  /** Gives back what people opened long ago. */
  void releaseLeft(Connection c) throws SQLException {
    long now = clock.millis();
    if (now - swept < SWEEP_MILLIS) {
      return;
    }
    swept = now;
    long before = now - TimeUnit.MINUTES.toMillis(options.reserveMinutes());
    String left = "SELECT item FROM assignment WHERE state = 'released' AND touched < " + before;
    int released =
        Sql.of(
                "UPDATE assignment SET state = 'released' WHERE state = 'open' AND touched < ?",
                before)
            .run(c);
    if (released > 0) {
      Assignments.recount(c, left);
    }
  }

  /** The number of the next item; empty where there is none that they did not have yet. */
  Optional<Long> item(Connection c, long person, boolean qualifying) throws SQLException {
    if (qualifying) {
      return fresh(c, person, Use.QUALIFICATION);
    }
    long had =
        Sql.of(
                "SELECT count(*) FROM assignment a JOIN item i ON i.id = a.item"
                    + " WHERE a.annotator = ? AND i.use <> 'QUALIFICATION'",
                person)
            .number(c);
    boolean enough = options.perAnnotator() > 0 && had >= options.perAnnotator();
    if (enough) {
      return Optional.empty();
    }
    if (isGoldTurn(person, had)) {
      Optional<Long> gold = fresh(c, person, Use.GOLD);
      if (gold.isPresent()) {
        return gold;
      }
    }
    return Sql.of(
            """
            SELECT i.id FROM item i WHERE i.use = 'WORK' AND i.taken < ?
              AND NOT EXISTS
                (SELECT 1 FROM assignment a WHERE a.annotator = ? AND a.item = i.id)
            ORDER BY i.taken DESC, i.shuffled DESC LIMIT 1
            """,
            options.overlap(),
            person)
        .first(c, r -> r.getLong(1));
  }

  /** One item of each block of {@code every} is gold, at a place that differs. */
  private boolean isGoldTurn(long person, long had) {
    GoldOptions gold = options.gold();
    if (gold == null || gold.every() == 0) {
      return false;
    }
    long block = had / gold.every();
    double at = places().child(person).uniform(block) * gold.every();
    return had % gold.every() == (long) at;
  }

  private RandomStream places() {
    return RandomStream.ofSeed(options.seed()).child("gold-places");
  }

  /** A question that they did not have, another one first for each of them. */
  private Optional<Long> fresh(Connection c, long person, Use use) throws SQLException {
    return Sql.of(
            """
            SELECT i.id FROM item i WHERE i.use = ? AND NOT EXISTS
              (SELECT 1 FROM assignment a WHERE a.annotator = ? AND a.item = i.id)
            ORDER BY (i.shuffled * 7919 + ? * 104729) % 1009, i.id LIMIT 1
            """,
            use.name(), person, person)
        .first(c, r -> r.getLong(1));
  }

  /** What somebody has, counted in one pass. */
  private record Counts(
      int qualified, int done, int open, int unmarked, long stillNeeded, long had, long gold) {
    static Counts of(Connection c, long person, int overlap) throws SQLException {
      return Sql.of(
              """
              SELECT total(q AND done), total(NOT q AND done), total(NOT q AND state = 'open'),
                total(state IN ('skipped', 'released') AND (use <> 'WORK' OR needed)),
                total(use = 'WORK' AND needed), total(NOT q), total(use = 'GOLD')
              FROM (SELECT i.use AS use, i.use = 'QUALIFICATION' AS q, i.taken < ? AS needed,
                  a.state AS state, a.state = 'done' AS done
                FROM assignment a JOIN item i ON i.id = a.item WHERE a.annotator = ?)
              """,
              overlap,
              person)
          .first(
              c,
              r ->
                  new Counts(
                      r.getInt(1),
                      r.getInt(2),
                      r.getInt(3),
                      r.getInt(4),
                      r.getLong(5),
                      r.getLong(6),
                      r.getLong(7)))
          .orElseThrow();
    }
  }

  Standing standing(Connection c, Person person) throws SQLException {
    if (person.retired()) {
      return new Standing(Phase.RETIRED, 0, 0, 0);
    }
    if (person.qualification() == Qualification.FAILED) {
      return new Standing(Phase.FAILED, 0, 0, 0);
    }
    Counts own = Counts.of(c, person.id(), options.overlap());
    if (person.qualification() == Qualification.OPEN) {
      return new Standing(Phase.QUALIFICATION, own.qualified, setup.qualification().size(), 0);
    }
    long never = Math.max(0, needed(c) - own.stillNeeded);
    long more = never + hidden(own, never);
    if (options.perAnnotator() > 0) {
      more = Math.min(more, Math.max(0, options.perAnnotator() - own.had));
    }
    int total = (int) (own.done + own.open + own.unmarked + more);
    Phase phase = total == own.done ? Phase.FINISHED : Phase.WORK;
    return new Standing(phase, own.done, total, own.unmarked);
  }

  /** Gold questions that will come among this many items. */
  private long hidden(Counts own, long items) {
    GoldOptions gold = options.gold();
    if (gold == null || gold.every() == 0) {
      return 0;
    }
    return Math.min(setup.gold().size() - own.gold, items / (gold.every() - 1));
  }

  /** How many items still need labels; where they are many, counted at most once a second. */
  private long needed(Connection c) throws SQLException {
    Needed known = needed;
    if (setup.work().size() > MANY && System.nanoTime() - known.until < 0) {
      return known.items;
    }
    long items =
        Sql.of("SELECT count(*) FROM item WHERE use = 'WORK' AND taken < ?", options.overlap())
            .number(c);
    needed = new Needed(items, System.nanoTime() + COUNT_NANOS);
    return items;
  }
}
