package org.rlhf4j.workbench.store;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.workbench.options.WorkbenchAnnotator;
import org.rlhf4j.workbench.options.WorkbenchOptions;
import org.rlhf4j.workbench.task.Item;
import org.rlhf4j.workbench.task.LabelReader;
import org.rlhf4j.workbench.task.StrictJsonText;
import org.rlhf4j.workbench.task.TaskSetup;

/** Everything that a workbench keeps: items, people, labels. */
public final class LabelStore implements AutoCloseable {
  private final Database database;
  private final TaskSetup setup;
  private final Map<Long, Item> items = new HashMap<>();
  private final Map<Long, Use> uses = new HashMap<>();
  private final InstantSource clock;
  private final People people;
  private final Assignments work;

  /**
   * Opens the file, and adds items and annotators that are new in the spec.
   *
   * @throws UserException if the labels in it belong to another task, or to items that are no
   *     longer what they were
   */
  public LabelStore(Path file, TaskSetup setup, InstantSource clock) {
    this.database = new Database(file);
    this.setup = setup;
    this.clock = clock;
    WorkbenchOptions options = setup.options();
    try {
      database.change(
          c -> {
            Schema.make(c);
            check(c, "format", Schema.FORMAT, file);
            check(c, "task", setup.shape(), file);
          });
      add(Use.WORK, setup.work(), file);
      add(Use.QUALIFICATION, setup.qualification(), file);
      add(Use.GOLD, setup.gold(), file);
      this.people =
          new People(
              database,
              clock,
              !setup.qualification().isEmpty(),
              SessionLimits.of(options.server()));
      this.work = new Assignments(database, this, setup, clock);
      List<String> there = people.all().stream().map(Person::name).toList();
      for (WorkbenchAnnotator annotator : options.annotators()) {
        if (!there.contains(annotator.name())) {
          people.add(annotator.name(), annotator.role());
        }
      }
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static void check(Connection c, String key, String value, Path file) throws SQLException {
    String kept =
        Sql.of("SELECT value FROM meta WHERE key = ?", key)
            .first(c, r -> r.getString(1))
            .orElse("");
    if (kept.isEmpty()) {
      Sql.of("INSERT INTO meta VALUES (?, ?)", key, value).run(c);
    } else if (!kept.equals(value)) {
      throw new UserException(
          "the labels in "
              + file
              + " were collected for another "
              + key
              + ": "
              + kept
              + ", but the spec now says "
              + value
              + "; give the spec another \"name\" or \"folder\"");
    }
  }

  /** Adds what is new, and refuses to change or lose what people may have labelled. */
  private void add(Use use, List<Item> all, Path file) {
    int[] shuffled =
        RandomStream.ofSeed(setup.options().seed())
            .child("item-order")
            .child(use.name())
            .permutation(all.size());
    database.change(
        c -> {
          Map<String, String> kept = new HashMap<>();
          Map<String, Long> ids = new HashMap<>();
          Sql.of("SELECT id, key, content FROM item WHERE use = ?", use.name())
              .all(
                  c,
                  r -> {
                    ids.put(r.getString(2), r.getLong(1));
                    return kept.put(r.getString(2), r.getString(3));
                  });
          for (int i = 0; i < all.size(); i++) {
            Item item = all.get(i);
            String before = kept.remove(item.key());
            if (before == null) {
              Sql.of(
                      "INSERT INTO item (use, key, content, shuffled) VALUES (?, ?, ?, ?)",
                      use.name(),
                      item.key(),
                      item.content(),
                      shuffled[i])
                  .run(c);
              ids.put(item.key(), Sql.of("SELECT last_insert_rowid()").number(c));
            } else if (!before.equals(item.content())) {
              throw changed(use, item.key(), "is another one now", file);
            }
          }
          if (!kept.isEmpty()) {
            throw changed(use, kept.keySet().iterator().next(), "is gone", file);
          }
          for (Item item : all) {
            long id = ids.getOrDefault(item.key(), 0L);
            items.put(id, item);
            uses.put(id, use);
          }
        });
  }

  private static UserException changed(Use use, String key, String how, Path file) {
    return new UserException(
        "the "
            + (use == Use.WORK ? "item" : "gold question")
            + " \""
            + key
            + "\", for which labels may stand in "
            + file
            + ", "
            + how
            + "; new items may be added, but old ones must stay; else give the spec another"
            + " \"name\" or \"folder\"");
  }

  Item item(long id) {
    Item item = items.get(id);
    if (item == null) {
      throw new IllegalStateException("no item " + id);
    }
    return item;
  }

  /** What tells the time. */
  public InstantSource clock() {
    return clock;
  }

  /** What is asked. */
  public TaskSetup setup() {
    return setup;
  }

  /** Who labels. */
  public People people() {
    return people;
  }

  /** Who labels what. */
  public Assignments work() {
    return work;
  }

  /** All labels, those of retired annotators too, by item and annotator. */
  public List<Given> given() {
    LabelReader reader = new LabelReader(setup.options(), setup.task());
    Map<Long, Person> byId = new HashMap<>();
    people.all().forEach(p -> byId.put(p.id(), p));
    return database.read(
        c ->
            Sql.of(
                    """
                    SELECT a.annotator, a.item, a.answers, l.shown, l.millis, l.changed
                    FROM label l JOIN assignment a ON a.id = l.assignment
                    ORDER BY a.item, a.annotator
                    """)
                .all(
                    c,
                    r -> {
                      long item = r.getLong(2);
                      int[] order = order(r.getString(3));
                      JsonObject shown = StrictJsonText.object(r.getString(4));
                      Person person = byId.get(r.getLong(1));
                      if (person == null) {
                        throw new IllegalStateException("no annotator " + r.getLong(1));
                      }
                      return new Given(
                          person,
                          item(item),
                          item,
                          uses.getOrDefault(item, Use.WORK),
                          order,
                          reader.read(shown, order),
                          r.getLong(5),
                          r.getLong(6));
                    }));
  }

  /** A number that changes whenever a label or an annotator does. */
  public String state() {
    return database.read(
        c ->
            Sql.of(
                    """
                    SELECT (SELECT count(*) || '/' || total(revisions) || '/' || total(changed)
                            FROM label)
                      || '/' || (SELECT count(*) || '/' || total(retired) || total(length(groups))
                            FROM annotator)
                      || '/' || (SELECT count(*) FROM verdict)
                    """)
                .first(c, r -> r.getString(1))
                .orElse(""));
  }

  /** What the judge said so far: by item and pair, the probability that the first is better. */
  public Map<PairKey, Double> verdicts() {
    Map<PairKey, Double> verdicts = new HashMap<>();
    database.read(
        c ->
            Sql.of("SELECT item, first, second, preference FROM verdict")
                .all(
                    c,
                    r -> {
                      PairKey key = new PairKey(r.getLong(1), r.getInt(2), r.getInt(3));
                      double preference = r.getDouble(4);
                      return verdicts.put(key, r.wasNull() ? Double.NaN : preference);
                    }));
    return verdicts;
  }

  /** Keeps what the judge said; NaN for a verdict that nobody could read. */
  public void keepVerdicts(Map<PairKey, Double> verdicts) {
    database.change(
        c -> {
          for (Map.Entry<PairKey, Double> entry : verdicts.entrySet()) {
            PairKey key = entry.getKey();
            double preference = entry.getValue();
            Sql.of(
                    "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?)",
                    key.item(),
                    key.first(),
                    key.second(),
                    Double.isNaN(preference) ? null : preference)
                .run(c);
          }
        });
  }

  /** The items of a use with their numbers, in the order in which they were added. */
  public Map<Long, Item> items(Use use) {
    Map<Long, Item> found = new TreeMap<>();
    items.forEach(
        (id, item) -> {
          if (uses.get(id) == use) {
            found.put(id, item);
          }
        });
    return found;
  }

  static String text(int[] order) {
    return String.join(",", Arrays.stream(order).mapToObj(Integer::toString).toList());
  }

  static int[] order(String text) {
    return text.isEmpty()
        ? new int[0]
        : Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  @Override
  public void close() {
    database.close();
  }
}
