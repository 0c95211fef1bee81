package io.rafty.vertx.node;

import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.Log;
import io.rafty.vertx.NodeVitals.SnapshotTransfer;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.protocol.RaftCore;
import io.rafty.vertx.protocol.Ready;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** All that a running node does with snapshots: takes, sends and receives them, and shortens the log after them. */
final class Snapshots {

  private static final int SILENCE_IN_ELECTIONS = 10;

  private final Env env;
  private final Door door;
  private final RaftOptions options;
  private final RaftCore core;
  private final SnapshotStore store;
  private final StateMachine machine;
  private final Runnable input;
  private final Consumer<Throwable> failed;
  private final SnapshotTrouble trouble;
  private final Compaction compaction;
  private final SnapshotWishes wishes;
  private final SnapshotTaker taker;
  private final SnapshotSender sender;
  private final SnapshotReceiver receiver;
  private Optional<Applier> applier = Optional.empty();

  Snapshots(Env env, Door door, RaftOptions options, RaftCore core, Log log, SnapshotStore store, StateMachine machine,
            Outbound outbound, Optional<SnapshotMeta> newest, Watch watch, Runnable input, Consumer<Throwable> failed) {
    this.env = env;
    this.door = door;
    this.options = options;
    this.core = core;
    this.store = store;
    this.machine = machine;
    this.input = input;
    this.failed = failed;
    this.sender = new SnapshotSender(env, door, options, core, store, outbound, input, failed);
    this.compaction = new Compaction(door, core, log, newest, sender::oldest, failed);
    this.trouble = new SnapshotTrouble(input, failed);
    this.wishes = new SnapshotWishes(env, door, store, input);
    this.taker = new SnapshotTaker(env, door, options, core, store, machine, trouble, wishes, meta -> {
      compaction.after(meta);
      watch.snapshot(meta.lastIncludedIndex(), false);
    }, failed);
    this.receiver = new SnapshotReceiver(door, core, store, taker, trouble, meta -> {
      compaction.received(meta);
      watch.snapshot(meta.lastIncludedIndex(), true);
    }, input, failed);
  }

  /** The applier stands still while a leader's snapshot is restored. */
  void restoreThrough(Applier paused) {
    applier = Optional.of(paused);
  }

  /** Between two commands. */
  void consider(long appliedBytes) {
    if (core.snapshots().possible() && core.lastApplied() > compaction.newest()) {
      taker.consider(appliedBytes);
    } else if (core.lastApplied() <= compaction.newest()) {
      wishes.giveNewest();
    }
  }

  /** A snapshot of what has been applied when this is called, or later. */
  Future<SnapshotStore.Reader> wish() {
    return wishes.add();
  }

  /** True if somebody waits for a snapshot that can be begun between two commands. */
  boolean wished() {
    return wishes.any();
  }

  /** The node is about to stop. */
  void abandon(String why) {
    wishes.abandon(why);
  }

  /** A piece of a leader's snapshot. */
  void receive(long call, InstallSnapshot piece) {
    if (core.snapshots().receive(env.now(), call, piece)) {
      receiver.receive(env.now(), call, piece);
    }
  }

  void install(Ready.Install install) {
    sender.install(install);
  }

  /** Empty, or what keeps snapshots from being stored. */
  String trouble() {
    return trouble.note();
  }

  /** Snapshots on their way to or from this server. */
  List<SnapshotTransfer> transfers() {
    return Stream.concat(sender.transfers(), receiver.transfer().stream()).toList();
  }

  void tick(long now) {
    receiver.giveUpAfter(now, SILENCE_IN_ELECTIONS * options.getMaxElectionTimeout());
  }

  /** A leader's snapshot has taken the place of the log, durably. */
  void restore(SnapshotMeta meta) {
    compaction.replaced(meta);
    Applier paused = applier.orElseThrow();
    paused.interrupt(() -> Restore.run(door, options, store, machine, index -> {
      paused.resumeAfter(index);
      input.run();
    }, failed));
  }
}
