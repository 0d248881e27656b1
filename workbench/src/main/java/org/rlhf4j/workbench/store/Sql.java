package org.rlhf4j.workbench.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements with their values. */
record Sql(String text, @Nullable Object... values) {

  /** Makes something of a row. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  static Sql of(String text, @Nullable Object... values) {
    return new Sql(text, values);
  }

  /** Changes rows and returns how many. */
  int run(Connection connection) throws SQLException {
    try (PreparedStatement statement = prepared(connection)) {
      return statement.executeUpdate();
    }
  }

  /** All rows. */
  <T> List<T> all(Connection connection, Row<T> row) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = prepared(connection);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        rows.add(row.of(found));
      }
    }
    return rows;
  }

  /** The first row. */
  <T> Optional<T> first(Connection connection, Row<T> row) throws SQLException {
    try (PreparedStatement statement = prepared(connection);
        ResultSet found = statement.executeQuery()) {
      return found.next() ? Optional.of(row.of(found)) : Optional.empty();
    }
  }

  /** The number in the only column of the only row. */
  long number(Connection connection) throws SQLException {
    return first(connection, r -> r.getLong(1)).orElse(0L);
  }

  private PreparedStatement prepared(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
