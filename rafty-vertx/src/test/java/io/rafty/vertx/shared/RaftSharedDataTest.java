package io.rafty.vertx.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Codec;
import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SharedDataException;
import io.rafty.vertx.SharedDataException.Reason;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.TypedStateMachine;
import io.rafty.vertx.http.Statuses;
import io.rafty.vertx.log.InMemoryLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three real nodes in one process, each on an event loop of its own, and what applications do with them. */
@Timeout(60)
class RaftSharedDataTest {

  private static final List<String> IDS = List.of("a", "b", "c");
  private static final long LEASE = 1_500;

  private final Vertx vertx = Vertx.vertx();
  private final List<RaftNode> nodes = new ArrayList<>();
  private final List<RaftSharedData> shared = new ArrayList<>();

  @BeforeEach
  void start() {
    InProcessPeers peers = InProcessPeers.create();
    for (String id : IDS) {
      Promise<Void> made = Promise.promise();
      vertx.getOrCreateContext().runOnContext(hop -> {
        RaftNode node = RaftNode.create(vertx, new RaftOptions().setNodeId(id).setAddress(id)
          .setMinElectionTimeout(150).setMaxElectionTimeout(300).setHeartbeatInterval(40), InMemoryLog.create(),
          SnapshotStore.none(), SharedStateMachine.create(), peers);
        peers.register(id, node);
        nodes.add(node);
        shared.add(RaftSharedData.create(vertx, node, new SharedDataOptions().setLeaseMillis(LEASE)));
        made.complete();
      });
      join(made.future());
    }
    join(Future.all(nodes.stream().map(RaftNode::start).toList()));
    join(Future.all(shared.stream().map(each -> each.withLock("ready", lock -> Future.succeededFuture())).toList()));
  }

