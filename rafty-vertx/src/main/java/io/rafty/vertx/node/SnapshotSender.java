package io.rafty.vertx.node;

import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.NodeFailedException;
import io.rafty.vertx.NodeVitals.SnapshotTransfer;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.protocol.RaftCore;
import io.rafty.vertx.protocol.Ready;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings snapshots to followers that are behind the log: one piece under way to each of them, no faster than the
 * options say, and no longer than the leadership lasts. Entries and heartbeats for the others do not wait for it.
 */
final class SnapshotSender {

  private static final int PATIENCE_IN_ELECTIONS = 10;

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final RaftCore core;
  private final SnapshotStore store;
  private final Outbound outbound;
  private final Runnable input;
  private final Consumer<Throwable> failed;
  private final List<Delivery> deliveries = new ArrayList<>();

  SnapshotSender(Env env, Door door, RaftOptions options, RaftCore core, SnapshotStore store, Outbound outbound,
                 Runnable input, Consumer<Throwable> failed) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.core = core;
    this.store = store;
    this.outbound = outbound;
    this.input = input;
    this.failed = failed;
  }

  /** Begins to bring the newest snapshot to a follower. */
  void install(Ready.Install install) {
    door.ask(store::newest, found -> {
      if (found.isEmpty()) {
        throw new IllegalStateException("the log begins after entry " + core.snapshots().baseIndex()
          + ", but there is no snapshot");
      }
      Delivery delivery = new Delivery(install, found.get());
      deliveries.add(delivery);
      delivery.next();
    }, this::unreadable);
  }

  /** The oldest snapshot that is under way: what follows it must stay in the log, or the follower would start over. */
  long oldest() {
    return deliveries.stream().mapToLong(delivery -> delivery.reader.meta().lastIncludedIndex()).min()
      .orElse(Long.MAX_VALUE);
  }

  Stream<SnapshotTransfer> transfers() {
    return deliveries.stream().map(delivery -> new SnapshotTransfer(delivery.install.to(),
      delivery.reader.meta().lastIncludedIndex(), delivery.offset, delivery.reader.size()));
  }

  private void unreadable(Throwable cause) {
    failed.accept(new NodeFailedException("the snapshot cannot be read: " + cause.getMessage(), cause));
  }

  /** A snapshot on its way to one follower. */
  private final class Delivery {

    private final Ready.Install install;
    private final SnapshotStore.Reader reader;
    private final long began;
    private long lastProgress;
    private long offset;
    private long sent;
    /** Whether the follower has said how much it has: a piece that nobody takes is not sent again and again. */
    private boolean agreed;

    Delivery(Ready.Install install, SnapshotStore.Reader reader) {
      this.install = install;
      this.reader = reader;
      this.began = env.now();
      this.lastProgress = began;
    }

    void next() {
      if (!core.snapshots().wanted(install)) {
        end();
      } else if (env.now() - lastProgress > PATIENCE_IN_ELECTIONS * options.getMaxElectionTimeout()) {
        core.snapshots().undelivered(env.now(), install);
        end();
      } else if (agreed && offset < reader.size()) {
        door.ask(() -> reader.read(offset, options.getSnapshots().getChunkBytes()), this::send,
          SnapshotSender.this::unreadable);
      } else {
        send(Buffer.buffer());
      }
    }

    private void send(Buffer piece) {
      boolean done = agreed && offset + piece.length() == reader.size();
      sent += piece.length();
      outbound.install(install, new InstallSnapshot(core.clusterId(), install.term(), options.getNodeId(),
        reader.meta(), offset, piece, done), this::answered, this::lost);
    }

    private void answered(InstallSnapshotResponse response) {
      core.snapshots().answered(env.now(), install, response);
      if (response.installed()) {
        core.snapshots().delivered(env.now(), install, reader.meta());
      }
      if (response.offset() < offset) {
        // It has forgotten what it had: the newest snapshot is better, and lets the log go that follows this one.
        core.snapshots().undelivered(env.now(), install);
        end();
        return;
      }
      if (response.offset() > offset) {
        lastProgress = env.now();
      }
      boolean onward = !agreed || response.offset() > offset;
      agreed = true;
      offset = Math.min(response.offset(), reader.size());
      later(onward ? rateDelay() : options.getHeartbeatInterval());
    }

    private void lost() {
      agreed = false;
      later(options.getHeartbeatInterval());
    }

    private long rateDelay() {
      long due = began + sent * 1000 / options.getSnapshots().getMaxBytesPerSecond();
      return Math.max(0, due - env.now());
    }

    private void later(long delay) {
      if (delay > 0) {
        env.schedule(delay, () -> door.run(this::next));
      } else {
        next();
      }
    }

    private void end() {
      deliveries.remove(this);
      reader.close();
      input.run();
    }
  }
}
