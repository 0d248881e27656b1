package org.rlhf4j.judges.human.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.judges.human.GoldOptions;
import org.rlhf4j.judges.human.WorkbenchOptions;
import org.rlhf4j.judges.human.store.Person.Qualification;
import org.rlhf4j.judges.human.store.Standing.Phase;
import org.rlhf4j.judges.human.task.TaskSetup;

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
      Work.recount(c, left);
    }
  }

  /** The number of the next item; empty where there is none that they did not have yet. */
  Optional<Long> item(Connection c, long person, boolean qualifying) throws SQLException {
    if (qualifying) {
      return fresh(c, person, Use.QUALIFICATION);
    }
    long had = had(c, person, "i.use IN ('WORK', 'GOLD')");
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

  private static long had(Connection c, long person, String which) throws SQLException {
    return Sql.of(
            "SELECT count(*) FROM assignment a JOIN item i ON i.id = a.item WHERE a.annotator = ?"
                + " AND "
                + which,
            person)
        .number(c);
  }

  Standing standing(Connection c, Person person) throws SQLException {
    if (person.retired()) {
      return new Standing(Phase.RETIRED, 0, 0, 0);
    }
    if (person.qualification() == Qualification.FAILED) {
      return new Standing(Phase.FAILED, 0, 0, 0);
    }
    if (person.qualification() == Qualification.OPEN) {
      int done = (int) had(c, person.id(), "i.use = 'QUALIFICATION' AND a.state = 'done'");
      return new Standing(Phase.QUALIFICATION, done, setup.qualification().size(), 0);
    }
    int overlap = options.overlap();
    int done = (int) had(c, person.id(), "i.use <> 'QUALIFICATION' AND a.state = 'done'");
    int open = (int) had(c, person.id(), "a.state = 'open'");
    String left = "a.state IN ('skipped', 'released') AND (i.use <> 'WORK' OR i.taken < " + overlap;
    int unmarked = (int) had(c, person.id(), left + ")");
    long never =
        Math.max(0, needed(c) - had(c, person.id(), "i.use = 'WORK' AND i.taken < " + overlap));
    long more = never + hidden(c, person.id(), never);
    if (options.perAnnotator() > 0) {
      long had = had(c, person.id(), "i.use <> 'QUALIFICATION'");
      more = Math.min(more, Math.max(0, options.perAnnotator() - had));
    }
    int total = (int) (done + open + unmarked + more);
    return new Standing(total == done ? Phase.FINISHED : Phase.WORK, done, total, unmarked);
  }

  /** Gold questions that will come among this many items. */
  private long hidden(Connection c, long person, long items) throws SQLException {
    GoldOptions gold = options.gold();
    if (gold == null || gold.every() == 0) {
      return 0;
    }
    long unseen = setup.gold().size() - had(c, person, "i.use = 'GOLD'");
    return Math.min(unseen, items / (gold.every() - 1));
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
