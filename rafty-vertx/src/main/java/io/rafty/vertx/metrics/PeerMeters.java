package io.rafty.vertx.metrics;

import io.micrometer.core.instrument.Timer;
import io.rafty.vertx.NodeVitals;
import io.rafty.vertx.NodeVitals.Follower;
import io.rafty.vertx.NodeVitals.SnapshotTransfer;
import java.util.concurrent.TimeUnit;

/** The meters that a leader has of another member, for as long as it leads. */
final class PeerMeters {

  /** What there is to know of the member at one moment. */
  private record Seen(long matchIndex, long lag, boolean alive, long sent, long size) {
  }

  private final MeterSet meters;
  private final String id;
  private final Timer roundTrip;
  private volatile Seen seen = new Seen(0, 0, false, 0, 0);

  PeerMeters(MeterSet all, String id) {
    this.id = id;
    this.meters = all.with("peer", id);
    meters.gauge("rafty.peer.match.index", "", "Up to here the member is known to have the log",
      () -> seen.matchIndex());
    meters.gauge("rafty.peer.lag", "", "Entries that it is not known to have", () -> seen.lag());
    meters.gauge("rafty.peer.alive", "", "1 if it was heard of lately", () -> NodeMeters.bit(seen.alive()));
    meters.gauge("rafty.peer.snapshot.sent", "bytes", "What it has got of a snapshot that is on its way",
      () -> seen.sent());
    meters.gauge("rafty.peer.snapshot.size", "bytes", "The size of this snapshot, 0 without one", () -> seen.size());
    this.roundTrip = meters.timer("rafty.peer.roundtrip",
      "From a message with entries, or a heartbeat, to its answer; with the member's fsync");
  }

  void turned(Follower follower, NodeVitals vitals) {
    long sent = 0;
    long size = 0;
    for (SnapshotTransfer transfer : vitals.transfers()) {
      if (transfer.peer().equals(id)) {
        sent = transfer.bytes();
        size = transfer.ofBytes();
      }
    }
    seen = new Seen(follower.matchIndex(), Math.max(0, vitals.state().lastIndex() - follower.matchIndex()),
      follower.alive(), sent, size);
  }

  void answered(long nanos) {
    roundTrip.record(nanos, TimeUnit.NANOSECONDS);
  }

  void close() {
    meters.close();
  }
}
