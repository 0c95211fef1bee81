package io.rafty.vertx;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Nodes of one process that reach each other without a network: for tests, and for trying things out. A node is reached
 * as long as it is registered under its address.
 */
public final class InProcessPeers implements PeersProvider {

  private final AtomicReference<Map<String, RaftRequests>> nodes = new AtomicReference<>(Map.of());

  private InProcessPeers() {
  }

  /** A network without nodes. */
  public static InProcessPeers create() {
    return new InProcessPeers();
  }

  /** Makes a node reachable under an address, in the place of the one that had it. From any thread. */
  public InProcessPeers register(String address, RaftRequests node) {
    nodes.updateAndGet(now -> {
      Map<String, RaftRequests> next = new TreeMap<>(now);
      next.put(address, node);
      return next;
    });
    return this;
  }

  /** Makes an address unreachable. From any thread. */
  public InProcessPeers unregister(String address) {
    nodes.updateAndGet(now -> {
      Map<String, RaftRequests> next = new TreeMap<>(now);
      next.remove(address);
      return next;
    });
    return this;
  }

  /** Every registered address. */
  @Override
  public Future<List<String>> addresses() {
    return Future.succeededFuture(List.copyOf(nodes.get().keySet()));
  }

  @Override
  public Peer connect(String address) {
    return new InProcessPeer(address);
  }

  private final class InProcessPeer implements Peer {

    private final String address;

    InProcessPeer(String address) {
      this.address = address;
    }

    private <T> Future<T> call(Function<RaftRequests, Future<T>> request) {
      RaftRequests node = nodes.get().get(address);
      return node == null
        ? Future.failedFuture("no node is registered under '" + address + "'")
        : request.apply(node);
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public Future<AppendEntriesResponse> appendEntries(AppendEntries request) {
      return call(node -> node.appendEntries(request));
    }

    @Override
    public Future<RequestVoteResponse> requestVote(RequestVote request) {
      return call(node -> node.requestVote(request));
    }

    @Override
    public Future<CommandResponse> command(CommandRequest request) {
      return call(node -> node.command(request));
    }

    @Override
    public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
      return call(node -> node.installSnapshot(request));
    }

    @Override
    public Future<JoinResponse> join(JoinRequest request) {
      return call(node -> node.join(request));
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
