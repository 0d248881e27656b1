package org.rlhf4j.judges.human.store;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.human.AnnotatorOptions.Role;
import org.rlhf4j.judges.human.store.Person.Qualification;

/** Who labels, and how they are known again. */
public final class People {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final InstantSource clock;
  private final boolean qualification;
  private final SessionLimits limits;

  /**
   * The people in a database.
   *
   * @param qualification whether crowd annotators have to qualify
   * @param limits how long sessions last
   */
  People(Database database, InstantSource clock, boolean qualification, SessionLimits limits) {
    this.database = database;
    this.clock = clock;
    this.qualification = qualification;
    this.limits = limits;
  }

  /** A new secret of 256 bits, as it stands in links and cookies. */
  public static String secret() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What is kept of a secret. It is random, so that no salt is needed. */
  public static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Adds somebody.
   *
   * @throws UserException if there is somebody of this name
   */
  public long add(String name, Role role) {
    return database.write(
        c -> {
          if (Sql.of("SELECT count(*) FROM annotator WHERE name = ?", name).number(c) > 0) {
            throw new UserException("there is an annotator \"" + name + "\" already");
          }
          boolean open = qualification && role == Role.CROWD;
          Sql.of(
                  "INSERT INTO annotator (name, role, created, qualification) VALUES (?, ?, ?, ?)",
                  name,
                  role.name(),
                  clock.millis(),
                  (open ? Qualification.OPEN : Qualification.PASSED).name())
              .run(c);
          return Sql.of("SELECT last_insert_rowid()").number(c);
        });
  }

  /**
   * Gives somebody a new way in, which the first browser that uses it keeps for itself; the old one
   * and whoever came by it are shut out.
   *
   * @return the secret, which is kept nowhere
   */
  public String newLink(long id) {
    String secret = secret();
    database.write(
        c -> {
          Sql.of("DELETE FROM session WHERE annotator = ?", id).run(c);
          return Sql.of(
                  "UPDATE annotator SET token = ?, browser = NULL WHERE id = ?", hash(secret), id)
              .run(c);
        });
    return secret;
  }

  /**
   * Whose link it is; empty where it is nobody's, or was used in another browser. Nothing changes
   * by asking.
   *
   * @param browser the secret by which the browser is known
   */
  public Optional<Person> byLink(String token, String browser) {
    return database.read(
        c ->
            Sql.of(
                    "SELECT "
                        + Person.COLUMNS
                        + " FROM annotator WHERE token = ? AND (browser IS NULL OR browser = ?)",
                    hash(token),
                    hash(browser))
                .first(c, Person::of));
  }

  /**
   * Begins a session with the secret of a link; empty as for {@link #byLink}. From now on the link
   * works in this browser alone. The session that the browser had before ends, and what is left of
   * sessions that ran out goes.
   */
  public Optional<String> enter(String token, String browser, String before) {
    return byLink(token, browser).flatMap(person -> enter(person, browser, before));
  }

  private Optional<String> enter(Person person, String browser, String before) {
    String session = secret();
    long now = clock.millis();
    boolean entered =
        database.write(
            c -> {
              boolean first =
                  Sql.of(
                              "UPDATE annotator SET browser = ?1"
                                  + " WHERE id = ?2 AND (browser IS NULL OR browser = ?1)",
                              hash(browser),
                              person.id())
                          .run(c)
                      > 0;
              if (!first) {
                return false; // another browser was quicker
              }
              Sql.of(
                      "DELETE FROM session WHERE hash = ? OR created <= ? OR seen <= ?",
                      hash(before),
                      now - limits.most().toMillis(),
                      now - limits.idle().toMillis())
                  .run(c);
              Sql.of(
                      "INSERT INTO session (hash, annotator, created, seen) VALUES (?, ?, ?, ?)",
                      hash(session),
                      person.id(),
                      now,
                      now)
                  .run(c);
              return true;
            });
    return entered ? Optional.of(session) : Optional.empty();
  }

  /** Ends a session. */
  public void leave(String session) {
    database.write(c -> Sql.of("DELETE FROM session WHERE hash = ?", hash(session)).run(c));
  }

  /** A row of the table of sessions. */
  private record Session(long annotator, long created, long seen) {}

  /** Whose session it is; empty where it is nobody's or has ended. */
  public Optional<Person> bySession(String session) {
    byte[] hash = hash(session);
    Optional<Session> kept =
        database.read(
            c ->
                Sql.of("SELECT annotator, created, seen FROM session WHERE hash = ?", hash)
                    .first(c, r -> new Session(r.getLong(1), r.getLong(2), r.getLong(3))));
    long now = clock.millis();
    if (kept.isEmpty() || !limits.alive(kept.get().created(), kept.get().seen(), now)) {
      return Optional.empty();
    }
    if (now - kept.get().seen() > limits.step()) {
      database.write(c -> Sql.of("UPDATE session SET seen = ? WHERE hash = ?", now, hash).run(c));
    }
    return Optional.of(get(kept.get().annotator()));
  }

  /**
   * Somebody as they are now.
   *
   * @throws UserException if there is nobody of this number
   */
  public Person get(long id) {
    return database
        .read(
            c ->
                Sql.of("SELECT " + Person.COLUMNS + " FROM annotator WHERE id = ?", id)
                    .first(c, Person::of))
        .orElseThrow(() -> new UserException("there is no annotator " + id));
  }

  /** Everybody, in the order in which they came. */
  public List<Person> all() {
    return database.read(
        c -> Sql.of("SELECT " + Person.COLUMNS + " FROM annotator ORDER BY id").all(c, Person::of));
  }

  /** Keeps what somebody said about themselves. */
  public void describe(long id, Map<String, String> groups) {
    JsonObject json = new JsonObject();
    groups.forEach(json::addProperty);
    database.write(
        c -> Sql.of("UPDATE annotator SET groups = ? WHERE id = ?", json.toString(), id).run(c));
  }

  /** Takes somebody's labels out of everything, or back in; they stay on file. */
  public void retire(long id, boolean retired) {
    database.write(
        c -> {
          Sql.of(
                  "UPDATE annotator SET retired = ? WHERE id = ?",
                  retired ? clock.millis() : null,
                  id)
              .run(c);
          return Work.recount(c, "SELECT item FROM assignment WHERE annotator = " + id);
        });
  }

  /** Lets somebody who failed try to work all the same. */
  public void admit(long id) {
    database.write(
        c ->
            Sql.of(
                    "UPDATE annotator SET qualification = ? WHERE id = ?",
                    Qualification.PASSED.name(),
                    id)
                .run(c));
  }
}
