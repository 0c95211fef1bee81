package io.rafty.vertx.sim.story;

import java.util.List;
import java.util.Optional;

/**
 * One run, told to its end or to the violation.
 *
 * @param title     what is told
 * @param events    what happened
 * @param faults    one line each
 * @param violation what was seen, if something was wrong
 * @param logs      of all servers, as they were at the end
 */
public record Telling(String title, List<StoryEvent> events, List<String> faults, Optional<String> violation,
                      List<ServerLog> logs) {

  /**
   * What is on the disk of a server.
   *
   * @param server its id
   * @param commit its commit index, 0 if it is down
   * @param terms  of its durable entries, in their order
   */
  public record ServerLog(String server, long commit, List<Long> terms) {
  }

  /** Ids of the servers. */
  public List<String> servers() {
    return logs.stream().map(ServerLog::server).toList();
  }

  /** When it is over. */
  public long end() {
    return events.isEmpty() ? 0 : events.get(events.size() - 1).micros();
  }
}
