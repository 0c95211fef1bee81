package io.rafty.vertx;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** {@link RaftOptions} from and to JSON, with the names of the setters. */
final class OptionsJson {

  private static final String BUDGET = "memoryBudget";

  private OptionsJson() {
  }

  /** A budget comes first: what is set one by one goes beyond it, in whatever order. */
  static void read(JsonObject json, RaftOptions into) {
    if (json.getValue(BUDGET) instanceof Number bytes) {
      into.setMemoryBudget(bytes.longValue());
    }
    for (Map.Entry<String, Object> option : json) {
      try {
        set(option.getKey(), option.getValue(), into);
      } catch (ClassCastException | NullPointerException e) {
        throw new IllegalArgumentException("option '" + option.getKey() + "' has a value of the wrong type: "
          + option.getValue(), e);
      }
    }
  }

  private static void set(String name, Object value, RaftOptions into) {
    switch (name) {
      case "nodeId" -> into.setNodeId((String) value);
      case "host" -> into.setHost((String) value);
      case "port" -> into.setPort(((Number) value).intValue());
      case "address" -> into.setAddress((String) value);
      case "peers" -> into.setPeers(((JsonArray) value).stream().map(String.class::cast).toList());
      case "dataFolder" -> into.setDataFolder((String) value);
      case "minElectionTimeout" -> into.setMinElectionTimeout(((Number) value).longValue());
      case "maxElectionTimeout" -> into.setMaxElectionTimeout(((Number) value).longValue());
      case "heartbeatInterval" -> into.setHeartbeatInterval(((Number) value).longValue());
      case "idleSlowdown" -> into.setIdleSlowdown(((Number) value).intValue());
      case "commandTimeout" -> into.setCommandTimeout(((Number) value).longValue());
      case "maxHops" -> into.setMaxHops(((Number) value).intValue());
      case "maxCommandBytes" -> into.setMaxCommandBytes(((Number) value).intValue());
      case "maxEntriesPerAppend" -> into.setMaxEntriesPerAppend(((Number) value).intValue());
      case "maxBytesPerAppend" -> into.setMaxBytesPerAppend(((Number) value).intValue());
      case "maxAppendsInFlight" -> into.setMaxAppendsInFlight(((Number) value).intValue());
      case BUDGET -> Number.class.cast(value);
      case "maxPendingRequests" -> into.setMaxPendingRequests(((Number) value).intValue());
      case "maxPendingBytes" -> into.setMaxPendingBytes(((Number) value).longValue());
      case "tailBytes" -> into.setTailBytes(((Number) value).longValue());
      case "segmentBytes" -> into.setSegmentBytes(((Number) value).intValue());
      case "priority" -> into.setPriority(((Number) value).intValue());
      case "witness" -> into.setWitness((Boolean) value);
      case "leaseReads" -> into.setLeaseReads((Boolean) value);
      case "maxClockDrift" -> into.setMaxClockDrift(((Number) value).doubleValue());
      case "snapshots" -> into.setSnapshots(new SnapshotOptions((JsonObject) value));
      case "security" -> into.setSecurity(new SecurityOptions((JsonObject) value));
      case "sessionTimeout" -> into.setSessionTimeout(((Number) value).longValue());
      default -> throw new IllegalArgumentException("unknown option '" + name + "', with value " + value);
    }
  }

  static JsonObject write(RaftOptions options) {
    return writeOpenly(options).put("security", options.getSecurity().toJson());
  }

  /** All but what may hold more than JSON has. */
  static JsonObject writeOpenly(RaftOptions options) {
    return new JsonObject()
      .put("nodeId", options.getNodeId())
      .put("host", options.getHost())
      .put("port", options.getPort())
      .put("address", options.ownAddress())
      .put("peers", new JsonArray(options.getPeers()))
      .put("dataFolder", options.getDataFolder())
      .put("minElectionTimeout", options.getMinElectionTimeout())
      .put("maxElectionTimeout", options.getMaxElectionTimeout())
      .put("heartbeatInterval", options.getHeartbeatInterval())
      .put("idleSlowdown", options.getIdleSlowdown())
      .put("commandTimeout", options.getCommandTimeout())
      .put("maxHops", options.getMaxHops())
      .put("maxCommandBytes", options.getMaxCommandBytes())
      .put("maxEntriesPerAppend", options.getMaxEntriesPerAppend())
      .put("maxBytesPerAppend", options.getMaxBytesPerAppend())
      .put("maxAppendsInFlight", options.getMaxAppendsInFlight())
      .put("maxPendingRequests", options.getMaxPendingRequests())
      .put("maxPendingBytes", options.getMaxPendingBytes())
      .put("tailBytes", options.getTailBytes())
      .put("segmentBytes", options.getSegmentBytes())
      .put("priority", options.getPriority())
      .put("witness", options.isWitness())
      .put("leaseReads", options.isLeaseReads())
      .put("maxClockDrift", options.getMaxClockDrift())
      .put("snapshots", options.getSnapshots().toJson())
      .put("sessionTimeout", options.getSessionTimeout());
  }
}
