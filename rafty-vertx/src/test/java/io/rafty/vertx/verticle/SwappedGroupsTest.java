package io.rafty.vertx.verticle;

import static io.rafty.vertx.verticle.GroupServers.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.Codec;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RejectedException;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.TypedStateMachine;
import io.rafty.vertx.http.GroupRouter;
import io.rafty.vertx.http.HttpPeers;
import io.rafty.vertx.log.InMemoryLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A planted bug: a server hands the messages of two groups to each other's nodes. The ids of the clusters differ. */
class SwappedGroupsTest {

  private static final int SERVERS = 3;
  private static final int WRONG = 2;
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final List<GroupRouter> routers = new ArrayList<>();
  private final List<HttpPeers> peers = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final Map<String, Context> contexts = new HashMap<>();
  private final Map<String, RaftNode> nodes = new HashMap<>();
  private final Map<String, List<String>> journals = new HashMap<>();

  @AfterEach
  void close() {
    join(Future.join(nodes.values().stream().map(RaftNode::stop).toList()));
    join(vertx.close());
  }

  private void start(String... groups) {
    RaftOptions any = new RaftOptions().setNodeId("any");
    for (int server = 0; server < SERVERS; server++) {
      routers.add(GroupRouter.create(vertx, any));
      HttpServer http = join(vertx.createHttpServer().requestHandler(routers.get(server).router()).listen(0, HOST));
      addresses.add(HOST + ":" + http.actualPort());
    }
    List<Future<?>> all = new ArrayList<>();
    for (int server = 0; server < SERVERS; server++) {
      RaftOptions options = new RaftOptions().setNodeId("server" + server).setPeers(addresses);
      peers.add(HttpPeers.create(vertx, options));
      for (String group : groups) {
        all.add(start(server, group, options));
      }
    }
    join(Future.all(all));
  }

  private Future<Void> start(int server, String group, RaftOptions options) {
    String path = "/groups/" + group;
    List<String> journal = new CopyOnWriteArrayList<>();
    journals.put(server + group, journal);
    Context context = vertx.getOrCreateContext();
    contexts.put(server + group, context);
    Promise<RaftNode> made = Promise.promise();
    context.runOnContext(hop -> made.complete(RaftNode.create(vertx,
      new RaftOptions(options).setAddress(addresses.get(server) + path)
        .setPeers(addresses.stream().map(address -> address + path).toList()),
      InMemoryLog.create(), SnapshotStore.none(), TypedStateMachine.create(Codec.text(), Codec.text(), command -> {
        journal.add(command);
        return command;
      }), peers.get(server).group(group, addresses))));
    nodes.put(server + group, join(made.future()));
    mount(server, group, group);
    return nodes.get(server + group).start();
  }

  private void mount(int server, String name, String group) {
    Promise<Void> mounted = Promise.promise();
    contexts.get(server + group).runOnContext(hop -> {
      routers.get(server).mount(name, nodes.get(server + group), Router.router(vertx));
      mounted.complete();
    });
    join(mounted.future());
  }

  private void await(BooleanSupplier condition) {
    Promise<Void> reached = Promise.promise();
    vertx.setPeriodic(10, timer -> {
      if (condition.getAsBoolean()) {
        vertx.cancelTimer(timer);
        reached.tryComplete();
      }
    });
    join(reached.future());
  }

  private NodeState state(int server, String group) {
    return nodes.get(server + group).state();
  }

  private void swap(String one, String other) {
    for (String group : List.of("a", "b")) {
      routers.get(WRONG).unmount("a", nodes.get(WRONG + group));
      routers.get(WRONG).unmount("b", nodes.get(WRONG + group));
    }
    mount(WRONG, "a", one);
    mount(WRONG, "b", other);
  }

  @Test
  void messagesForTheWrongGroupChangeNothing() {
    start("a", "b");
    for (String group : List.of("a", "b")) {
      await(() -> state(0, group).leaderId().isPresent() && state(WRONG, group).leaderId().isPresent());
      join(nodes.get("0" + group).request(Buffer.buffer(group + 1)));
      await(() -> journals.get(WRONG + group).size() == 1);
      join(nodes.get("0" + group).transferLeadership("server0"));
    }
    List<NodeState> before = List.of(state(WRONG, "a"), state(WRONG, "b"));
    swap("b", "a");
    for (int i = 2; i <= 20; i++) {
      join(nodes.get("0a").request(Buffer.buffer("a" + i)));
      join(nodes.get("1b").request(Buffer.buffer("b" + i)));
    }
    assertRefused(before.get(0).configuration().clusterId(), "a");
    for (NodeState was : before) {
      String group = was == before.get(0) ? "a" : "b";
      assertEquals(List.of(group + 1), journals.get(WRONG + group));
      assertEquals(was.configuration(), state(WRONG, group).configuration());
      assertTrue(state(WRONG, group).lastIndex() <= was.lastIndex() + 1, "nothing of the other group is in its log");
    }
    swap("a", "b");
    await(() -> List.of("a", "b").stream()
      .allMatch(group -> journals.get(WRONG + group).equals(journals.get("0" + group))
        && journals.get(WRONG + group).size() == 20));
  }

  private void assertRefused(String clusterId, String group) {
    Future<AppendEntriesResponse> misled = peers.get(0).group(group, addresses)
      .connect(addresses.get(WRONG) + "/groups/" + group)
      .appendEntries(new AppendEntries(clusterId, 99, "server0", 0, 0, List.of(), 0));
    assertThrows(CompletionException.class, () -> join(misled));
    assertEquals(RejectedException.Reason.FOREIGN_CLUSTER,
      assertInstanceOf(RejectedException.class, misled.cause()).reason());
  }
}
