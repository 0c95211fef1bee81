package io.rafty.vertx.http;

import io.rafty.vertx.RaftOptions;

/**
 * Bounds of what one connection may hold. Heartbeats and votes have room beside any number of commands: a server that
 * is busy must not seem dead.
 *
 * @param message      largest message in bytes
 * @param command      largest command in bytes
 * @param commands     most commands without an answer
 * @param commandBytes most bytes of such commands
 * @param reserved     how many heartbeats, votes and the like have room beside them
 */
record WireLimits(int message, int command, int commands, long commandBytes, int reserved) {

  /** Room for ids, configurations and the numbers around entries. */
  private static final int SLACK = 64 << 10;

  private static final int RESERVED = 1024;
  private static final int RESERVED_FOR_GROUPS = 64 * RESERVED;

  static WireLimits of(RaftOptions options) {
    // an append is full after maxBytesPerAppend, and its last entry may be as large as a command
    int append = options.getMaxBytesPerAppend() + options.getMaxCommandBytes();
    int message = Math.max(append, options.getSnapshots().getChunkBytes()) + SLACK;
    return new WireLimits(message, options.getMaxCommandBytes(), options.getMaxPendingRequests(),
      Math.max(message, options.getMaxPendingBytes()), RESERVED);
  }

  /** Of a connection that many groups share: they share the commands and bytes, but each has heartbeats of its own. */
  static WireLimits ofGroups(RaftOptions options) {
    WireLimits one = of(options);
    return new WireLimits(one.message, one.command, one.commands, one.commandBytes, RESERVED_FOR_GROUPS);
  }

  /** Most requests of any sort without an answer. */
  int calls() {
    return commands + reserved;
  }

  /** Most bytes of requests of any sort. */
  long bytes() {
    return 2 * commandBytes;
  }
}
