package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line, talking to three servers over HTTP. */
@Timeout(120)
class KeyValueClientTest {

  @TempDir
  private Path folder;

  private final List<Vertx> vertxes = new ArrayList<>();
  private final List<ExampleServers> servers = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void close() throws TimeoutException {
    for (Vertx vertx : vertxes) {
      wait(vertx.close());
    }
  }

  private static <T> T wait(Future<T> future) throws TimeoutException {
    return future.await(40, TimeUnit.SECONDS);
  }

  /** Each with a Vert.x of its own, so that one can go alone. */
  private String start() throws IOException, TimeoutException {
    List<Integer> ports = FreePorts.take(3);
    List<String> addresses = ports.stream().map(port -> "localhost:" + port).toList();
    for (int port : ports) {
      Vertx vertx = Vertx.vertx();
      vertxes.add(vertx);
      servers.add(wait(ExampleServers.start(vertx, List.of(new RaftOptions().setNodeId("" + port).setPort(port)
        .setPeers(addresses).setDataFolder(folder.resolve("" + port).toString())))));
    }
    return String.join(",", addresses);
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return run(out, args);
  }

  private int run(ByteArrayOutputStream into, String... args) {
    return KeyValueClient.run(new PrintStream(into, true, StandardCharsets.UTF_8),
      new PrintStream(err, true, StandardCharsets.UTF_8), args);
  }

  private static String text(ByteArrayOutputStream of) {
    return of.toString(StandardCharsets.UTF_8).replace("\r", "");
  }

  /** Says so as soon as something has been printed. */
  private static final class Heard extends ByteArrayOutputStream {

    private final Promise<Void> line = Promise.promise();

    @Override
    public void flush() {
      if (size() > 0) {
        line.tryComplete();
      }
    }
  }

  private Future<Integer> background(Callable<Integer> work) {
    Promise<Integer> end = Promise.promise();
    new Thread(() -> {
      try {
        end.complete(work.call());
      } catch (Exception e) {
        end.fail(e);
      }
    }).start();
    return end.future();
  }

  @Test
  void whatIsPutIsFoundAndWatchedWhicheverServerLeaves() throws IOException, TimeoutException {
    String at = "--servers=" + start();
    assertEquals(0, run("put", "greeting", "hello", at, "--timeout=60000"), () -> text(err));
    assertTrue(text(out).matches("created, version \\d+\n"), text(out));
    assertEquals(0, run("get", "greeting", at));
    assertEquals("hello\n", text(out));
    assertEquals(0, run(at, "get", "greeting", "--stale", "0"));
    assertEquals("hello\n", text(out));
    assertEquals(1, run("get", "nothing", at));
    assertEquals("There is no key 'nothing'.\n", text(err));

    Heard watched = new Heard();
    Future<Integer> watch = background(() -> run(watched, "watch", "greeting", "--count=2", "--interval=20", at));
    wait(watched.line.future());
    int leader = servers.stream().map(server -> server.states().get(0).isLeader()).toList().indexOf(true);
    wait(vertxes.remove(leader).close());
    assertEquals(0, run("put", "greeting", "Grüß Gott", at, "--timeout=60000"), () -> text(err));
    assertTrue(text(out).matches("changed, version \\d+\n"), text(out));
    assertEquals(0, wait(watch));
    assertTrue(text(watched).matches("version \\d+: hello\nversion \\d+: Grüß Gott\n"), text(watched));

    assertEquals(0, run("bench", "--seconds=1", "--outstanding=4", "--value-bytes=10", at), () -> text(err));
    assertTrue(text(out).matches("\\d+ puts of 10 bytes in [\\d.]+ s with 4 outstanding: \\d+/s\n"
      + "latency in ms: p50 [\\d.]+, p99 [\\d.]+, p99\\.9 [\\d.]+, max [\\d.]+\nrejected: 0, unknown: 0\n"), text(out));
  }

  @Test
  void whenNoServerAnswersItSaysWhichWereAskedAndWhyWithExitCodeThree() throws IOException {
    int port = FreePorts.take(1).get(0);
    for (String command : List.of("get key", "put key value", "bench")) {
      List<String> args = new ArrayList<>(List.of(command.split(" ")));
      args.addAll(List.of("--servers", "localhost:" + port, "--timeout", "200"));
      assertEquals(3, run(args.toArray(String[]::new)));
      assertTrue(text(err).matches("the (read|command) was not carried out within 200 ms; at last: localhost:" + port
        + " could not be reached: .*\n"), text(err));
    }
  }

  @Test
  void aWrongCommandLineIsToldWithExitCodeTwo() {
    for (String wrong : List.of("", "gett key", "get", "put key", "get key --stale soon", "get key --servers nowhere",
      "watch key --interval 0", "bench --seconds 0", "bench --outstanding 0", "bench --value-bytes 1000000",
      "get key --timeout 0")) {
      assertEquals(2, run(wrong.isEmpty() ? new String[0] : wrong.split(" ")), wrong);
      assertTrue(!text(err).isBlank() && !text(err).contains("Exception"), text(err));
    }
  }

  @Test
  void helpIsThereForEachCommand() {
    for (String command : List.of("put", "get", "watch", "bench")) {
      assertEquals(0, run(command, "--help"));
      assertTrue(text(out).startsWith("Usage: kv " + command) && text(out).contains("Exit codes:"), text(out));
    }
    assertEquals(0, run("--help"));
    assertTrue(text(out).contains("watch "), text(out));
  }
}
