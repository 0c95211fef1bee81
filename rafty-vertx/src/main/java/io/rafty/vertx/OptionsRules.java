package io.rafty.vertx;

import static io.rafty.vertx.options.OptionBounds.range;
import static io.rafty.vertx.options.OptionBounds.require;
import static io.rafty.vertx.options.OptionBounds.share;

/** What {@link RaftOptions} must satisfy, one by one and together. */
final class OptionsRules {

  private OptionsRules() {
  }

  static void check(RaftOptions options) {
    String nodeId = options.getNodeId();
    require(!nodeId.isBlank() && nodeId.length() <= 255, "nodeId", "'" + nodeId + "'", "1 to 255 characters");
    range("port", options.getPort(), 0, 65_535);
    timing(options);
    limits(options);
    options.getSnapshots().check();
    SecurityJson.check(options.getSecurity(), options.getPort());
    range("sessionTimeout", options.getSessionTimeout(), 0, 1L << 50);
  }

  private static void timing(RaftOptions options) {
    long heartbeat = options.getHeartbeatInterval();
    long shortest = options.getMinElectionTimeout();
    long longest = options.getMaxElectionTimeout();
    range("minElectionTimeout", shortest, 10, 600_000);
    range("maxElectionTimeout", longest, 10, 3_600_000);
    range("heartbeatInterval", heartbeat, 1, 300_000);
    share("maxClockDrift", options.getMaxClockDrift(), "0.5");
    range("idleSlowdown", options.getIdleSlowdown(), 0, 50);
    range("commandTimeout", options.getCommandTimeout(), 1, 3_600_000);
    require(heartbeat * 2 <= shortest, "heartbeatInterval", heartbeat,
      "at most half of minElectionTimeout, which is " + shortest);
    require(longest * 2 >= shortest * 3, "maxElectionTimeout", longest,
      "at least one and a half times minElectionTimeout, which is " + shortest);
  }

  private static void limits(RaftOptions options) {
    range("priority", options.getPriority(), 0, 1000);
    range("maxHops", options.getMaxHops(), 0, 16);
    range("maxCommandBytes", options.getMaxCommandBytes(), 1, 1 << 28);
    range("maxEntriesPerAppend", options.getMaxEntriesPerAppend(), 1, 1 << 20);
    range("maxBytesPerAppend", options.getMaxBytesPerAppend(), 1, 1 << 28);
    range("maxAppendsInFlight", options.getMaxAppendsInFlight(), 1, 1024);
    range("maxPendingRequests", options.getMaxPendingRequests(), 1, 1 << 24);
    range("maxPendingBytes", options.getMaxPendingBytes(), 1024, 1L << 40);
    range("tailBytes", options.getTailBytes(), 0, 1L << 40);
    range("segmentBytes", options.getSegmentBytes(), 4096, 1 << 30);
  }
}
