package io.rafty.vertx.examples.kill;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Peer;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Others, and how long it was between two heartbeats to one of them, and between two of its answers, at most. */
final class ProbedPeers implements PeersProvider {

  /** The longest time between two events of one kind. */
  private static final class Gap {

    private final Map<String, Long> last = new ConcurrentHashMap<>();
    private final AtomicLong longest = new AtomicLong();

    void event(String address) {
      long now = System.nanoTime();
      Long before = last.put(address, now);
      if (before != null) {
        longest.accumulateAndGet(now - before, Math::max);
      }
    }

    long reset() {
      return TimeUnit.NANOSECONDS.toMillis(longest.getAndSet(0));
    }
  }

  private final PeersProvider others;
  private final Gap sent = new Gap();
  private final Gap answered = new Gap();
  private final AtomicLong pieces = new AtomicLong();

  ProbedPeers(PeersProvider others) {
    this.others = others;
  }

  /** Milliseconds since somebody asked last, and pieces of snapshots that were sent ever. */
  JsonObject ask() {
    return new JsonObject().put("sent", sent.reset()).put("answered", answered.reset()).put("pieces", pieces.get());
  }

  @Override
  public Future<List<String>> addresses() {
    return others.addresses();
  }

  @Override
  public Peer connect(String address) {
    return new ProbedPeer(others.connect(address));
  }

  private final class ProbedPeer implements Peer {

    private final Peer peer;

    ProbedPeer(Peer peer) {
      this.peer = peer;
    }

    @Override
    public String address() {
      return peer.address();
    }

    @Override
    public Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
      sent.event(address());
      return peer.appendEntries(request).onSuccess(answer -> answered.event(address()));
    }

    @Override
    public Future<RequestVoteResponse> requestVote(RequestVote request) {
      return peer.requestVote(request);
    }

    @Override
    public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
      pieces.incrementAndGet();
      return peer.installSnapshot(request);
    }

    @Override
    public Future<CommandResponse> command(CommandRequest request) {
      return peer.command(request);
    }

    @Override
    public Future<JoinResponse> join(JoinRequest request) {
      return peer.join(request);
    }

    @Override
    public Future<Void> close() {
      return peer.close();
    }
  }
}
