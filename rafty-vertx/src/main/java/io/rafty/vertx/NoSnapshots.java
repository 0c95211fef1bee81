package io.rafty.vertx;

import io.vertx.core.Future;
import java.util.Optional;

/** The absence of a store. */
final class NoSnapshots implements SnapshotStore {

  static final SnapshotStore INSTANCE = new NoSnapshots();

  private NoSnapshots() {
  }

  @Override
  public Future<Optional<SnapshotMeta>> open() {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<Writer> create(SnapshotMeta meta) {
    return Future.failedFuture("this server has no store for snapshots");
  }

  @Override
  public Future<Optional<Reader>> newest() {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
