package io.rafty.vertx.examples.kill;

import io.rafty.vertx.examples.FreePorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A server that can be killed and started again, always with the same id, port and data folder. */
final class ServerProcess {

  private static final int TAIL_LINES = 20;
  private static final long EXIT_SECONDS = 30;

  private final String id;
  private final int port;
  private final List<String> command;
  private final Path output;
  private Optional<Process> process = Optional.empty();

  /**
   * A server, not started.
   *
   * @param folder  for what it prints
   * @param command what {@code java} is given: options, class and arguments
   */
  ServerProcess(String id, int port, Path folder, List<String> command) {
    this.id = id;
    this.port = port;
    this.command = command;
    this.output = folder.resolve(id + ".log");
  }

  /** {@link JournalServer}s that name each other, none of them started. */
  static List<ServerProcess> cluster(int size, Path folder) throws IOException {
    List<Integer> ports = FreePorts.take(size);
    String peers = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    List<ServerProcess> servers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String id = String.valueOf(i + 1);
      servers.add(new ServerProcess(id, ports.get(i), folder, List.of("-Xmx256m", JournalServer.class.getName(), id,
        String.valueOf(ports.get(i)), peers, folder.resolve(id).toString())));
    }
    return List.copyOf(servers);
  }

  void start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> all = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
      System.getProperty("java.class.path")));
    all.addAll(command);
    process = Optional.of(new ProcessBuilder(all)
      .redirectErrorStream(true)
      .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(output.toString())))
      .start());
  }

  /** {@code kill -9} for all of them at once: a process gets no chance to write or to say anything. */
  static void kill(List<ServerProcess> victims) throws InterruptedException, ExecutionException, TimeoutException {
    List<Process> processes = victims.stream().flatMap(victim -> victim.process.stream()).toList();
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      process.onExit().get(EXIT_SECONDS, TimeUnit.SECONDS);
    }
    victims.forEach(victim -> victim.process = Optional.empty());
  }

  boolean isAlive() {
    return process.map(Process::isAlive).orElse(false);
  }

  String id() {
    return id;
  }

  /** Of the operating system, while it is alive. */
  Optional<Long> pid() {
    return process.map(Process::pid);
  }

  int port() {
    return port;
  }

  /** All that it has printed, in all its lives. */
  String printed() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      return "its output cannot be read: " + e.getMessage();
    }
  }

  String tail() {
    List<String> lines = printed().lines().toList();
    return "server " + id + (isAlive() ? " is alive" : " is not alive") + "; it has printed "
      + (lines.isEmpty() ? "nothing" : "at last:\n  "
      + String.join("\n  ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())));
  }
}
