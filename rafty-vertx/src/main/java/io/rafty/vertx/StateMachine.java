package io.rafty.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

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
   * For a state machine that keeps its state itself, in a database say: the last index which that state contains.
   * Called once, when the node starts. A state machine in memory says 0, and is given the whole log again after a
   * restart.
   */
  default Future<Long> lastApplied() {
    return Future.succeededFuture(0L);
  }
}
