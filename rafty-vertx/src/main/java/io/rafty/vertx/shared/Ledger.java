package io.rafty.vertx.shared;

import java.util.LinkedHashSet;
import java.util.Set;

/** What all parts of the state count together: time, revisions, room; and what the command at hand has touched. */
final class Ledger {

  private static final int OVERHEAD = 64;

  private final Set<String> touched = new LinkedHashSet<>();
  private long time;
  private long revision;
  private int items;
  private long bytes;

  /** What something takes up, by an estimate that is the same on every server. */
  static long size(String name, int valueBytes) {
    return OVERHEAD + 2L * name.length() + valueBytes;
  }

  /** The cluster's time. */
  long time() {
    return time;
  }

  void advance(long to) {
    time = Math.max(time, to);
  }

  /** The last number given to a change, lease, place or token. */
  long revision() {
    return revision;
  }

  /** A number that was never given before. */
  long next() {
    revision++;
    return revision;
  }

  void restore(long atTime, long atRevision) {
    time = atTime;
    revision = atRevision;
  }

  boolean fits(int moreItems, long moreBytes) {
    return items + moreItems <= Limits.ITEMS && bytes + moreBytes <= Limits.BYTES;
  }

  void take(long size) {
    items++;
    bytes += size;
  }

  void free(long size) {
    items--;
    bytes -= size;
  }

  void touch(String topic) {
    touched.add(topic);
  }

  /** Whom this command may be news for. */
  Set<String> touched() {
    return touched;
  }
}
