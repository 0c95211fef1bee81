package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** All servers apply the same commands, each once, in the order of the log (Raft paper, section 5.4.3). */
final class StateMachineSafety implements Observer {

  private final TreeMap<Long, Buffer> commands = new TreeMap<>();
  private final Map<Long, Long> previous = new HashMap<>();
  private final Map<String, Long> last = new HashMap<>();

  @Override
  public void starting(SimServer server) {
    last.put(server.id(), 0L);
  }

  /** The state that a snapshot brings is that after the last command up to there, wherever that was applied. */
  @Override
  public void restored(SimServer server, long index) {
    Map.Entry<Long, Buffer> before = commands.floorEntry(index);
    long now = before == null ? 0 : before.getKey();
    if (now < last.getOrDefault(server.id(), 0L)) {
      throw new Violation("state machine safety", server.id() + " goes back to entry " + now + " from "
        + last.get(server.id()));
    }
    last.put(server.id(), now);
  }

  @Override
  public void applied(SimServer server, long index, Buffer command) {
    long before = last.put(server.id(), index);
    if (index <= before) {
      throw new Violation("state machine safety", server.id() + " applies entry " + index + " after " + before);
    }
    Buffer other = commands.putIfAbsent(index, command);
    if (other != null && !other.equals(command)) {
      throw new Violation("state machine safety", server.id() + " applies another command at " + index);
    }
    Long expected = previous.putIfAbsent(index, before);
    if (expected != null && expected != before) {
      throw new Violation("state machine safety", server.id() + " applies entry " + index + " after " + before
        + ", another server after " + expected);
    }
  }
}
