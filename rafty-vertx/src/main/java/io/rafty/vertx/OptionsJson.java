package io.rafty.vertx;

import io.rafty.vertx.options.KnownOptions;
import io.rafty.vertx.options.OptionKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** {@link RaftOptions} and {@link SnapshotOptions} from and to JSON. */
final class OptionsJson {

  private static final String BUDGET = "memoryBudget";

  private static final KnownOptions NODE = KnownOptions.of("", Map.ofEntries(
    Map.entry("nodeId", OptionKind.TEXT), Map.entry("host", OptionKind.TEXT), Map.entry("port", OptionKind.INTEGER),
    Map.entry("address", OptionKind.TEXT), Map.entry("peers", OptionKind.TEXTS),
    Map.entry("dataFolder", OptionKind.TEXT), Map.entry("minElectionTimeout", OptionKind.MILLIS),
    Map.entry("maxElectionTimeout", OptionKind.MILLIS), Map.entry("heartbeatInterval", OptionKind.MILLIS),
    Map.entry("idleSlowdown", OptionKind.INTEGER), Map.entry("commandTimeout", OptionKind.MILLIS),
    Map.entry("maxHops", OptionKind.INTEGER), Map.entry("maxCommandBytes", OptionKind.INT_BYTES),
    Map.entry("maxEntriesPerAppend", OptionKind.INTEGER), Map.entry("maxBytesPerAppend", OptionKind.INT_BYTES),
    Map.entry("maxAppendsInFlight", OptionKind.INTEGER), Map.entry(BUDGET, OptionKind.BYTES),
    Map.entry("maxPendingRequests", OptionKind.INTEGER), Map.entry("maxPendingBytes", OptionKind.BYTES),
    Map.entry("tailBytes", OptionKind.BYTES), Map.entry("segmentBytes", OptionKind.INT_BYTES),
    Map.entry("priority", OptionKind.INTEGER), Map.entry("witness", OptionKind.FLAG),
    Map.entry("leaseReads", OptionKind.FLAG), Map.entry("maxClockDrift", OptionKind.SHARE),
    Map.entry("snapshots", OptionKind.OPTIONS), Map.entry("security", OptionKind.OPTIONS),
    Map.entry("sessionTimeout", OptionKind.MILLIS)));

  private static final KnownOptions SNAPSHOTS = KnownOptions.of("snapshots.", Map.of("logBytes", OptionKind.BYTES,
    "chunkBytes", OptionKind.INT_BYTES, "maxBytesPerSecond", OptionKind.BYTES));

  private OptionsJson() {
  }

  /** The options of a node. */
  static KnownOptions ofNode() {
    return NODE;
  }

  /** The options within {@code snapshots}. */
  static KnownOptions ofSnapshots() {
    return SNAPSHOTS;
  }

  /** Reads all of it, or throws {@link IllegalArgumentException} naming what is no option, or not of its kind. */
  static void read(JsonObject json, RaftOptions into) {
    JsonObject read = new JsonObject();
    // A budget comes first: what is set one by one goes beyond it, in whatever order.
    if (json.containsKey(BUDGET)) {
      read.put(BUDGET, BUDGET);
    }
    read.mergeIn(NODE.checked(json));
    RaftOptionsConverter.fromJson(read, into);
    if (read.containsKey("address")) {
      into.setAddress(read.getString("address"));
    }
    if (read.containsKey("peers")) {
      into.setPeers(read.getJsonArray("peers").stream().map(String.class::cast).toList());
    }
  }

  /** All options. The address only if it is not that of host and port, which may still change. */
  static JsonObject write(RaftOptions options) {
    String address = options.getAddress();
    boolean implied = address.equals(options.getHost() + ":" + options.getPort());
    JsonObject json = new JsonObject().put("address", implied ? "" : address)
      .put("peers", new JsonArray(options.getPeers()));
    RaftOptionsConverter.toJson(options, json);
    return json;
  }

  /** All but what may hold more than JSON has. */
  static JsonObject writeOpenly(RaftOptions options) {
    JsonObject json = write(options);
    json.remove("security");
    return json;
  }

  /** As {@link #read(JsonObject, RaftOptions)}. */
  static void read(JsonObject json, SnapshotOptions into) {
    SnapshotOptionsConverter.fromJson(SNAPSHOTS.checked(json), into);
  }
}
