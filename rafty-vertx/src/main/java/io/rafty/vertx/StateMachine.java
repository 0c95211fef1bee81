package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The application's state, the same on every server because every server applies the same commands in the same order
 * (Raft paper, section 2).
 *
 * <p>It must be deterministic: the result depends on the state and the command alone, never on clock, randomness, or on
 * which server it is. A command that makes no sense is answered with a result that says so. A failed Future or an
 * exception stops the node, because a replica that has skipped a command is worse than none.
 */
public interface StateMachine {

  /**
   * Applies one committed command. Called on the node's context, one at a time, in the order of the log, once for each
   * index after {@link #lastApplied()}.
   *
   * @param index   position of the command in the log; grows, with gaps
   * @param command as it was handed to {@link RaftNode#request}
   * @return the answer for whoever requested it; completes when the command is applied. May complete on any thread
   */
  Future<Buffer> apply(long index, Buffer command);

  /**
   * The same with the time of the cluster, for a state machine in which things expire. This is the method that a node
   * calls; a state machine that stands in front of another passes it on. Unless overridden, the time is left out.
   *
   * @param clusterMillis milliseconds of the cluster's time, in the log with the command and so the same on every
   *                      server and in every replay; never goes back. It passes as the leader's clock does and stands
   *                      still while there is no leader or no command, so between two commands it never grows by more
   *                      than what passed, on the clocks of the leaders, between their arrivals at the leader
   */
  default Future<Buffer> apply(long index, long clusterMillis, Buffer command) {
    return apply(index, command);
  }

  /**
   * Answers a query from the state as it is, and changes nothing. Called on the node's context, never while a command
   * is being applied. Unlike a command it happens on one server alone, so it need not be deterministic.
   *
   * @param query as it was handed to {@link RaftNode#read}
   * @return the answer, from the state at one moment, now or later. A failure is passed on to whoever has asked, and
   *     the node goes on; unless overridden, every query fails with an {@link UnsupportedOperationException}
   */
  default Future<Buffer> query(Buffer query) {
    return Future.failedFuture(new UnsupportedOperationException(getClass().getName()
      + " answers no queries: implement StateMachine.query, or read by a command"));
  }

  /**
   * For a state machine that keeps its state itself, in a database say: the last index which that state contains.
   * Called once, when the node starts. A state machine in memory says 0, and is given the whole log again after a
   * restart.
   */
  default Future<Long> lastApplied() {
    return Future.succeededFuture(0L);
  }

  /**
   * Begins a snapshot of the state as it is now, between two commands. The chunks are asked for afterwards, one at a
   * time, while commands go on: they must all show the state of this moment. Called on the node's context, and so must
   * be quick.
   *
   * @return the chunks, of any sizes, or nothing for a state machine that takes no snapshots: its log grows for ever. A
   *     failure stops the node
   */
  default Future<Optional<ChunkSource>> snapshot() {
    return Future.succeededFuture(Optional.empty());
  }

  /**
   * Replaces the whole state by that of a snapshot, as one step: read all of it, then replace. Called on the node's
   * context, never while a command is being applied. The chunks have the bytes of {@link #snapshot()} in their order,
   * but may be cut in other places.
   *
   * @param index  the last index that the snapshot contains
   * @param chunks to be read to the end
   * @return completes when the state is replaced. A failure stops the node
   */
  default Future<Void> restore(long index, ChunkSource chunks) {
    return Future.failedFuture(new UnsupportedOperationException(getClass().getName() + " does not restore snapshots"));
  }
}
