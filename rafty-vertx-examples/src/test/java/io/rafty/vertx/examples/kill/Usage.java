package io.rafty.vertx.examples.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What server processes take up, and the most that it ever was. */
final class Usage {

  private final Set<String> snapshots = new TreeSet<>();
  private long mostDisk;
  private long mostMemory;

  /** Looks at a server now. */
  void sample(ServerProcess server, Path folder) {
    mostDisk = Math.max(mostDisk, disk(server.id(), folder));
    mostMemory = Math.max(mostMemory, server.pid().map(Usage::residentBytes).orElse(0L));
  }

  /** Bytes in the largest data folder. */
  long mostDisk() {
    return mostDisk;
  }

  /** Bytes of memory of the largest process; 0 where the system does not tell. */
  long mostMemory() {
    return mostMemory;
  }

  /** Snapshots that were there when somebody looked: there may have been more. */
  int snapshots() {
    return snapshots.size();
  }

  /** The same of one server. */
  int snapshotsOf(ServerProcess server) {
    return (int) snapshots.stream().filter(name -> name.startsWith(server.id() + " ")).count();
  }

  private long disk(String server, Path folder) {
    try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.of()) {
      return all.mapToLong(file -> {
        if (file.toString().endsWith(".snapshot")) {
          snapshots.add(server + " " + file.getFileName());
        }
        return size(file);
      }).sum();
    } catch (IOException | UncheckedIOException goneMeanwhile) {
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException goneMeanwhile) {
      return 0;
    }
  }

  /** As Linux tells it. */
  private static long residentBytes(long pid) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
      Optional<String> resident = lines.stream().filter(line -> line.startsWith("VmRSS:")).findFirst();
      return resident.map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).orElse(0L);
    } catch (IOException ended) {
      return 0;
    }
  }
}
