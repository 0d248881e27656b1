package org.rlhf4j.judges.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.UserException;

/**
 * Texts by key, in an SQLite file that outlives the process. What was put is on the disk when
 * {@link #put} returns, and survives a kill and a power cut. Any number of processes and of parts
 * of one process share the file, and see at once what the others put; the first text of a key
 * counts.
 */
public final class AnswerStore implements AutoCloseable {

  private static final String FILE = "answers.sqlite";

  /** How long one writer waits for another, in milliseconds. */
  private static final int PATIENCE = 60_000;

  private static final List<String> BEGINNING =
      List.of(
          "PRAGMA busy_timeout=" + PATIENCE,
          "PRAGMA journal_mode=WAL",
          "PRAGMA synchronous=FULL",
          // keys are digests and lie anywhere in their index, which stays small beside the texts
          "CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, text TEXT NOT NULL)",
          "CREATE TABLE IF NOT EXISTS log_file (name TEXT PRIMARY KEY)");

  private final Path folder;
  private final Connection connection;

  private AnswerStore(Path folder, Connection connection) {
    this.folder = folder;
    this.connection = connection;
  }

  /**
   * Opens the store of a folder; makes both if they are not there. Logs that an older version left
   * in the folder are taken in.
   *
   * @throws UserException if the folder cannot be read and written
   */
  public static AnswerStore open(Path folder) {
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new UserException(folder + ": nothing can be written there; name another folder");
      }
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(FILE));
      try {
        AnswerStore store = new AnswerStore(folder, connection);
        for (String statement : BEGINNING) {
          store.execute(statement);
        }
        store.takeIn(AnswerLogs.in(folder));
        return store;
      } catch (SQLException | IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (FileAlreadyExistsException e) {
      throw new UserException(folder + " is a file; name a folder", e);
    } catch (IOException | SQLException e) {
      throw new UserException(folder + ": cannot be used: " + UserException.reason(e), e);
    }
  }

  private void takeIn(List<Path> logs) throws SQLException, IOException {
    for (Path log : logs) {
      String name = log.getFileName().toString();
      if (first("SELECT name FROM log_file WHERE name = ?", name).isEmpty()) {
        Map<String, String> texts = AnswerLogs.read(log);
        together(
            () -> {
              insert(texts);
              update("INSERT OR IGNORE INTO log_file VALUES (?)", name);
            });
      }
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Texts that it holds. */
  public synchronized int size() {
    try {
      return Integer.parseInt(first("SELECT count(*) FROM answer").orElseThrow());
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /** The text of a key, if there is one. */
  public synchronized Optional<String> get(String key) {
    try {
      return first("SELECT text FROM answer WHERE key = ?", key);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /** Keeps a text, unless there is one of that key. */
  public void put(String key, String text) {
    put(Map.of(key, text));
  }

  /**
   * Keeps several texts, all of them or none.
   *
   * @param texts by key; where there is a text of a key already, that one stays
   */
  public synchronized void put(Map<String, String> texts) {
    try {
      together(() -> insert(texts));
    } catch (SQLException e) {
      throw new UserException(
          folder + ": nothing can be written there: " + UserException.reason(e), e);
    }
  }

  private void insert(Map<String, String> texts) throws SQLException {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      update("INSERT OR IGNORE INTO answer VALUES (?, ?)", text.getKey(), text.getValue());
    }
  }

  /** Something to change. */
  @FunctionalInterface
  private interface Change {
    void run() throws SQLException;
  }

  private void together(Change change) throws SQLException {
    execute("BEGIN IMMEDIATE");
    try {
      change.run();
      execute("COMMIT");
    } catch (SQLException | RuntimeException e) {
      try {
        execute("ROLLBACK");
      } catch (SQLException again) {
        e.addSuppressed(again); // a full disk has rolled it back already
      }
      throw e;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void update(String sql, String... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.executeUpdate();
    }
  }

  private Optional<String> first(String sql, String... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    }
  }

  private PreparedStatement prepared(String sql, String... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setString(i + 1, values[i]);
    }
    return statement;
  }

  private UserException unreadable(SQLException e) {
    return new UserException(
        folder.resolve(FILE)
            + " cannot be read: "
            + UserException.reason(e)
            + "; name another folder",
        e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(folder.resolve(FILE) + " cannot be closed", e);
    }
  }
}
