package io.rafty.vertx;

/**
 * What a node may hold of commands and entries at most, as one figure: {@link RaftOptions#setMemoryBudget} derives the
 * limits in bytes from it. The parts are what a leader of five members may hold at the worst, with followers that are
 * slow and callers that never pause:
 *
 * <ul>
 * <li>a quarter for open requests, a quarter for entries that are not committed: {@code maxPendingBytes} bounds both,
 * <li>an eighth for entries that are not applied or that followers lack: {@code tailBytes},
 * <li>three eighths for messages under way to four followers and from one leader: {@code maxBytesPerAppend}, times
 * {@code maxAppendsInFlight}.
 * </ul>
 *
 * <p>Besides, a node needs some 10 MiB for itself, up to 16 MiB for the answers of sessions, and what the state machine
 * takes. The collector wants as much again. Not in it: the largest command, once for each of the parts.
 */
public final class MemoryBudget {

  /** What the defaults of {@link RaftOptions} amount to, nearly. */
  public static final long DEFAULT = 256L << 20;

  private static final int SMALLEST_APPEND = 4 << 10;
  private static final int MESSAGES = 5;

  private MemoryBudget() {
  }

  /** Sets the limits that follow from a budget; {@code maxAppendsInFlight} stays what it is. */
  static RaftOptions share(long bytes, RaftOptions options) {
    if (bytes < 1 << 20) {
      throw new IllegalArgumentException("option 'memoryBudget' is " + bytes + "; allowed: " + (1 << 20) + " and more");
    }
    long append = bytes * 3 / 8 / MESSAGES / options.getMaxAppendsInFlight();
    return options.setMaxPendingBytes(bytes / 4).setTailBytes(bytes / 8).setMaxBytesPerAppend((int) Math.max(
      SMALLEST_APPEND, Math.min(RaftOptions.DEFAULT_MAX_BYTES_PER_APPEND, append)));
  }

  /**
   * What a node with these options may hold at the worst.
   *
   * @param members of its cluster
   */
  public static long most(RaftOptions options, int members) {
    long requests = options.getMaxPendingBytes() + options.getMaxCommandBytes();
    long entries = options.getMaxPendingBytes() + options.getMaxCommandBytes() + options.getTailBytes();
    long messages = (long) options.getMaxAppendsInFlight() * Math.max(options.getMaxBytesPerAppend(),
      options.getMaxCommandBytes()) * members;
    return requests + entries + messages;
  }
}
