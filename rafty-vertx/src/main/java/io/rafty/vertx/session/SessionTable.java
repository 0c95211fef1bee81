package io.rafty.vertx.session;

import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All sessions and keys, the same on every server: what it does depends on the entries of the log alone, on their time
 * and order, never on a clock. What was not used for longest goes first when there is too much.
 */
final class SessionTable {

  /** A command that was applied under a key. */
  record Keyed(Buffer digest, long timeout, long usedAt, Buffer answer) {
  }

  /** Bounds of what is kept; a part of the replicated state, so not an option of a server. */
  record Limits(int sessions, int keys, long answerBytes) {

    static final Limits STANDARD = new Limits(10_000, 100_000, 16L << 20);
  }

  private final Limits limits;
  private final Map<Long, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Keyed> keys = new LinkedHashMap<>();
  private Optional<Session> latest = Optional.empty();
  private long time;
  private long bytes;

  SessionTable(Limits limits) {
    this.limits = limits;
  }

  /** The cluster's time: the latest that an entry had. */
  long time() {
    return time;
  }

  Collection<Session> sessions() {
    return sessions.values();
  }

  Map<String, Keyed> keys() {
    return keys;
  }

  /** An entry has that time: what has not been used for too long is forgotten. */
  void advance(long entryTime) {
    if (entryTime > time) {
      time = entryTime;
      expireSessions();
      expireKeys();
    }
  }

  private void expireSessions() {
    for (Iterator<Session> all = sessions.values().iterator(); all.hasNext();) {
      Session eldest = all.next();
      if (!eldest.expiredAt(time)) {
        return;
      }
      all.remove();
      dropped(eldest);
    }
  }

  private void expireKeys() {
    for (Iterator<Keyed> all = keys.values().iterator(); all.hasNext();) {
      Keyed eldest = all.next();
      if (time - eldest.usedAt() <= eldest.timeout()) {
        return;
      }
      all.remove();
      bytes -= eldest.answer().length();
    }
  }

  private void dropped(Session session) {
    bytes -= session.bytes();
    latest = Optional.empty();
  }

  void add(Session session) {
    sessions.put(session.id(), session);
    bytes += session.bytes();
    latest = Optional.empty();
    makeRoom(session.id());
  }

  /** A session that is about to be used; forgotten if that comes too late. */
  Optional<Session> use(long id) {
    if (latest.isEmpty() || latest.get().id() != id) {
      latest = Optional.ofNullable(sessions.get(id));
    }
    if (latest.isPresent() && latest.get().expiredAt(time)) {
      Session expired = latest.get();
      sessions.remove(id);
      dropped(expired);
    }
    if (latest.isPresent()) {
      latest.get().used(time);
    }
    return latest;
  }

  /** The asker has no use for answers below that number. */
  void forgetBelow(Session session, long number) {
    session.forgetBelow(number, freed -> bytes -= freed);
  }

  /** A command of a session has been applied. */
  void keep(Session session, long sequence, Buffer answer) {
    bytes += answer.length();
    session.keep(sequence, answer);
    if (bytes > limits.answerBytes()) {
      makeRoom(session.id());
    }
    if (bytes > limits.answerBytes() && answer.length() > 1) {
      bytes += 1 - answer.length();
      session.keep(sequence, Answer.of(Answer.Kind.FORGOTTEN));
    }
  }

  /** What was applied under a key. */
  Optional<Keyed> keyed(String key) {
    Optional<Keyed> found = Optional.ofNullable(keys.get(key));
    if (found.filter(before -> time - before.usedAt() > before.timeout()).isPresent()) {
      bytes -= keys.remove(key).answer().length();
      return Optional.empty();
    }
    return found;
  }

  void keep(String key, Keyed applied) {
    keys.put(key, applied);
    bytes += applied.answer().length();
    makeRoom(0);
  }

  private void makeRoom(long inUse) {
    Iterator<Keyed> eldestKeys = keys.values().iterator();
    while (keys.size() > limits.keys() || (bytes > limits.answerBytes() && keys.size() > 1)) {
      bytes -= eldestKeys.next().answer().length();
      eldestKeys.remove();
    }
    Iterator<Session> eldest = sessions.values().iterator();
    while ((sessions.size() > limits.sessions() || bytes > limits.answerBytes()) && eldest.hasNext()) {
      Session session = eldest.next();
      if (session.id() != inUse) {
        eldest.remove();
        dropped(session);
      }
    }
  }

  /** As it was in a snapshot. */
  void restoreTime(long snapshotTime) {
    time = snapshotTime;
  }
}
