package org.rlhf4j.workbench.store;

import com.google.gson.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.workbench.options.GoldOptions;
import org.rlhf4j.workbench.store.Person.Qualification;
import org.rlhf4j.workbench.task.BadLabelException;
import org.rlhf4j.workbench.task.Item;
import org.rlhf4j.workbench.task.Label;
import org.rlhf4j.workbench.task.LabelReader;
import org.rlhf4j.workbench.task.StrictJsonText;
import org.rlhf4j.workbench.task.TaskSetup;

/**
 * Who labels what. An item is taken by those who labelled it and those who have it open; as long as
 * fewer have taken it than labels are wanted, somebody else may get it. Items that others began
 * come first, so that overlap is complete early. An item that somebody opened and left goes back
 * after a while; if they label it all the same, their label counts.
 */
public final class Assignments {
  private static final String LIVE =
      "SELECT count(*) FROM assignment a JOIN annotator p ON p.id = a.annotator"
          + " WHERE a.item = item.id AND a.state IN ('open', 'done') AND p.retired IS NULL";

  private static final String SELECT =
      "SELECT a.id, a.item, a.answers, a.state, i.use, coalesce(l.shown, a.draft) AS shown"
          + " FROM assignment a JOIN item i ON i.id = a.item"
          + " LEFT JOIN label l ON l.assignment = a.id ";

  private final Database database;
  private final LabelStore store;
  private final TaskSetup setup;
  private final InstantSource clock;
  private final LabelReader reader;
  private final Choice choice;

  Assignments(Database database, LabelStore store, TaskSetup setup, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.setup = setup;
    this.clock = clock;
    this.reader = new LabelReader(setup.options(), setup.task());
    this.choice = new Choice(setup, clock);
  }

  /** Counts anew how many have taken items. */
  static int recount(Connection c, String items) throws SQLException {
    return Sql.of("UPDATE item SET taken = (" + LIVE + ") WHERE id IN (" + items + ")").run(c);
  }

  private AssignedItem assignment(ResultSet row) throws SQLException {
    return new AssignedItem(
        row.getLong("id"),
        store.item(row.getLong("item")),
        LabelStore.order(row.getString("answers")),
        row.getString("shown"),
        row.getString("state").equals("done"),
        row.getString("use").equals(Use.QUALIFICATION.name()));
  }

  /** What is before somebody now, or comes next; empty where there is nothing for them. */
  public Optional<AssignedItem> next(Person person) {
    if (person.retired() || person.qualification() == Qualification.FAILED) {
      return Optional.empty();
    }
    Optional<AssignedItem> open = database.read(c -> open(c, person));
    return open.isPresent() ? open : database.write(c -> choose(c, person));
  }

  private Optional<AssignedItem> open(Connection c, Person person) throws SQLException {
    return Sql.of(
            SELECT
                + "WHERE a.annotator = ? AND a.state = 'open' ORDER BY a.touched DESC, a.id DESC"
                + " LIMIT 1",
            person.id())
        .first(c, this::assignment);
  }

  private Optional<AssignedItem> choose(Connection c, Person person) throws SQLException {
    Optional<AssignedItem> open = open(c, person); // another request of theirs was quicker
    if (open.isPresent()) {
      return open;
    }
    Qualification now = qualification(c, person.id());
    if (now == Qualification.FAILED) {
      return Optional.empty();
    }
    choice.releaseLeft(c);
    Optional<Long> item = choice.item(c, person.id(), now == Qualification.OPEN);
    if (item.isEmpty()) {
      return unmarked(c, person.id(), 0);
    }
    Item chosen = store.item(item.get());
    int[] order =
        RandomStream.ofSeed(setup.options().seed())
            .child("answer-order")
            .child(person.id())
            .child(chosen.key())
            .permutation(chosen.answers().size());
    Sql.of(
            "INSERT INTO assignment (annotator, item, answers, state, opened, touched)"
                + " VALUES (?, ?, ?, 'open', ?, ?)",
            person.id(),
            item.get(),
            LabelStore.text(order),
            clock.millis(),
            clock.millis())
        .run(c);
    recount(c, item.get().toString());
    return open(c, person);
  }

  private static Qualification qualification(Connection c, long person) throws SQLException {
    return Sql.of("SELECT " + Person.COLUMNS + " FROM annotator WHERE id = ?", person)
        .first(c, Person::of)
        .map(Person::qualification)
        .orElse(Qualification.FAILED);
  }

  /** Opens the next item that somebody skipped or left, behind a given one, if it is needed. */
  private Optional<AssignedItem> unmarked(Connection c, long person, long behind)
      throws SQLException {
    Optional<Long> id =
        Sql.of(
                "SELECT a.id FROM assignment a JOIN item i ON i.id = a.item WHERE a.annotator = ?"
                    + " AND a.state IN ('skipped', 'released')"
                    + " AND (i.use <> 'WORK' OR i.taken < ?) ORDER BY a.id <= ?, a.touched, a.id"
                    + " LIMIT 1",
                person,
                setup.options().overlap(),
                behind)
            .first(c, r -> r.getLong(1));
    if (id.isEmpty()) {
      return Optional.empty();
    }
    state(c, id.get(), "open");
    return Sql.of(SELECT + "WHERE a.id = ?", id.get()).first(c, this::assignment);
  }

  private void state(Connection c, long assignment, String state) throws SQLException {
    Sql.of(
            "UPDATE assignment SET state = ?, touched = ? WHERE id = ?",
            state,
            clock.millis(),
            assignment)
        .run(c);
    recount(c, "SELECT item FROM assignment WHERE id = " + assignment);
  }

