package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is served for Prometheus and load balancers, by servers that run. */
@Timeout(120)
class WatchingTest {

  private static final Path DASHBOARD = Path.of("src/main/grafana/rafty.json");
  private static final Pattern NAME = Pattern.compile("\\brafty_[a-z_]+");
  private static final int POLLS = 1500;
  private static final long POLL_MILLIS = 20;

  @TempDir
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();

  @AfterEach
  void close() throws TimeoutException {
    wait(vertx.close());
  }

  @Test
  void theDashboardShowsOnlyWhatARunningClusterExposesAndItsServersAreReady() throws Exception {
    List<Integer> ports = FreePorts.take(3);
    List<String> addresses = ports.stream().map(port -> "localhost:" + port).toList();
    List<RaftOptions> servers = IntStream.range(0, 3).mapToObj(i -> new RaftOptions().setNodeId("" + (i + 1))
      .setPort(ports.get(i)).setPeers(addresses).setDataFolder(folder.resolve("" + i).toString())).toList();
    ExampleServers running = wait(ExampleServers.start(vertx, servers, true));
    until(() -> Future.succeededFuture(running.states().stream().anyMatch(NodeState::isLeader)));
    wait(client.request(HttpMethod.PUT, ports.get(0), "localhost", "/kv/a").compose(request -> request.send("b")));
    for (int port : ports) {
      until(() -> get(port, "/health/ready").map(body -> new JsonObject(body).getString("status").equals("UP")));
      assertEquals("UP", new JsonObject(wait(get(port, "/health/live"))).getString("status"));
    }
    Set<String> exposed = new TreeSet<>();
    for (int port : ports) {
      exposed.addAll(names(wait(get(port, "/metrics"))));
    }
    Set<String> shown = names(expressions(new JsonObject(Files.readString(DASHBOARD))));
    assertTrue(shown.size() > 20, shown::toString);
    shown.removeAll(exposed);
    assertEquals(Set.of(), shown, () -> "not among what is exposed: " + exposed);
  }

  private static String expressions(JsonObject dashboard) {
    return dashboard.getJsonArray("panels").stream().map(JsonObject.class::cast)
      .filter(panel -> panel.containsKey("targets"))
      .flatMap(panel -> panel.getJsonArray("targets").stream()).map(JsonObject.class::cast)
      .map(target -> target.getString("expr"))
      .collect(Collectors.joining("\n")) + dashboard.getJsonObject("templating").encode();
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
  }

  private Future<String> get(int port, String path) {
    Promise<String> text = Promise.promise();
    // on one context, or the answer could come before somebody listens for its body
    vertx.runOnContext(begin -> client.request(HttpMethod.GET, port, "localhost", path)
      .compose(request -> request.send()).compose(response -> response.body()).map(Buffer::toString)
      .onComplete(text));
    return text.future();
  }

  private void until(Supplier<Future<Boolean>> condition) throws TimeoutException {
    Promise<Void> met = Promise.promise();
    poll(condition, met, POLLS);
    wait(met.future());
  }

  private void poll(Supplier<Future<Boolean>> condition, Promise<Void> met, int left) {
    condition.get().onComplete(asked -> {
      if (asked.succeeded() && asked.result()) {
        met.complete();
      } else if (left == 0) {
        met.fail("awaited in vain: " + asked);
      } else {
        vertx.setTimer(POLL_MILLIS, again -> poll(condition, met, left - 1));
      }
    });
  }

  private static <T> T wait(Future<T> future) throws TimeoutException {
    return future.await(30, TimeUnit.SECONDS);
  }
}
