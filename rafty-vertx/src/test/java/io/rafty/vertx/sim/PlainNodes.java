package io.rafty.vertx.sim;

import io.rafty.vertx.Log;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.log.Disk;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.rafty.vertx.node.Env;
import io.rafty.vertx.node.NodeShell;
import io.rafty.vertx.shared.SharedStateMachine;

/** The production code that this class was loaded with. Mutations load it once more, beside mutated code. */
public final class PlainNodes implements Nodes {

  @Override
  public RaftNode node(Env env, RaftOptions options, Log log, SnapshotStore snapshots, StateMachine machine,
                       PeersProvider peers) {
    return NodeShell.create(env, options, log, snapshots, machine, peers);
  }

  @Override
  public Log log(Disk disk, int segmentBytes) {
    return FileLog.create(disk, segmentBytes);
  }

  @Override
  public StateMachine shared() {
    return SharedStateMachine.create();
  }

  @Override
  public SnapshotStore snapshots(Disk disk) {
    return FileSnapshots.create(disk);
  }
}
