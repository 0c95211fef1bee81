package io.rafty.vertx.sim.invariant;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.Role;
import io.rafty.vertx.sim.SimCluster;
import io.rafty.vertx.sim.SimServer;
import io.rafty.vertx.sim.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a leader commits is on the disks of a majority (Raft paper, sections 5.3 and 5.4.2), and nobody ever commits
 * another entry in its place.
 */
final class CommittedEntries implements Observer {

  private final SimCluster cluster;
  private final List<Long> terms = new ArrayList<>();
  private final Map<String, Long> commits = new HashMap<>();
  private final Map<String, NodeState> before = new HashMap<>();
  private long byLeaders;

  CommittedEntries(SimCluster cluster) {
    this.cluster = cluster;
  }

  /** The last index known to be committed anywhere. */
  long last() {
    return terms.size();
  }

  long termAt(long index) {
    return terms.get((int) index - 1);
  }

  @Override
  public void starting(SimServer server) {
    commits.put(server.id(), 0L);
    before.remove(server.id());
  }

  @Override
  public void changed(SimServer server, NodeState state) {
    long from = commits.getOrDefault(server.id(), 0L);
    long to = Math.min(state.commitIndex(), state.durableIndex());
    for (long index = from + 1; index <= to; index++) {
      long term = server.durableTermAt(index);
      if (index > terms.size()) {
        terms.add(term);
      } else if (term != termAt(index)) {
        throw new Violation("committed entries", server.id() + " commits entry " + index + " of term " + term
          + " where an entry of term " + termAt(index) + " is committed");
      }
    }
    commits.put(server.id(), Math.max(from, to));
    if (state.role() == Role.LEADER) {
      if (to > from) {
        onAMajority(server, state, to, server.durableTermAt(to));
      }
      aheadOfItsDisk(server, state);
      byLeaders = Math.max(byLeaders, state.commitIndex());
    } else if (to > byLeaders) {
      // A leader that is deposed, or whose disk fails, in the turn in which it commits was never seen to have done so.
      onAMajority(server, state, to, server.durableTermAt(to));
    }
    before.put(server.id(), state);
  }

  /** A leader may commit what is not yet on its own disk, but then a majority must do without it (section 10.2.1). */
  private void aheadOfItsDisk(SimServer leader, NodeState state) {
    long index = state.commitIndex();
    if (index > state.durableIndex() && index > before.getOrDefault(leader.id(), state).commitIndex()) {
      onAMajority(leader, state, index, state.term());
    }
  }

  private void onAMajority(SimServer leader, NodeState state, long index, long term) {
    if (!onAMajority(state, index, term) && !onAMajority(before.getOrDefault(leader.id(), state), index, term)) {
      throw new Violation("committed entries", leader.id() + " commits entry " + index + " of term " + term
        + ", which is not on the disks of a majority of "
        + Majorities.describe(state.configuration()));
    }
  }

  private boolean onAMajority(NodeState state, long index, long term) {
    return Majorities.agree(state.configuration(), id -> cluster.server(id).hasHeld(index, term));
  }
}
