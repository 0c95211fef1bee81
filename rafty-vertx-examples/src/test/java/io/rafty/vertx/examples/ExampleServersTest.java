package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExampleServersTest {

  private static final int POLLS = 1500;
  private static final long POLL_MILLIS = 20;

  @TempDir
  private Path folder;

  private Vertx vertx = Vertx.vertx();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void close() throws TimeoutException {
    wait(vertx.close());
  }

  @Test
  void fiveServersKeepWhatTheyWereToldAndASixthJoins() throws Exception {
    List<Integer> ports = FreePorts.take(6);
    List<RaftOptions> five = servers(ports.subList(0, 5), addresses(ports.subList(0, 5)));
    ExampleServers running = wait(ExampleServers.start(vertx, five));
    awaitStates(running, states -> states.stream().anyMatch(NodeState::isLeader));
    assertEquals(201, put(ports.get(3), "hello"));

    wait(vertx.close());
    vertx = Vertx.vertx();
    running = wait(ExampleServers.start(vertx, five));
    awaitStates(running, states -> states.stream().anyMatch(NodeState::isLeader));
    assertEquals("hello", get(ports.get(0)));

    List<String> oneOfThem = List.of("localhost:" + ports.get(2));
    ExampleServers sixth = wait(ExampleServers.start(vertx, List.of(server(5, ports, oneOfThem))));
    awaitStates(sixth, states -> states.get(0).configuration().isVoter("6"));
    assertEquals("hello", get(ports.get(5)));
  }

  @Test
  void aPortInUseIsToldInOneLineWithExitCodeOne() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      assertEquals(1, run("--id", "1", "--port", "" + taken.getLocalPort(), "--data", folder.toString()));
      assertTrue(err.toString(StandardCharsets.UTF_8).matches(
        "Server 1 did not start: .*:" + taken.getLocalPort()
        + ".* in use \\(choose another with .*\\)\\R"), err::toString);
    }
  }

  @Test
  void aFolderThatCannotBeUsedIsToldInOneLineWithExitCodeOne() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertEquals(1, run("--id", "1", "--port", "" + FreePorts.take(1).get(0), "--data", file.toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).matches("Server 1 .*did not start: .*\\R"), err::toString);
  }

  @Test
  void aWrongOptionIsToldWithExitCodeTwo() {
    assertEquals(2, run("--prot", "8081"));
    assertEquals("unknown option '--prot'\nTry --help.\n", err.toString(StandardCharsets.UTF_8).replace("\r", ""));
  }

  @Test
  void helpIsPrintedAndNothingStarts() {
    assertEquals(0, run("--help"));
    assertEquals(ExampleOptions.USAGE, out.toString(StandardCharsets.UTF_8));
  }

  private int run(String... args) {
    return KeyValueExample.run(List.of(args), Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8),
      new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private List<RaftOptions> servers(List<Integer> ports, List<String> peers) {
    List<RaftOptions> servers = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      servers.add(server(i, ports, peers));
    }
    return servers;
  }

  private RaftOptions server(int i, List<Integer> ports, List<String> peers) {
    return new RaftOptions().setNodeId("" + (i + 1)).setPort(ports.get(i)).setPeers(peers)
      .setDataFolder(folder.resolve("" + (i + 1)).toString());
  }

  private static List<String> addresses(List<Integer> ports) {
    return ports.stream().map(port -> "localhost:" + port).toList();
  }

  private int put(int port, String value) throws TimeoutException {
    return ask(HttpMethod.PUT, port, value, response -> Future.succeededFuture(response.statusCode()));
  }

  private String get(int port) throws TimeoutException {
    return ask(HttpMethod.GET, port, "", response -> response.body().map(Buffer::toString));
  }

  /** On one context, or the answer could come before somebody listens for its body. */
  private <T> T ask(HttpMethod method, int port, String body, Function<HttpClientResponse, Future<T>> what)
    throws TimeoutException {
    Promise<T> answer = Promise.promise();
    vertx.runOnContext(begin -> vertx.createHttpClient().request(method, port, "localhost", "/kv/greeting")
      .compose(request -> request.send(body)).compose(what).onComplete(answer));
    return wait(answer.future());
  }

  private static <T> T wait(Future<T> future) throws TimeoutException {
    return future.await(30, TimeUnit.SECONDS);
  }

  private void awaitStates(ExampleServers servers, Predicate<List<NodeState>> condition) throws TimeoutException {
    Promise<Void> met = Promise.promise();
    poll(servers, condition, met, POLLS);
    wait(met.future());
  }

  private void poll(ExampleServers servers, Predicate<List<NodeState>> condition, Promise<Void> met, int left) {
    if (condition.test(servers.states())) {
      met.complete();
    } else if (left == 0) {
      met.fail("awaited in vain; the states are " + servers.states());
    } else {
      vertx.setTimer(POLL_MILLIS, again -> poll(servers, condition, met, left - 1));
    }
  }
}
