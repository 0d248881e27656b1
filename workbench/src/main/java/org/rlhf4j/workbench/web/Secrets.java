package org.rlhf4j.workbench.web;

import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.workbench.store.People;
import org.rlhf4j.workbench.store.SessionLimits;

/** The owner's way in, which is a new one at each start, and the tokens against forged requests. */
final class Secrets {
  private static final int MOST_SESSIONS = 32;

  private final byte[] owner;
  private final InstantSource clock;
  private final SessionLimits limits;
  private final List<Session> sessions = new CopyOnWriteArrayList<>();

  /** A session of the owner's, and when it last asked for something. */
  private static final class Session {
    private final byte[] hash;
    private final long created;
    private volatile long seen;

    Session(byte[] hash, long created) {
      this.hash = hash;
      this.created = created;
      this.seen = created;
    }
  }

  Secrets(String ownerToken, InstantSource clock, SessionLimits limits) {
    this.owner = People.hash(ownerToken);
    this.clock = clock;
    this.limits = limits;
  }

  /** Whether a token is the owner's. */
  boolean isLink(String token) {
    return MessageDigest.isEqual(owner, People.hash(token));
  }

  /** Begins a session of the owner's and ends the one before; empty where the token is wrong. */
  Optional<String> enter(String token, String before) {
    if (!isLink(token)) {
      return Optional.empty();
    }
    leave(before);
    String session = People.secret();
    sessions.add(new Session(People.hash(session), clock.millis()));
    if (sessions.size() > MOST_SESSIONS) {
      sessions.remove(0);
    }
    return Optional.of(session);
  }

  /** Ends a session. */
  void leave(String session) {
    byte[] hash = People.hash(session);
    sessions.removeIf(s -> MessageDigest.isEqual(s.hash, hash));
  }

  /** Whether a session is one of the owner's and goes on. */
  boolean isOwner(String session) {
    byte[] hash = People.hash(session);
    long now = clock.millis();
    sessions.removeIf(s -> !limits.alive(s.created, s.seen, now));
    boolean found = false;
    for (Session s : sessions) {
      if (MessageDigest.isEqual(s.hash, hash)) {
        s.seen = now;
        found = true;
      }
    }
    return found;
  }

  /** What a page must send with whatever changes something; another site cannot read it. */
  static String csrf(String session) {
    byte[] hash = People.hash("csrf:" + session);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 24));
  }

  static boolean isCsrf(@Nullable String given, String session) {
    return given != null && MessageDigest.isEqual(People.hash(given), People.hash(csrf(session)));
  }
}