  @AfterEach
  void stop() {
    join(Future.join(nodes.stream().map(RaftNode::stop).toList()));
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static Reason reason(Future<?> future) {
    Throwable cause = assertThrows(CompletionException.class, () -> join(future)).getCause();
    return assertInstanceOf(SharedDataException.class, cause).reason();
  }

  @Test
  void aLockGoesFromServerToServerWithALargerTokenEachTime() {
    FencedLock first = join(shared.get(0).getLock("l"));
    assertTrue(first.isHeld());
    Future<FencedLock> waiting = shared.get(1).getLock("l");
    assertEquals(Reason.TIMEOUT, reason(shared.get(2).getLockWithTimeout("l", 50)));
    assertFalse(waiting.isComplete());
    join(first.unlock());
    assertFalse(first.isHeld());
    FencedLock second = join(waiting);
    assertTrue(second.token() > first.token());
    second.release();
    assertEquals("done", join(shared.get(2).withLock("l", lock -> Future.succeededFuture(
      lock.token() > second.token() ? "done" : "again"))));
    assertEquals("broken", assertThrows(CompletionException.class, () -> join(shared.get(2).withLock("l", lock -> {
      throw new IllegalStateException("broken");
    }))).getCause().getMessage());
    join(join(shared.get(0).getLock("l")).unlock());
  }

  @Test
  void aLockIsKeptForLongerThanItsLeaseAndLostWithItsServer() {
    FencedLock lock = join(shared.get(0).getLock("l"));
    assertEquals(Reason.TIMEOUT, reason(shared.get(1).getLockWithTimeout("l", LEASE + 100)));
    assertTrue(lock.isHeld(), "it is renewed");
    Future<FencedLock> waiting = shared.get(1).getLockWithTimeout("l", 20_000);
    join(nodes.get(0).stop());
    join(lock.lost());
    FencedLock next = join(waiting);
    assertTrue(next.token() > lock.token());
    assertEquals(Reason.CLOSED, reason(lock.unlock()));
  }

  @Test
  void aSemaphoreHasSoManyHoldersAndAllSayHowMany() {
    List<FencedLock> held = new ArrayList<>();
    for (RaftSharedData each : shared.subList(0, 2)) {
      held.add(join(each.semaphore("s", 2).acquire()));
    }
    assertEquals(Reason.TIMEOUT, reason(shared.get(2).semaphore("s", 2).acquire(50)));
    Future<FencedLock> other = shared.get(2).semaphore("s", 3).acquire();
    assertEquals(Reason.PERMITS_DIFFER, reason(other));
    assertEquals(409, Statuses.of(other.cause()));
    join(held.get(0).unlock());
    join(shared.get(2).semaphore("s", 2).acquire());
    assertThrows(IllegalArgumentException.class, () -> shared.get(0).semaphore("s", 0));
  }

  @Test
  void leadersFollowEachOther() {
    Election one = shared.get(0).election("job");
    assertEquals(Optional.empty(), join(one.leader()));
    Leadership first = join(one.campaign("one"));
    Future<Leadership> waiting = shared.get(1).election("job").campaign("two");
    assertEquals(Optional.of(new Election.Leader("one", first.token())), join(shared.get(2).election("job").leader()));
    join(shared.get(0).close());
    join(first.lost());
    Leadership second = join(waiting);
    assertTrue(second.leads() && !first.leads());
    assertEquals(Optional.of(new Election.Leader("two", second.token())), join(shared.get(2).election("job").leader()));
    assertEquals(Reason.CLOSED, reason(one.campaign("one")));
  }

  @Test
  void aCounterIsOneForAll() {
    Counter one = join(shared.get(0).getCounter("c"));
    Counter two = join(shared.get(1).getCounter("c"));
    assertEquals(List.of(1L, 1L, 5L, 3L, 2L, 2L), List.of(join(one.incrementAndGet()), join(two.getAndIncrement()),
      join(one.addAndGet(3)), join(two.addAndGet(-2)), join(one.decrementAndGet()), join(two.getAndAdd(0))));
    assertFalse(join(one.compareAndSet(3, 9)));
    assertTrue(join(one.compareAndSet(2, 9)));
    assertEquals(9, join(two.get()));
  }

  @Test
  void aMapDoesWhatAnAsyncMapDoes() {
    RaftMap<String> map = join(shared.get(0).getAsyncMap("m", Codec.text()));
    AsyncMap<String, String> other = join(shared.get(1).getAsyncMap("m", Codec.text()));
    assertNull(join(map.get("k")));
    assertNull(join(map.putIfAbsent("k", "1")));
    assertEquals("1", join(other.putIfAbsent("k", "2")));
    assertEquals("1", join(map.replace("k", "2")));
    assertNull(join(map.replace("none", "2")));
    assertFalse(join(other.replaceIfPresent("k", "1", "3")));
    assertTrue(join(other.replaceIfPresent("k", "2", "3")));
    assertFalse(join(map.removeIfPresent("k", "2")));
    join(other.put("a", "0"));
    assertEquals(Map.of("a", "0", "k", "3"), join(map.entries()));
    assertEquals(List.of("0", "3"), join(map.values()));
    assertEquals(Set.of("a", "k"), join(map.keys()));
    assertEquals(2, join(map.size()));
    assertEquals("3", join(map.remove("k")));
    assertTrue(join(map.removeIfPresent("a", "0")));
    join(other.put("b", "1"));
    join(map.clear());
    assertEquals(0, join(other.size()));
    for (Future<?> wrong : List.of(map.put("", "v"), map.put("k", "v", 0), map.put("k", "v", -1),
      map.put("k", "v".repeat(Limits.VALUE_BYTES + 1)), map.get("k".repeat(Limits.NAME_BYTES + 1)))) {
      assertInstanceOf(IllegalArgumentException.class,
        assertThrows(CompletionException.class, () -> join(wrong)).getCause());
    }
  }

  @Test
  void whatHasATimeToLiveGoesByItselfAndWatchersSeeIt() throws InterruptedException {
    RaftMap<String> map = join(shared.get(0).getAsyncMap("m", Codec.text()));
    RaftMap<String> other = join(shared.get(1).getAsyncMap("m", Codec.text()));
    BlockingQueue<MapChange<String>> told = new LinkedBlockingQueue<>();
    Watch watch = join(other.watch("k", told::add));
    join(map.put("other", "1"));
    join(map.put("k", "1", 50));
    MapChange<String> put = told.poll(20, TimeUnit.SECONDS);
    MapChange<String> gone = told.poll(20, TimeUnit.SECONDS);
    assertEquals(List.of(MapChange.Kind.PUT, MapChange.Kind.EXPIRED), List.of(put.kind(), gone.kind()));
    assertEquals(Optional.of("1"), put.value());
    watch.close();
    join(watch.ended());
    join(map.put("k", "2"));
    BlockingQueue<MapChange<String>> rest = new LinkedBlockingQueue<>();
    Watch again = join(shared.get(2).getAsyncMap("m", Codec.text())).watch("k", put.revision(), rest::add);
    assertEquals(gone, rest.poll(20, TimeUnit.SECONDS), "a revision is good on every server");
    assertEquals(Optional.of("2"), rest.poll(20, TimeUnit.SECONDS).value());
    assertEquals(0, told.size());
    join(shared.get(2).close());
    assertEquals(Reason.CLOSED, reason(again.ended()));
    Watch broken = map.watch("", 0, change -> {
      throw new IllegalStateException("broken");
    });
    assertThrows(CompletionException.class, () -> join(broken.ended()));
  }

  @Test
  void aServiceIsListedUntilItsServerIsGone() throws InterruptedException {
    BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
    shared.get(2).services().watch("web", all -> told.add(all.stream().map(ServiceInstance::id).toList()));
    assertEquals(List.of(), told.poll(20, TimeUnit.SECONDS));
    Registration one = join(shared.get(0).services().register("web", "1", new JsonObject().put("port", 80)));
    assertEquals(List.of("1"), told.poll(20, TimeUnit.SECONDS));
    Registration two = join(shared.get(1).services().register("web", "2", new JsonObject(), 1_000));
    assertEquals(List.of("1", "2"), told.poll(20, TimeUnit.SECONDS));
    assertTrue(one.isRegistered() && two.isRegistered());
    assertEquals(80, join(shared.get(2).services().lookup("web")).get(0).metadata().getInteger("port"));
    join(one.close());
    assertEquals(List.of("2"), told.poll(20, TimeUnit.SECONDS));
    join(nodes.get(1).stop());
    assertEquals(List.of(), told.poll(20, TimeUnit.SECONDS));
    assertEquals(List.of(), join(shared.get(2).services().lookup("web")));
  }

  @Test
  void futuresCompleteOnTheContextOfTheCaller() {
    Context caller = vertx.getOrCreateContext();
    Promise<Context> completed = Promise.promise();
    caller.runOnContext(hop -> shared.get(0).getLock("l")
      .onSuccess(lock -> completed.complete(Vertx.currentContext())));
    assertSame(caller, join(completed.future()));
  }

  @Test
  void anotherStateMachineIsToldFromOneOfSharedData() {
    RaftNode node = RaftNode.create(vertx, new RaftOptions().setNodeId("d").setAddress("d"), InMemoryLog.create(),
      SnapshotStore.none(), TypedStateMachine.create(Codec.text(), Codec.text(), text -> "no reply of ours"),
      InProcessPeers.create());
    nodes.add(node);
    join(node.start());
    RaftSharedData misled = RaftSharedData.create(vertx, node);
    Throwable cause = assertThrows(CompletionException.class, () -> join(misled.getLockWithTimeout("l", 20_000)))
      .getCause();
    assertTrue(cause.getMessage().contains("SharedStateMachine"), cause.getMessage());
  }

  @Test
  void optionsAreCheckedAndHaveAFormInJson() {
    JsonObject json = new SharedDataOptions().setLeaseMillis(3_000).setMaxClockDrift(0.2).setLockTimeout(1)
      .setTickMillis(2).toJson();
    assertEquals(json, new SharedDataOptions(json).toJson());
    assertEquals(2000, new SharedDataOptions(new JsonObject().put("leaseMillis", "2s")).getLeaseMillis());
    assertEquals("unknown option 'lease'; known: leaseMillis, lockTimeout, maxClockDrift, tickMillis",
      assertThrows(IllegalArgumentException.class, () -> new SharedDataOptions(new JsonObject().put("lease", 1)))
        .getMessage());
    for (SharedDataOptions wrong : List.of(new SharedDataOptions().setLeaseMillis(99),
      new SharedDataOptions().setMaxClockDrift(-0.1), new SharedDataOptions().setTickMillis(0),
      new SharedDataOptions().setLockTimeout(-1))) {
      assertThrows(IllegalArgumentException.class, () -> RaftSharedData.create(vertx, nodes.get(0), wrong));
    }
  }
}
