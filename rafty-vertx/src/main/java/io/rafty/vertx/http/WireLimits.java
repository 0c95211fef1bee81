package io.rafty.vertx.http;

import io.rafty.vertx.RaftOptions;

/**
 * Bounds of what one connection may hold.
 *
 * @param message largest message in bytes
 * @param command largest command in bytes
 * @param calls   most requests without an answer
 * @param bytes   most bytes of such requests; one more request may begin below it
 */
record WireLimits(int message, int command, int calls, long bytes) {

  /** Room for ids, configurations and the numbers around entries. */
  private static final int SLACK = 64 << 10;

  static WireLimits of(RaftOptions options) {
    // an append is full after maxBytesPerAppend, and its last entry may be as large as a command
    int message = options.getMaxBytesPerAppend() + options.getMaxCommandBytes() + SLACK;
    return new WireLimits(message, options.getMaxCommandBytes(), options.getMaxPendingRequests(),
      options.getMaxPendingBytes());
  }
}
