package io.rafty.vertx.protocol;

import io.rafty.vertx.HardState;
import io.rafty.vertx.RejectedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The disk as the protocol sees it: one write at most is outstanding, and a reply that promises something leaves only
 * after the write that makes it true (Raft paper, section 5.6; figure 2: "updated on stable storage before responding
 * to RPCs").
 */
final class Writes {

  private record Gated(long write, long term, Ready.Reply reply) {
  }

  private final ReplicaLog log;
  private final Deque<Gated> gated = new ArrayDeque<>();
  private HardState current;
  private HardState handed;
  private HardState durable;
  private long started;
  private long finished;
  private long startedAt;

  Writes(ReplicaLog log, HardState recovered) {
    this.log = log;
    this.current = recovered;
    this.handed = recovered;
    this.durable = recovered;
  }

  HardState current() {
    return current;
  }

  /** What is certainly on the disk. */
  HardState durable() {
    return durable;
  }

  void change(HardState hardState) {
    current = hardState;
  }

  /** The next write, if there is something to write and nothing is being written. */
  Optional<Ready.Write> next(long now) {
    if (outstanding() || (current.equals(durable) && !log.hasUnwritten())) {
      return Optional.empty();
    }
    started++;
    startedAt = now;
    handed = current;
    return Optional.of(new Ready.Write(log.takeReset(), handed, log.takeUnwritten()));
  }

  /** The outstanding write is durable; says which replies may leave now. */
  List<Ready.Reply> finish() {
    Invariant.check(outstanding(), "a write is outstanding", started, finished);
    finished = started;
    durable = handed;
    log.written();
    List<Ready.Reply> released = new ArrayList<>();
    while (!gated.isEmpty() && gated.peek().write() <= finished) {
      Gated next = gated.remove();
      released.add(next.term() == current.term() ? next.reply() : overtaken(next));
    }
    return released;
  }

  /**
   * A reply of the current term that promises the hard state as it is now, and the log up to {@code index}.
   *
   * @return the reply, if both are durable already; otherwise {@link #finish} returns it later
   */
  Optional<Ready.Reply> gate(long index, Ready.Reply reply) {
    long write = 0;
    if (!current.equals(durable)) {
      write = outstanding() && current.equals(handed) ? started : started + 1;
    }
    if (index > log.durableIndex()) {
      write = Math.max(write, log.isHandedToWrite(index) ? started : started + 1);
    }
    if (write <= finished) {
      return Optional.of(reply);
    }
    gated.add(new Gated(write, current.term(), reply));
    return Optional.empty();
  }

  /** True if the disk has not answered for longer than {@code limit}: such a server should not lead. */
  boolean stalled(long now, long limit) {
    return outstanding() && now - startedAt > limit;
  }

  private boolean outstanding() {
    return started > finished;
  }

  /** In another term the promise may be void: its entries may have been replaced before they were written. */
  private Ready.Reply overtaken(Gated gated) {
    return new Ready.Refusal(gated.reply().call(), new RejectedException(RejectedException.Reason.NOT_LEADER,
      "term " + gated.term() + " was over before the answer was durable; this server is in term " + current.term()));
  }
}
