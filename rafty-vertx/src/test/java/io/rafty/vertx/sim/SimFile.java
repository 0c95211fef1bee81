package io.rafty.vertx.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The content of one simulated file, three times: what a process reads now ({@link #live}), what is certainly on the
 * platters ({@link #synced}), and the changes between that the operating system still holds ({@link #pending}).
 */
final class SimFile {

  static final int SECTOR = 512;

  private byte[] live = new byte[0];
  private byte[] synced = new byte[0];
  private final List<Change> pending = new ArrayList<>();

  /** A change of content: bytes at an offset, or a new size where {@code bytes} is empty. */
  record Change(long offset, byte[] bytes) {

    boolean isTruncation() {
      return bytes.length == 0;
    }
  }

  byte[] live() {
    return live;
  }

  byte[] synced() {
    return synced;
  }

  void changeLive(Change change) {
    live = apply(live, change);
  }

  void addPending(Change change) {
    pending.add(change);
  }

  /** A sync that worked. */
  void sync() {
    pending.forEach(change -> synced = apply(synced, change));
    pending.clear();
  }

  /**
   * What a failed sync or a power cut leaves: of each pending change any subset of its sectors, one of them perhaps
   * torn. After a failed sync the operating system takes the rest for clean, so that it is never written.
   */
  void settle(RandomGenerator random) {
    int chance = random.nextInt(5);
    for (Change change : pending) {
      if (change.isTruncation()) {
        if (random.nextInt(4) < chance) {
          synced = apply(synced, change);
        }
      } else {
        settleSectors(change, chance, random);
      }
    }
    pending.clear();
  }

  private void settleSectors(Change change, int chance, RandomGenerator random) {
    int done = 0;
    while (done < change.bytes.length) {
      long at = change.offset + done;
      int length = (int) Math.min(change.bytes.length - done, SECTOR - at % SECTOR);
      if (random.nextInt(4) < chance) {
        boolean torn = random.nextInt(8) == 0;
        int kept = torn ? random.nextInt(length) : length;
        if (kept > 0) {
          synced = apply(synced, new Change(at, Arrays.copyOfRange(change.bytes, done, done + kept)));
        }
      }
      done += length;
    }
  }

  /** After a power cut nothing but the platters is left. */
  void forgetLive() {
    live = synced.clone();
  }

  /** After the end of a process the operating system still has all that the process did, synced or not. */
  void recomputeLive() {
    live = synced.clone();
    pending.forEach(change -> live = apply(live, change));
  }

  void flip(long offset, int bit) {
    synced[(int) offset] ^= (byte) (1 << bit);
    live[(int) offset] ^= (byte) (1 << bit);
  }

  private static byte[] apply(byte[] content, Change change) {
    if (change.isTruncation()) {
      return Arrays.copyOf(content, (int) change.offset);
    }
    int end = (int) change.offset + change.bytes.length;
    byte[] changed = end > content.length ? Arrays.copyOf(content, end) : content;
    System.arraycopy(change.bytes, 0, changed, (int) change.offset, change.bytes.length);
    return changed;
  }

  void read(long offset, ByteBuffer into) {
    int length = (int) Math.max(0, Math.min(into.remaining(), live.length - offset));
    into.put(live, (int) Math.min(offset, live.length), length);
  }
}