  /** Goes to the next item that somebody skipped; what is before them now is skipped then. */
  public Optional<AssignedItem> unmarked(Person person) {
    return database.write(
        c -> {
          Optional<AssignedItem> open = open(c, person);
          Optional<AssignedItem> found =
              unmarked(c, person.id(), open.map(AssignedItem::id).orElse(0L));
          if (found.isPresent() && open.isPresent()) {
            state(c, open.get().id(), "skipped");
          }
          return found.isPresent() ? found : open;
        });
  }

  /** What somebody labelled before this; empty where they labelled nothing. */
  public Optional<AssignedItem> before(Person person, long assignment) {
    return database.read(
        c ->
            Sql.of(
                    SELECT
                        + "WHERE a.annotator = ? AND a.state = 'done' AND a.id < ?"
                        + " AND (i.use = 'QUALIFICATION') = ? ORDER BY a.id DESC LIMIT 1",
                    person.id(),
                    assignment,
                    person.qualification() == Qualification.OPEN)
                .first(c, this::assignment));
  }

  /** Puts an item off. Questions of the qualification cannot be put off. */
  public void skip(Person person, long assignment) {
    database.change(
        c -> {
          AssignedItem own = own(c, person, assignment);
          if (own.qualification()) {
            throw new BadLabelException("Questions of the qualification cannot be skipped.");
          }
          if (!own.done()) {
            state(c, assignment, "skipped");
          }
        });
  }

  private AssignedItem own(Connection c, Person person, long assignment) throws SQLException {
    return Sql.of(SELECT + "WHERE a.id = ? AND a.annotator = ?", assignment, person.id())
        .first(c, this::assignment)
        .orElseThrow(() -> new BadLabelException("This is none of your items."));
  }

  /** Keeps what somebody began to say. It is no label yet. */
  public void draft(Person person, long assignment, JsonObject shown) {
    database.write(
        c -> {
          own(c, person, assignment);
          return Sql.of(
                  "UPDATE assignment SET draft = ?, touched = ? WHERE id = ?",
                  shown.toString(),
                  clock.millis(),
                  assignment)
              .run(c);
        });
  }

  /**
   * Keeps a label, the first or a changed one. The same twice is the same once.
   *
   * @param millis time it took, as the page measured it
   * @return what comes next, as {@link #next} has it; in one commit with the label
   * @throws BadLabelException if it is none, or not of their items, or they may not label
   */
  public Optional<AssignedItem> label(
      Person person, long assignment, JsonObject shown, long millis) {
    return database.write(
        c -> {
          AssignedItem own = own(c, person, assignment);
          Qualification now = qualification(c, person.id());
          if (now == Qualification.FAILED || (own.qualification() && now != Qualification.OPEN)) {
            throw new BadLabelException("The qualification is over.");
          }
          reader.read(shown, own.order());
          long time = clock.millis();
          Sql.of(
                  """
                  INSERT INTO label (assignment, shown, millis, created, changed)
                  VALUES (?, ?, ?, ?, ?)
                  ON CONFLICT (assignment) DO UPDATE SET shown = excluded.shown,
                    millis = label.millis + excluded.millis, changed = excluded.changed,
                    revisions = label.revisions + 1
                  WHERE label.shown <> excluded.shown
                  """,
                  assignment,
                  shown.toString(),
                  Math.max(0, Math.min(millis, 24 * 3600 * 1000L)),
                  time,
                  time)
              .run(c);
          state(c, assignment, "done");
          Sql.of("UPDATE assignment SET draft = NULL WHERE id = ?", assignment).run(c);
          if (own.qualification()) {
            decide(c, person.id());
          }
          return choose(c, person);
        });
  }

  /** Ends the qualification once all its questions are answered. */
  private void decide(Connection c, long person) throws SQLException {
    List<AssignedItem> answered =
        Sql.of(
                SELECT + "WHERE a.annotator = ? AND a.state = 'done' AND i.use = 'QUALIFICATION'",
                person)
            .all(c, this::assignment);
    if (answered.size() < setup.qualification().size()) {
      return;
    }
    double sum = 0;
    for (AssignedItem one : answered) {
      Label gold = one.item().gold();
      String shown = one.shown();
      if (gold != null && shown != null) {
        sum += reader.read(StrictJsonText.object(shown), one.order()).label().score(gold);
      }
    }
    double score = sum / answered.size();
    GoldOptions gold = setup.options().gold();
    boolean passed = gold == null || score >= gold.pass() - 1e-9;
    Sql.of(
            "UPDATE annotator SET qualification = ?, score = ? WHERE id = ?",
            (passed ? Qualification.PASSED : Qualification.FAILED).name(),
            score,
            person)
        .run(c);
  }

  /** How far somebody is. */
  public Standing standing(Person person) {
    return database.read(c -> choice.standing(c, person));
  }

  /** How far all items are: how many have all labels, and labels wanted and there. */
  public Progress progress() {
    int overlap = setup.options().overlap();
    return database.read(
        c ->
            Sql.of(
                    """
                    SELECT count(*), total(n >= ?), total(min(n, ?)) FROM
                      (SELECT (SELECT count(*) FROM assignment a JOIN annotator p
                          ON p.id = a.annotator AND p.retired IS NULL
                        WHERE a.item = item.id AND a.state = 'done') AS n
                       FROM item WHERE use = 'WORK')
                    """,
                    overlap,
                    overlap)
                .first(
                    c,
                    r ->
                        new Progress(
                            r.getInt(1), r.getInt(2), r.getLong(3), (long) r.getInt(1) * overlap))
                .orElseThrow());
  }

  /**
   * How far all items are.
   *
   * @param items how many there are
   * @param complete those with all labels
   * @param labels that count towards them
   * @param wanted labels in all
   */
  public record Progress(int items, int complete, long labels, long wanted) {}
}
