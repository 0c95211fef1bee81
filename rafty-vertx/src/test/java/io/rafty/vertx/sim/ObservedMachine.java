package io.rafty.vertx.sim;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Reports everything that is applied. */
final class ObservedMachine implements StateMachine {

  private final StateMachine machine;
  private final SimServer server;
  private final SimCluster cluster;

  ObservedMachine(StateMachine machine, SimServer server, SimCluster cluster) {
    this.machine = machine;
    this.server = server;
    this.cluster = cluster;
  }

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    cluster.applied(server, index, command);
    return machine.apply(index, command);
  }

  @Override
  public Future<Buffer> apply(long index, long clusterMillis, Buffer command) {
    cluster.applied(server, index, command);
    return machine.apply(index, clusterMillis, command);
  }

  @Override
  public Future<Buffer> query(Buffer query) {
    return machine.query(query);
  }

  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    return machine.snapshot();
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    return machine.restore(index, chunks).onSuccess(done -> cluster.restored(server, index));
  }

  @Override
  public Future<Long> lastApplied() {
    return machine.lastApplied();
  }
}
