package org.rlhf4j.judges.human.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.rlhf4j.api.UserException;

/**
 * One SQLite file in write-ahead mode. All writes go through one thread, which takes what has
 * queued up, does each piece of work in a savepoint of its own and commits them together; {@link
 * #write} returns when the commit is on the disk ({@code synchronous=FULL}). So nobody ever waits
 * for a lock, a disk that syncs slowly costs one sync for many writers, and what was acknowledged
 * survives a kill and a power cut. Reads have connections of their own and see the last commit. A
 * third thread carries the log over into the database, which would otherwise be the business of
 * every hundredth writer.
 */
public final class Database implements AutoCloseable {
  /** Pieces of work in one commit. */
  private static final int MOST_AT_ONCE = 128;

  private static final long CARRY_MILLIS = 2000;
  private static final long LONG_LOG = 64L << 20;

  private final String url;
  private final BlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<Connection> readers = new ConcurrentLinkedQueue<>();
  private final Path log;
  private final Thread writer;
  private final Thread carrier;
  private volatile boolean closed;

  /** Something to do with a connection. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run(Connection connection) throws SQLException;
  }

  /** Something to change. */
  @FunctionalInterface
  public interface Change {
    /** Does it. */
    void run(Connection connection) throws SQLException;
  }

  private record Job<T>(Work<T> work, CompletableFuture<T> result) {
    /** Does it and says what to complete after the commit. */
    Runnable attempt(Connection connection) throws SQLException {
      execute(connection, "SAVEPOINT job");
      try {
        T value = work.run(connection);
        execute(connection, "RELEASE job");
        return () -> result.complete(value);
      } catch (SQLException | RuntimeException e) {
        execute(connection, "ROLLBACK TO job");
        execute(connection, "RELEASE job");
        return () -> result.completeExceptionally(e);
      }
    }
  }

  /**
   * Opens a file, and makes it where there is none.
   *
   * @throws UserException if it cannot be opened, or is no database
   */
  public Database(Path file) {
    this.url = "jdbc:sqlite:" + file;
    log = file.resolveSibling(file.getFileName() + "-wal");
    Connection connection;
    try {
      // SQLite gives the files beside it the mode of the database
      PrivateFiles.makeFile(file);
      PrivateFiles.tighten(log);
      PrivateFiles.tighten(file.resolveSibling(file.getFileName() + "-shm"));
      connection = connect();
    } catch (IOException e) {
      throw new UserException(file + " cannot be made: " + UserException.reason(e), e);
    } catch (SQLException e) {
      throw new UserException(file + " cannot be opened as a database: " + e.getMessage(), e);
    }
    writer = new Thread(() -> writeAll(connection), "label-writer");
    writer.setDaemon(true);
    writer.start();
    carrier = new Thread(this::carryOver, "label-checkpoints");
    carrier.setDaemon(true);
    carrier.start();
  }

  /**
   * Carries the log over now and then. Writers go on meanwhile, and so the log is never quite done
   * with and grows; where it has grown too much they wait for a moment.
   */
  private void carryOver() {
    try (Connection connection = connect()) {
      while (!closed) {
        Thread.sleep(CARRY_MILLIS);
        boolean grown = Files.exists(log) && Files.size(log) > LONG_LOG;
        execute(connection, "PRAGMA wal_checkpoint(" + (grown ? "RESTART" : "PASSIVE") + ")");
      }
    } catch (InterruptedException e) {
      // it is being closed, and the last connection carries over what is left
    } catch (SQLException | IOException e) {
      // the log stays as it is, and nothing in it is lost
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try {
      execute(connection, "PRAGMA journal_mode=WAL");
      execute(connection, "PRAGMA synchronous=FULL");
      execute(connection, "PRAGMA wal_autocheckpoint=0");
      execute(connection, "PRAGMA busy_timeout=10000");
      execute(connection, "PRAGMA foreign_keys=ON");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Changes something, and returns when it is on the disk.
   *
   * @throws StoreException if the database fails; what the work throws comes out as it is
   */
  public <T> T write(Work<T> work) {
    Job<T> job = new Job<>(work, new CompletableFuture<>());
    if (closed) {
      throw new StoreException("the database is closed", null);
    }
    jobs.add(job);
    if (!writer.isAlive()) {
      refuseWaiting(); // it ended in between
    }
    try {
      return job.result.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      throw failure(cause == null ? e : cause);
    }
  }

  /** The same for what gives nothing back. */
  public void change(Change change) {
    write(
        c -> {
          change.run(c);
          return true;
        });
  }

  /** Looks something up, as of the last commit. */
  public <T> T read(Work<T> work) {
    Connection connection = readers.poll();
    try {
      if (connection == null) {
        connection = connect();
      }
      T value = work.run(connection);
      readers.add(connection);
      return value;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(Throwable cause) {
    return cause instanceof RuntimeException r
        ? r
        : new StoreException("the database failed: " + cause.getMessage(), cause);
  }

  private void writeAll(Connection connection) {
    List<Job<?>> batch = new ArrayList<>();
    try (connection) {
      while (!closed || !jobs.isEmpty()) {
        batch.clear();
        batch.add(jobs.take());
        jobs.drainTo(batch, MOST_AT_ONCE - 1);
        commit(connection, batch);
      }
    } catch (InterruptedException e) {
      closed = true;
    } catch (SQLException e) {
      closed = true; // closing it failed; everything was committed
    } finally {
      closed = true;
      refuseWaiting();
    }
  }

  private void refuseWaiting() {
    for (Job<?> job = jobs.poll(); job != null; job = jobs.poll()) {
      job.result.completeExceptionally(new StoreException("the database is closed", null));
    }
  }

  private static void commit(Connection connection, List<Job<?>> batch) {
    List<Runnable> outcomes = new ArrayList<>();
    try {
      execute(connection, "BEGIN IMMEDIATE");
      for (Job<?> job : batch) {
        outcomes.add(job.attempt(connection));
      }
      execute(connection, "COMMIT");
    } catch (SQLException e) {
      try {
        execute(connection, "ROLLBACK");
      } catch (SQLException again) {
        e.addSuppressed(again); // there was nothing to roll back
      }
      batch.forEach(job -> job.result.completeExceptionally(e));
      return;
    }
    outcomes.forEach(Runnable::run);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    jobs.add(new Job<>(c -> closed = true, new CompletableFuture<>())); // behind all others
    try {
      writer.join(10_000);
      carrier.interrupt();
      carrier.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Connection reader = readers.poll(); reader != null; reader = readers.poll()) {
      try {
        reader.close();
      } catch (SQLException e) {
        // it only read
      }
    }
  }
}
