package io.rafty.vertx.benchmarks;

import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftGroups;
import io.rafty.vertx.RaftOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What groups cost that have nothing to do: three servers in this process, over the loopback and with logs in files,
 * and as many groups as asked. Prints figures for no groups at all and for all of them.
 *
 * <p>Run with the number of groups (1000), the seconds to measure (20), and the option {@code idleSlowdown} (0 for the
 * default of groups, 1 for none).
 */
public final class IdleGroups {

  private static final int SERVERS = 3;
  private static final String HOST = "127.0.0.1";
  private static final int AT_ONCE = 50;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
  private final List<RaftGroups> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final Path folder;
  private final int slowdown;

  private IdleGroups(Path folder, int slowdown) {
    this.folder = folder;
    this.slowdown = slowdown;
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int groups = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    int slowdown = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
    Path folder = Files.createTempDirectory("idle-groups");
    try {
      new IdleGroups(folder, slowdown).run(groups, seconds);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted((one, other) -> other.compareTo(one)).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }

  private void run(int groups, int seconds) throws IOException, InterruptedException {
    for (int i = 0; i < SERVERS; i++) {
      try (ServerSocket socket = new ServerSocket(0)) {
        ports.add(socket.getLocalPort());
      }
    }
    for (int server = 0; server < SERVERS; server++) {
      servers.add(RaftGroups.create(options(server)));
      await(vertx.deployVerticle(servers.get(server)));
    }
    figures("no groups", seconds, 0);
    for (int first = 0; first < groups; first += AT_ONCE) {
      deploy(first, Math.min(groups, first + AT_ONCE));
    }
    pause(seconds);
    long terms = terms();
    figures(groups + " idle groups on each of " + SERVERS + " servers", seconds, groups);
    System.out.printf("  %s; leaders: %s%n", terms == terms() ? "no election meanwhile" : "ELECTIONS MEANWHILE",
      servers.stream().map(server -> server.nodes().values().stream().filter(node -> node.state().isLeader()).count())
        .toList());
    await(vertx.close());
  }

  private RaftOptions options(int server) {
    return new RaftOptions().setNodeId("server" + server).setHost(HOST).setPort(ports.get(server))
      .setPeers(ports.stream().map(port -> HOST + ":" + port).toList()).setIdleSlowdown(slowdown)
      .setDataFolder(folder.resolve("server" + server).toString());
  }

  private void deploy(int from, int to) throws InterruptedException {
    List<Future<?>> all = new ArrayList<>();
    IntStream.range(from, to).forEach(group -> servers.forEach(server -> all.add(vertx.deployVerticle(
      server.verticle("group-" + group, (index, command) -> Future.succeededFuture(Buffer.buffer()))))));
    await(Future.all(all));
    for (int group = from; group < to; group++) {
      String name = "group-" + group;
      while (servers.stream().map(server -> server.nodes().get(name).state()).noneMatch(NodeState::isLeader)) {
        pause(1);
      }
    }
  }

  private long terms() {
    return servers.stream().flatMap(server -> server.nodes().values().stream()).mapToLong(node -> node.state().term())
      .sum();
  }

  private void figures(String what, int seconds, int groups) throws IOException, InterruptedException {
    long before = cpuNanos();
    pause(seconds);
    double cores = (cpuNanos() - before) / (seconds * 1e9);
    long heap = heapAfterCollection();
    System.out.printf("%s: %.1f %% of one core, heap %.1f MB, %d threads, %d files open, disk %.1f MB%n", what,
      100 * cores, heap / 1e6, Thread.activeCount(), openFiles(), diskBytes() / 1e6);
    if (groups > 0) {
      System.out.printf("  for each node: %.3f %% of one core, heap %.1f KB%n", 100 * cores / (groups * SERVERS),
        heap / 1e3 / (groups * SERVERS));
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
      .getProcessCpuTime();
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
      ? unix.getOpenFileDescriptorCount() : -1;
  }

  private static long heapAfterCollection() throws InterruptedException {
    System.gc();
    pause(1);
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private long diskBytes() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void pause(int seconds) throws InterruptedException {
    new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
