package io.rafty.vertx;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Ports for servers that stop and come back. A port must not be taken by somebody's outgoing connection meanwhile: so
 * these are below the range that systems take those ports from.
 */
public final class FreePorts {

  private static final int FIRST = 20_000;
  private static final int RANGE = 12_000;
  private static final int ATTEMPTS = 1_000;
  private static final Random RANDOM = new Random(ProcessHandle.current().pid());

  private FreePorts() {
  }

  public static List<Integer> take(int count) throws IOException {
    TreeSet<Integer> ports = new TreeSet<>();
    for (int attempt = 0; attempt < ATTEMPTS && ports.size() < count; attempt++) {
      try (ServerSocket free = new ServerSocket(FIRST + RANDOM.nextInt(RANGE), 1, InetAddress.getByName("127.0.0.1"))) {
        ports.add(free.getLocalPort());
      } catch (BindException inUse) {
        continue;
      }
    }
    if (ports.size() < count) {
      throw new IOException("found only " + ports.size() + " of " + count + " free ports from " + FIRST + " on");
    }
    return List.copyOf(ports);
  }
}
