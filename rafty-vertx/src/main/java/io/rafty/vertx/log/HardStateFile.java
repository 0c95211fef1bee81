package io.rafty.vertx.log;

import io.rafty.vertx.UnknownFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The file of the hard state: two slots, written in turn, each with two copies of its record.
 *
 * <p>A crash can tear both copies of the slot being written, never the other slot: then the record before it counts,
 * and the torn one was not yet reported durable. Damage to one place spoils one copy only. So the newest slot with both
 * copies bad is a torn write, and a vote that was durable is not forgotten because a bit has flipped.
 */
final class HardStateFile {

  static final String NAME = "hard-state";

  private static final int COPIES = 2;
  private static final int SLOT = COPIES * StateRecord.SIZE;

  private final Disk.DiskFile file;
  private StateRecord newest;

  private HardStateFile(Disk.DiskFile file, StateRecord newest) {
    this.file = file;
    this.newest = newest;
  }

  /** Reads the file. A new log has none, or one that was not completely made: it is then made again. */
  static HardStateFile open(Disk disk, boolean entriesExist) throws IOException {
    Optional<HardStateFile> found = find(disk, entriesExist);
    return found.isPresent() ? found.get() : create(disk);
  }

  /** Reads the file if it was completely made, and changes nothing. */
  static Optional<HardStateFile> find(Disk disk, boolean entriesExist) throws IOException {
    if (!disk.list().contains(NAME)) {
      if (entriesExist) {
        throw Damage.at(disk, NAME, 0, "it is missing although there are entries");
      }
      return Optional.empty();
    }
    Disk.DiskFile file = disk.open(NAME);
    byte[] content = read(file);
    refuseLaterFormat(disk, content);
    List<StateRecord> found = new ArrayList<>();
    for (int slot = 0; slot < 2; slot++) {
      newest(content, slot).ifPresent(found::add);
    }
    if (found.isEmpty()) {
      if (entriesExist || !isTornCreation(content)) {
        throw Damage.at(disk, NAME, 0, "no copy of the hard state is whole, so term and vote are unknown");
      }
      return Optional.empty();
    }
    if (found.size() == 2 && Math.abs(found.get(0).number() - found.get(1).number()) != 1) {
      throw Damage.at(disk, NAME, 0, "records " + found.get(0).number() + " and " + found.get(1).number()
        + " do not follow one another, so the latest one may be missing");
    }
    StateRecord newest = found.stream().max((a, b) -> Long.compare(a.number(), b.number())).orElseThrow();
    return Optional.of(new HardStateFile(file, newest));
  }

  /** To take the record before it for the newest would be to forget a term, or a vote. */
  private static void refuseLaterFormat(Disk disk, byte[] content) {
    for (int at = 0; at < content.length; at += StateRecord.SIZE) {
      OptionalInt format = StateRecord.format(Arrays.copyOfRange(content, at, at + StateRecord.SIZE));
      if (format.isPresent() && format.getAsInt() > StateRecord.NEWEST_FORMAT) {
        throw new UnknownFormatException("The file " + NAME + " in " + disk.describe(), format.getAsInt(),
          StateRecord.NEWEST_FORMAT);
      }
    }
  }

  /** Both slots hold a record from the beginning, so that there is always a whole one beside the one being written. */
  private static HardStateFile create(Disk disk) throws IOException {
    Disk.DiskFile file = disk.open(NAME);
    file.write(0, ByteBuffer.wrap(initialContent()));
    file.force();
    disk.syncFolder();
    return new HardStateFile(file, StateRecord.initial(1));
  }

  private static byte[] initialContent() {
    ByteBuffer content = ByteBuffer.allocate(2 * SLOT);
    for (int slot = 0; slot < 2; slot++) {
      for (int copy = 0; copy < COPIES; copy++) {
        content.put(StateRecord.initial(slot).encode());
      }
    }
    return content.array();
  }

  private static boolean isTornCreation(byte[] content) {
    byte[] initial = initialContent();
    for (int i = 0; i < content.length; i++) {
      if (content[i] != 0 && content[i] != initial[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] read(Disk.DiskFile file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(2 * SLOT);
    file.read(0, content);
    return content.array();
  }

  private static Optional<StateRecord> newest(byte[] content, int slot) {
    Optional<StateRecord> newest = Optional.empty();
    for (int copy = 0; copy < COPIES; copy++) {
      int at = slot * SLOT + copy * StateRecord.SIZE;
      Optional<StateRecord> found = StateRecord.decode(Arrays.copyOfRange(content, at, at + StateRecord.SIZE))
        .filter(record -> record.number() % 2 == slot);
      if (found.isPresent() && (newest.isEmpty() || found.get().number() > newest.get().number())) {
        newest = found;
      }
    }
    return newest;
  }

  StateRecord newest() {
    return newest;
  }

  /** Writes a record to its slot, durably: the one after {@link #newest()}. */
  void write(StateRecord record) throws IOException {
    byte[] bytes = record.encode();
    ByteBuffer slot = ByteBuffer.allocate(SLOT).put(bytes).put(bytes).flip();
    file.write(record.number() % 2 * SLOT, slot);
    file.force();
    newest = record;
  }

  /**
   * Makes what was read durable in both copies: it may be the only copy left, or stand in the memory of the operating
   * system only (as {@link Recovery} says of entries).
   */
  void settle() throws IOException {
    write(newest);
  }

  void close() throws IOException {
    file.close();
  }
}
