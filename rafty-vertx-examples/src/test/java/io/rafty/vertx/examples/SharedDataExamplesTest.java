package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.log.InMemoryLog;
import io.rafty.vertx.shared.RaftSharedData;
import io.rafty.vertx.shared.Registration;
import io.rafty.vertx.shared.SharedStateMachine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the page about shared data shows does what it says, on a cluster of one. */
@Timeout(60)
class SharedDataExamplesTest {

  private final Vertx vertx = Vertx.vertx();

  @TempDir
  private Path folder;

  @AfterEach
  void close() {
    join(vertx.close());
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private RaftSharedData start() {
    Promise<RaftSharedData> started = Promise.promise();
    vertx.getOrCreateContext().runOnContext(hop -> {
      RaftNode node = RaftNode.create(vertx, new RaftOptions().setNodeId("1"), InMemoryLog.create(),
        SnapshotStore.none(), SharedStateMachine.create(), InProcessPeers.create());
      RaftSharedData shared = RaftSharedData.create(vertx, node);
      node.start().compose(up -> shared.withLock("a leader", lock -> Future.succeededFuture(shared)))
        .onComplete(started);
    });
    return join(started.future());
  }

  @Test
  void theJobRunsAgainAndAgain() throws InterruptedException {
    BlockingQueue<Long> runs = new LinkedBlockingQueue<>();
    String deployment = join(SingletonJobExample.run(vertx, new RaftOptions().setNodeId("1").setHost("127.0.0.1")
      .setPort(0).setDataFolder(folder.toString()), runs::add));
    long token = runs.poll(20, TimeUnit.SECONDS);
    assertEquals(token, runs.poll(20, TimeUnit.SECONDS));
    join(vertx.undeploy(deployment));
  }

  @Test
  void oneAfterTheOtherWritesItsInvoice() {
    LockExample.Invoices invoices = new LockExample.Invoices();
    LockExample example = new LockExample(start(), invoices);
    assertEquals(1, join(example.next()));
    assertEquals(2, join(example.next()));
    assertTrue(invoices.write(1).failed(), "an old token is refused");
    assertEquals("1 EUR = 1 EUR", join(example.rates()));
  }

  @Test
  void countersMapsAndServicesAreShared() throws InterruptedException {
    SharedDataExample example = new SharedDataExample(start());
    assertEquals(1, join(example.nextNumber()));
    assertEquals(2, join(example.nextNumber()));
    join(example.remember("ann", "a book"));
    assertEquals(Map.of("ann", "a book"), join(example.copy()));
    BlockingQueue<List<String>> lists = new LinkedBlockingQueue<>();
    example.follow(all -> lists.add(all.stream().map(each -> each.id() + each.metadata().getInteger("port")).toList()));
    assertEquals(List.of(), lists.poll(20, TimeUnit.SECONDS));
    Registration one = join(example.offer("1", "localhost", 80));
    assertEquals(List.of("180"), lists.poll(20, TimeUnit.SECONDS));
    join(one.close());
    assertEquals(List.of(), lists.poll(20, TimeUnit.SECONDS));
  }
}
