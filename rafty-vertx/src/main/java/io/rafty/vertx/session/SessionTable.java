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
 *
 * <p>Only the answers themselves may differ: a state machine that keeps its state itself does not give them again after
 * a restart. So their bytes decide which answers are kept, and never which commands are applied.
 */
final class SessionTable {

  /**
   * A command that was applied under a key.
   *
   * @param index   where it was applied
   * @param expires when it is forgotten
   */
  record Keyed(Buffer digest, long index, long expires, Buffer answer) {
  }

  /**
   * Bounds of what is kept; a part of the replicated state, so not an option of a server.
   *
   * @param sessions    how many
   * @param keys        how many
   * @param numbers     of commands of all sessions that are known to be applied, though still open
   * @param answerBytes when the answers have more bytes, the older ones are given up, down to half of it
   */
  record Limits(int sessions, int keys, long numbers, long answerBytes) {

    static final Limits STANDARD = new Limits(10_000, 100_000, 1 << 20, 16L << 20);
  }

  private final Limits limits;
  private final Map<Long, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Keyed> keys = new LinkedHashMap<>();
  private Optional<Session> latest = Optional.empty();
  private long time;
  private long forgotten;
  private long numbers;
  private long bytes;

  SessionTable(Limits limits) {
    this.limits = limits;
  }

  /** The cluster's time: the latest that an entry had. */
  long time() {
    return time;
  }

  /** Where the last command was applied whose key is not known any more. */
  long forgotten() {
    return forgotten;
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
      if (time <= eldest.expires()) {
        return;
      }
      all.remove();
      dropped(eldest);
    }
  }

  private void dropped(Keyed key) {
    forgotten = Math.max(forgotten, key.index());
    bytes -= key.answer().length();
  }

  private void dropped(Session session) {
    session.count(this::freed);
    latest = Optional.empty();
  }

  private void freed(long length) {
    numbers--;
    bytes -= length;
  }

  void add(Session session) {
    sessions.put(session.id(), session);
    session.count(this::kept);
    latest = Optional.empty();
    makeRoom(session.id());
  }

  private void kept(long length) {
    numbers++;
    bytes += length;
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
    session.forgetBelow(number, this::freed);
  }

  /** A command of a session has been applied. */
  void keep(Session session, long sequence, Buffer answer) {
    session.keep(sequence, answer);
    kept(answer.length());
    makeRoom(session.id());
  }

  /** What was applied under a key. */
  Optional<Keyed> keyed(String key) {
    Optional<Keyed> found = Optional.ofNullable(keys.get(key));
    if (found.filter(before -> time > before.expires()).isPresent()) {
      dropped(keys.remove(key));
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
    if (keys.size() > limits.keys()) {
      Iterator<Keyed> eldest = keys.values().iterator();
      Keyed gone = eldest.next();
      eldest.remove();
      dropped(gone);
    }
    if (sessions.size() > limits.sessions() || numbers > limits.numbers()) {
      Iterator<Session> eldest = sessions.values().iterator();
      while ((sessions.size() > limits.sessions() || numbers > limits.numbers()) && eldest.hasNext()) {
        Session session = eldest.next();
        if (session.id() != inUse) {
          eldest.remove();
          dropped(session);
        }
      }
    }
    if (bytes > limits.answerBytes()) {
      forgetAnswers();
    }
  }

  /** So many at once that it is seldom. */
  private void forgetAnswers() {
    for (Map.Entry<String, Keyed> each : keys.entrySet()) {
      if (bytes <= limits.answerBytes() / 2) {
        return;
      }
      Keyed key = each.getValue();
      bytes -= key.answer().length();
      each.setValue(new Keyed(key.digest(), key.index(), key.expires(), Answer.FORGOTTEN));
      bytes += Answer.FORGOTTEN.length();
    }
    for (Session session : sessions.values()) {
      if (bytes <= limits.answerBytes() / 2) {
        return;
      }
      session.count(this::freed);
      session.forgetAnswers();
      session.count(this::kept);
    }
  }

  /** As it was in a snapshot. */
  void restore(long snapshotTime, long forgottenKeys) {
    time = snapshotTime;
    forgotten = forgottenKeys;
  }
}
