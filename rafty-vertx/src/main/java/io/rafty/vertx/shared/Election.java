package io.rafty.vertx.shared;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Of all that campaign in the cluster, at most one leads at a time: for a job that must run once. */
public interface Election {

  /**
   * Who leads.
   *
   * @param id    what it has campaigned with
   * @param token larger than that of every leader before
   */
  record Leader(String id, long token) {

    static Leader of(Change holder) {
      return new Leader(holder.value().map(Buffer::toString).orElse(""), holder.revision());
    }
  }

  /**
   * Waits until it is this candidate's turn, as long as that takes; candidates lead in the order in which they came.
   *
   * @param id tells others who leads
   * @return the leadership. Fails with {@link io.rafty.vertx.SharedDataException} as {@code FULL} or {@code CLOSED}
   */
  Future<Leadership> campaign(String id);

  /**
   * Who leads, in a state with everything acknowledged before the call; nothing if nobody does.
   *
   * @return fails as {@link io.rafty.vertx.RaftNode#read}
   */
  Future<Optional<Leader>> leader();
}
