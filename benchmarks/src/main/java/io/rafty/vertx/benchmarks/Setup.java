package io.rafty.vertx.benchmarks;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One cluster as every contender has to build it.
 *
 * @param network         true for the contender's own network over loopback, false for calls within the process
 * @param durable         true if every acknowledged command is synced to the disks of a majority
 * @param leases          true if reads may trust in clocks
 * @param electionTimeout the shortest wait of a follower in milliseconds, or 0 for the contender's own; where there
 *                        is a longest wait it is twice as long
 * @param ports           of loopback, one for each server
 * @param folder          for everybody's files
 */
record Setup(boolean network, boolean durable, boolean leases, int electionTimeout, List<Integer> ports, Path folder) {

  /** A setup with free ports, for as many servers. */
  static Setup of(int nodes, boolean network, boolean durable, Path folder) {
    return new Setup(network, durable, false, 0, freePorts(nodes), folder);
  }

  Setup withLeases(boolean wanted) {
    return new Setup(network, durable, wanted, electionTimeout, ports, folder);
  }

  Setup withElectionTimeout(int millis) {
    return new Setup(network, durable, leases, millis, ports, folder);
  }

  int nodes() {
    return ports.size();
  }

  /** A name for each server. */
  static String id(int number) {
    return "n" + number;
  }

  Path folderOf(int number) {
    return folder.resolve(id(number));
  }

  JsonObject toJson() {
    return new JsonObject().put("network", network).put("durable", durable).put("leases", leases)
      .put("electionTimeout", electionTimeout).put("ports", new JsonArray(ports)).put("folder", folder.toString());
  }

  static Setup of(JsonObject json) {
    List<Integer> ports = json.getJsonArray("ports").stream().map(Integer.class::cast).toList();
    return new Setup(json.getBoolean("network"), json.getBoolean("durable"), json.getBoolean("leases"),
      json.getInteger("electionTimeout"), ports, Path.of(json.getString("folder")));
  }

  /** Ports that are free now; all are held until the last is known, so that they differ. */
  private static List<Integer> freePorts(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket each : held) {
        each.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException("no free ports on loopback", e);
    }
  }
}
