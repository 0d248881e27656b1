package org.rlhf4j.judges.human.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.human.Desk;

/** A file that an older workbench made. */
final class FormatTest {
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-01-01T08:00:00Z");

  private Store open() {
    Desk desk = new Desk();
    desk.annotators = List.of("Ada");
    return new Store(folder.resolve("labels.sqlite"), desk.setup(), () -> now);
  }

  private void sql(String... statements) throws Exception {
    try (Connection c =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("labels.sqlite"));
        Statement s = c.createStatement()) {
      for (String statement : statements) {
        s.execute(statement);
      }
    }
  }

  @Test
  void sessionsOfFormatOneGoOnAndEnd() throws Exception {
    String session;
    try (Store store = open()) {
      session = store.people().enter(store.people().newLink(1), "browser", "").orElseThrow();
    }
    sql(
        "ALTER TABLE annotator DROP COLUMN browser",
        "ALTER TABLE session DROP COLUMN seen",
        "UPDATE meta SET value = '1' WHERE key = 'format'");
    now = now.plus(Duration.ofMinutes(30));
    for (int i = 0; i < 2; i++) { // as it was, and as it is
      try (Store store = open()) {
        assertEquals("Ada", store.people().bySession(session).orElseThrow().name());
      }
    }
    now = now.plus(Duration.ofHours(3));
    try (Store store = open()) {
      assertTrue(store.people().bySession(session).isEmpty());
    }
  }

  /** A link of format 2 was in use already, but nobody wrote down where. */
  @Test
  void linksOfFormatTwoBelongToTheNextBrowser() throws Exception {
    String link;
    try (Store store = open()) {
      link = store.people().newLink(1);
      assertTrue(store.people().enter(link, "desk", "").isPresent());
    }
    sql(
        "ALTER TABLE annotator DROP COLUMN browser",
        "UPDATE meta SET value = '2' WHERE key = 'format'");
    try (Store store = open()) {
      assertTrue(store.people().enter(link, "phone", "").isPresent());
      assertTrue(store.people().enter(link, "desk", "").isEmpty());
      assertTrue(store.people().byLink(link, "desk").isEmpty());
      assertTrue(store.people().enter(link, "phone", "").isPresent());
    }
  }

  @Test
  void aNewerFormatIsRefused() throws Exception {
    open().close();
    sql("UPDATE meta SET value = '4' WHERE key = 'format'");
    UserException e = assertThrows(UserException.class, this::open);
    assertTrue(e.getMessage().contains("another format: 4"), e::getMessage);
  }
}
