package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.LogEntry;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries of the same index and term are the same, and so is all before them (Raft paper, section 5.3). By induction it
 * is enough that the entry and the term before it agree.
 */
final class LogMatching implements Observer {

  /** A founding that a crash cut short is drawn again, with another cluster id. */
  private static final long FOUNDING_TERM = 1;

  private record Place(long index, long term) {
  }

  private record Content(long previousTerm, Buffer data) {
  }

  private final Map<Place, Content> seen = new HashMap<>();

  @Override
  public void handedToLog(SimServer server, List<LogEntry> entries) {
    long previousTerm = server.durableTermAt(entries.get(0).index() - 1);
    for (LogEntry entry : entries) {
      Content content = new Content(previousTerm, entry.data());
      if (entry.term() == FOUNDING_TERM) {
        previousTerm = FOUNDING_TERM;
        continue;
      }
      Content before = seen.putIfAbsent(new Place(entry.index(), entry.term()), content);
      if (before != null && !before.equals(content)) {
        throw new Violation("log matching", server.id() + " has another entry " + entry.index() + " of term "
          + entry.term() + ", or another term before it: " + content.previousTerm() + " and " + before.previousTerm());
      }
      previousTerm = entry.term();
    }
  }
}
