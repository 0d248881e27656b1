package org.rlhf4j.judges.human.web;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.judges.human.store.People;

/** The owner's way in, which is a new one at each start, and the tokens against forged requests. */
final class Secrets {
  private static final int MOST_SESSIONS = 32;

  private final byte[] owner;
  private final List<byte[]> sessions = new CopyOnWriteArrayList<>();

  Secrets(String ownerToken) {
    this.owner = People.hash(ownerToken);
  }

  /** Begins a session of the owner's; empty where the token is wrong. */
  Optional<String> enter(String token) {
    if (!MessageDigest.isEqual(owner, People.hash(token))) {
      return Optional.empty();
    }
    String session = People.secret();
    sessions.add(People.hash(session));
    if (sessions.size() > MOST_SESSIONS) {
      sessions.remove(0);
    }
    return Optional.of(session);
  }

  boolean isOwner(String session) {
    byte[] hash = People.hash(session);
    return sessions.stream().anyMatch(s -> MessageDigest.isEqual(s, hash));
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
