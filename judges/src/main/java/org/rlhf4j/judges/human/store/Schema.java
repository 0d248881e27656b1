package org.rlhf4j.judges.human.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables. Times are milliseconds since 1970. Tokens are kept as SHA-256, never as they are. */
final class Schema {
  /** Changes with the tables. */
  static final String FORMAT = "3";

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
          """
          CREATE TABLE annotator (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
            token BLOB UNIQUE, browser BLOB, created INTEGER NOT NULL,
            qualification TEXT NOT NULL, score REAL, retired INTEGER, groups TEXT)
          """,
          """
          CREATE TABLE session (
            hash BLOB PRIMARY KEY, annotator INTEGER NOT NULL REFERENCES annotator(id),
            created INTEGER NOT NULL, seen INTEGER NOT NULL)
          """,
          """
          CREATE TABLE item (
            id INTEGER PRIMARY KEY, use TEXT NOT NULL, key TEXT NOT NULL,
            shuffled INTEGER NOT NULL, taken INTEGER NOT NULL DEFAULT 0,
            content TEXT NOT NULL, -- last, because it is long
            UNIQUE (use, key))
          """,
          "CREATE INDEX item_order ON item (use, taken, shuffled)",
          """
          CREATE TABLE assignment (
            id INTEGER PRIMARY KEY, annotator INTEGER NOT NULL REFERENCES annotator(id),
            item INTEGER NOT NULL REFERENCES item(id), answers TEXT NOT NULL, state TEXT NOT NULL,
            opened INTEGER NOT NULL, touched INTEGER NOT NULL, draft TEXT,
            UNIQUE (annotator, item))
          """,
          "CREATE INDEX assignment_item ON assignment (item)",
          "CREATE INDEX assignment_open ON assignment (touched) WHERE state = 'open'",
          """
          CREATE TABLE label (
            assignment INTEGER PRIMARY KEY REFERENCES assignment(id), shown TEXT NOT NULL,
            millis INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL,
            revisions INTEGER NOT NULL DEFAULT 0)
          """,
          """
          CREATE TABLE verdict (
            item INTEGER NOT NULL REFERENCES item(id), first INTEGER NOT NULL,
            second INTEGER NOT NULL, preference REAL, PRIMARY KEY (item, first, second))
          """);

  private Schema() {}

  /** Makes the tables where there are none, and brings those of older formats up to this one. */
  static void make(Connection connection) throws SQLException {
    boolean there =
        Sql.of("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").number(connection) > 0;
    if (!there) {
      for (String table : TABLES) {
        Sql.of(table).run(connection);
      }
      Sql.of("INSERT INTO meta VALUES ('format', ?)", FORMAT).run(connection);
      return;
    }
    // sessions knew no last request, and so no end
    bringUp(
        connection,
        "1",
        "2",
        "ALTER TABLE session ADD COLUMN seen INTEGER NOT NULL DEFAULT 0",
        "UPDATE session SET seen = created");
    // a link worked in every browser; one of before belongs to the next in which it is used
    bringUp(connection, "2", "3", "ALTER TABLE annotator ADD COLUMN browser BLOB");
  }

  /** From one format to the next; does nothing to any other. */
  private static void bringUp(Connection connection, String from, String to, String... statements)
      throws SQLException {
    boolean old =
        Sql.of("SELECT count(*) FROM meta WHERE key = 'format' AND value = ?", from)
                .number(connection)
            > 0;
    if (old) {
      for (String statement : statements) {
        Sql.of(statement).run(connection);
      }
      Sql.of("UPDATE meta SET value = ? WHERE key = 'format'", to).run(connection);
    }
  }
}
