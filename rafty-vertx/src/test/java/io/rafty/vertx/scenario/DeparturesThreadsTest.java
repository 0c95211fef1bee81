package io.rafty.vertx.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.CommandRequest;
import io.rafty.vertx.CommandResponse;
import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.InstallSnapshot;
import io.rafty.vertx.InstallSnapshotResponse;
import io.rafty.vertx.JoinRequest;
import io.rafty.vertx.JoinResponse;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.Peer;
import io.rafty.vertx.PeersProvider;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.log.InMemoryLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real node on Vert.x, asked from many threads at once: its state changes on one of them only. */
@Timeout(60)
class DeparturesThreadsTest {

  private static final int THREADS = 8;
  private static final int TERMS = 200;
  private static final List<String> CANDIDATES = List.of("b", "c", "d", "e");

  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);

  private record Vote(String candidate, RequestVoteResponse response) {
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
    await(vertx.close());
  }

  @Test
  void d15_votesAskedForFromManyThreadsAtOnceAreGrantedOnceATerm() {
    WatchedLog log = new WatchedLog(ofFive());
    RaftNode node = node(log);
    await(node.start());
    for (long term = 2; term < 2 + TERMS; term++) {
      List<Future<Vote>> votes = new ArrayList<>();
      for (String candidate : CANDIDATES) {
        votes.add(ask(node, term, candidate));
        votes.add(ask(node, term, candidate));
      }
      await(Future.all(votes));
      List<String> granted = votes.stream().map(Future::result).filter(vote -> vote.response().voteGranted())
        .map(Vote::candidate).toList();
      assertEquals(2, granted.size(), () -> "one candidate is granted the vote whenever it asks: " + granted);
      assertEquals(granted.get(0), granted.get(1));
    }
    assertEquals(TERMS + 1, node.state().term());
    assertEquals(1, log.threads.size(), () -> "the log was written from " + log.threads);
    await(node.stop());
  }

  private Future<Vote> ask(RaftNode node, long term, String candidate) {
    RequestVote request = new RequestVote("c1", term, candidate, 1, 1, false);
    Promise<Vote> answer = Promise.promise();
    callers.execute(() -> node.requestVote(request)
      .map(response -> new Vote(candidate, response)).onComplete(answer));
    return answer.future();
  }

  @Test
  void d15_whateverTheThreadOfTheCallerTheNodeWorksOnItsOwn() {
    WatchedLog log = new WatchedLog(ofFive());
    Set<String> forwarding = new ConcurrentSkipListSet<>();
    InProcessPeers peers = InProcessPeers.create();
    RaftNode leader = node(new WatchedLog(ofFive()), peers);
    await(leader.start());
    RaftNode node = node(log, watched(peers, forwarding));
    peers.register("b", leader);
    await(node.start());
    await(node.appendEntries(new AppendEntries("c1", 2, "b", 1, 1, List.of(), 1)));
    List<Future<Buffer>> requests = new ArrayList<>();
    for (int i = 0; i < 10 * THREADS; i++) {
      Promise<Buffer> answer = Promise.promise();
      callers.execute(() -> node.request(Buffer.buffer("x")).onComplete(answer));
      requests.add(answer.future());
    }
    await(Future.join(requests).transform(end -> Future.succeededFuture()));
    assertEquals(1, forwarding.size(), () -> "requests were passed on from " + forwarding);
    assertEquals(log.threads, forwarding);
  }

  private static PeersProvider watched(PeersProvider peers, Set<String> threads) {
    return new PeersProvider() {
      @Override
      public Future<List<String>> addresses() {
        return peers.addresses();
      }

      @Override
      public Peer connect(String address) {
        return new WatchedPeer(peers.connect(address), threads);
      }
    };
  }

  @Test
  void d32_aRequestBeforeTheStartIsRejectedAndSaysSo() {
    RaftNode node = node(ofFive());
    Throwable cause = awaitFailure(node.request(Buffer.buffer("x")));
    assertEquals(Reason.STOPPED, assertInstanceOf(RejectedException.class, cause).reason());
  }

  @Test
  void d32_aRequestAfterTheStopIsRejectedAndSaysSo() {
    RaftNode node = node(ofFive());
    await(node.start());
    await(node.stop());
    Throwable cause = awaitFailure(node.request(Buffer.buffer("x")));
    assertEquals(Reason.STOPPED, assertInstanceOf(RejectedException.class, cause).reason());
    assertTrue(cause.getMessage().contains("the node was stopped"), cause.getMessage());
  }

  /** Its timeouts are so long that it never campaigns during the test. */
  private RaftNode node(Log log) {
    return node(log, InProcessPeers.create());
  }

  private RaftNode node(Log log, PeersProvider peers) {
    RaftOptions options = new RaftOptions().setNodeId("a").setAddress("a")
      .setMinElectionTimeout(600_000).setMaxElectionTimeout(900_000);
    return RaftNode.create(vertx, options, log, SnapshotStore.none(),
      (index, command) -> Future.succeededFuture(command), peers);
  }

  private static Log ofFive() {
    Configuration five = new Configuration("c1", List.of("a", "b", "c", "d", "e").stream()
      .map(id -> new Member(id, id, MemberRole.VOTER)).toList());
    InMemoryLog log = InMemoryLog.create();
    await(log.open());
    await(log.append(new HardState("a", "c1", 1, 1, HardState.NONE),
      List.of(new LogEntry(1, 1, EntryType.CONFIGURATION, five.toBuffer()))));
    await(log.close());
    return log;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came within 20 s", e);
    }
  }

  private static Throwable awaitFailure(Future<?> future) {
    return await(future.transform(end -> end.failed()
      ? Future.succeededFuture(end.cause())
      : Future.failedFuture(new AssertionError("succeeded with " + end.result()))));
  }

  /** Remembers from which threads it was written. */
  private static final class WatchedLog implements Log {

    private final Log log;
    private final Set<String> threads = new ConcurrentSkipListSet<>();

    WatchedLog(Log log) {
      this.log = log;
    }

    @Override
    public Future<RecoveredLog> open() {
      return log.open();
    }

    @Override
    public Future<Void> append(HardState hardState, List<LogEntry> entries) {
      threads.add(Thread.currentThread().getName());
      return log.append(hardState, entries);
    }

    @Override
    public Future<List<LogEntry>> read(long fromIndex, int maxEntries, long maxBytes) {
      return log.read(fromIndex, maxEntries, maxBytes);
    }

    @Override
    public Future<Void> compact(long index, long term) {
      threads.add(Thread.currentThread().getName());
      return log.compact(index, term);
    }

    @Override
    public Future<Void> close() {
      return log.close();
    }
  }

  /** Remembers from which threads commands were passed on. */
  private record WatchedPeer(Peer peer, Set<String> threads) implements Peer {

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
    public Future<CommandResponse> command(CommandRequest request) {
      threads.add(Thread.currentThread().getName());
      return peer.command(request);
    }

    @Override
    public Future<InstallSnapshotResponse> installSnapshot(InstallSnapshot request) {
      return peer.installSnapshot(request);
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
