package io.rafty.vertx.sim;

import io.rafty.vertx.Log;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.log.Disk;
import io.rafty.vertx.node.Env;

/** Makes the production code that runs on a server: its node and its log. */
public interface Nodes {

  /** As they are. */
  Nodes PLAIN = new PlainNodes();

  /** A node. */
  RaftNode node(Env env, RaftOptions options, Log log, SnapshotStore snapshots, StateMachine machine,
                PeersProvider peers);

  /** A log. */
  Log log(Disk disk, int segmentBytes);

  /** The state machine of shared data. */
  StateMachine shared();

  /** A store of snapshots. */
  SnapshotStore snapshots(Disk disk);
}
