package io.rafty.vertx.protocol;

import io.rafty.vertx.RejectedException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Reads that do without an entry in the log (dissertation, section 6.4): a majority confirms that it still followed
 * this leader after a read had arrived. One round of messages confirms all reads that wait for it; those that arrive
 * later begin another one at once.
 */
final class ReadIndex {

  private record Waiting(long call, long index, long round) {
  }

  private final Replica replica;
  private final Function<String, Optional<Progress>> followers;
  private final Lease lease;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long round;

  ReadIndex(Replica replica, Function<String, Optional<Progress>> followers) {
    this.replica = replica;
    this.followers = followers;
    this.lease = new Lease(replica);
  }

  /** A read has arrived. What was sent before proves nothing for it, so it needs the next round. */
  void ask(long call, long index) {
    if (lease.heldSince(confirmedBy(Ready.Round::sentAt, replica.now()))) {
      replica.reply(new Ready.ReadReply(call, index));
    } else {
      waiting.add(new Waiting(call, index, round + 1));
    }
  }

  /**
   * Messages are about to leave: answers what has been confirmed, and begins a round if another read needs one.
   *
   * @return the round that is to be confirmed, or 0
   */
  long begin() {
    confirm();
    if (waiting.isEmpty()) {
      return 0;
    }
    round = Math.max(round, waiting.peekLast().round());
    return round;
  }

  /** What a message that leaves now belongs to. */
  Ready.Round round() {
    return new Ready.Round(round, replica.now());
  }

  private void confirm() {
    long confirmed = waiting.isEmpty() ? 0 : confirmedBy(Ready.Round::number, Long.MAX_VALUE);
    while (!waiting.isEmpty() && waiting.peek().round() <= confirmed) {
      Waiting read = waiting.remove();
      replica.reply(new Ready.ReadReply(read.call(), read.index()));
    }
  }

  /** Another server is told to campaign: from now on, voters need no patience to vote for it. */
  void surrenderLease() {
    lease.surrender();
  }

  /** The leadership is over, and with it the word of this server on what is committed. */
  void abandon() {
    while (!waiting.isEmpty()) {
      replica.refuse(waiting.remove().call(), Reason.NOT_LEADER, "server '" + replica.selfId()
        + "' has lost the leadership before the read was confirmed: retry");
    }
  }

  private long confirmedBy(ToLongFunction<Ready.Round> what, long self) {
    return Quorum.reached(replica.configuration(), id -> id.equals(replica.selfId())
      ? self : followers.apply(id).map(Progress::confirmed).map(what::applyAsLong).orElse(Progress.NEVER));
  }
}
