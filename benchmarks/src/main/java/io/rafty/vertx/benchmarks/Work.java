package io.rafty.vertx.benchmarks;

import io.vertx.core.json.JsonObject;

/**
 * What is asked of a cluster during one measurement.
 *
 * @param kind        of the requests, and where they are made
 * @param payload     bytes of a command
 * @param outstanding so many at most
 * @param share       0 makes a request as soon as there is room for it. Otherwise they are due at a steady rate, this
 *                    share of the throughput that the measurement before it has found
 */
record Work(Kind kind, int payload, int outstanding, double share) {

  /** A request, and the server at which it is made. */
  enum Kind { WRITE, WRITE_AT_FOLLOWER, READ, READ_AT_FOLLOWER }

  /** Names it among the results of one cluster. */
  String name() {
    return kind + " " + payload + " B x " + outstanding + (share == 0 ? "" : " at " + Math.round(100 * share) + " %");
  }

  boolean atFollower() {
    return kind == Kind.WRITE_AT_FOLLOWER || kind == Kind.READ_AT_FOLLOWER;
  }

  boolean isRead() {
    return kind == Kind.READ || kind == Kind.READ_AT_FOLLOWER;
  }

  JsonObject toJson() {
    return new JsonObject().put("kind", kind.name()).put("payload", payload).put("outstanding", outstanding)
      .put("share", share);
  }

  static Work of(JsonObject json) {
    return new Work(Kind.valueOf(json.getString("kind")), json.getInteger("payload"), json.getInteger("outstanding"),
      json.getDouble("share"));
  }
}
