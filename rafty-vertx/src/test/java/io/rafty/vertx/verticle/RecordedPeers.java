package io.rafty.vertx.verticle;

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
import java.util.List;
import java.util.function.Consumer;

/** Others, and who is told of each piece of a snapshot before it is sent to them. */
record RecordedPeers(PeersProvider others, Consumer<InstallSnapshot> told) implements PeersProvider {

  @Override
  public Future<List<String>> addresses() {
    return others.addresses();
  }

  @Override
  public Peer connect(String address) {
    return new RecordedPeer(others.connect(address), told);
  }

  private record RecordedPeer(Peer peer, Consumer<InstallSnapshot> told) implements Peer {

    @Override
    public String address() {
      return peer.address();
    }

    @Override
    public Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
      return peer.appendEntries(request);
    }

    @Override
    public Future<RequestVoteResponse> requestVote(RequestVote request) {
      return peer.requestVote(request);
    }

    @Override
    public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
      told.accept(request);
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
