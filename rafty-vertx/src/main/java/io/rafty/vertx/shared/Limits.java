package io.rafty.vertx.shared;

/** Bounds of the replicated state. A part of it, the same on every server and in every version, so no options. */
final class Limits {

  /** Bytes of a name or key in UTF-8. */
  static final int NAME_BYTES = 512;

  /** Bytes of a value. */
  static final int VALUE_BYTES = 256 << 10;

  /** Entries of maps, counters, leases and places in queues, all together: a snapshot looks at each of them once. */
  static final int ITEMS = 100_000;

  /** Bytes of all that. */
  static final long BYTES = 64L << 20;

  /** Permits of a semaphore. */
  static final int PERMITS = 10_000;

  /** Who waits for one semaphore. */
  static final int WAITING = 1_000;

  /** Changes that watchers can still be given. */
  static final int CHANGES = 10_000;

  /** Bytes of them. */
  static final long CHANGE_BYTES = 4L << 20;

  /** Changes in one answer. */
  static final int CHANGES_AT_ONCE = 256;

  /** Milliseconds of the longest lease or time to live: a thousand years. */
  static final long MILLIS = 1000L * 365 * 86_400_000;

  /** Questions of this server that wait for a change. */
  static final int PENDING = 10_000;

  private Limits() {
  }
}
