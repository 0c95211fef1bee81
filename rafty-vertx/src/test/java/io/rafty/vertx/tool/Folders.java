package io.rafty.vertx.tool;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.log.Disk;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FileSnapshots;
import io.rafty.vertx.log.FolderDisk;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Data folders as servers leave them. */
final class Folders {

  static final int SEGMENT_BYTES = 1024;
  static final String CLUSTER = "oldcluster";

  private Folders() {
  }

  static <T> T now(Future<T> future) {
    if (future.failed() && future.cause() instanceof RuntimeException cause) {
      throw cause;
    }
    if (!future.succeeded()) {
      throw new AssertionError("not done at once", future.cause());
    }
    return future.result();
  }

  static Configuration members(int count) {
    List<Member> members = new ArrayList<>();
    for (int id = 1; id <= count; id++) {
      members.add(new Member("" + id, "host" + id + ":8080", MemberRole.VOTER));
    }
    return new Configuration(CLUSTER, members);
  }

  static HardState hard(String id, long term) {
    return new HardState(id, CLUSTER, 1, term, HardState.NONE);
  }

  static LogEntry command(long index, long term) {
    return new LogEntry(index, term, EntryType.COMMAND, Buffer.buffer("command " + index));
  }

  /** A log of five members whose entries are each written alone; terms begin at 1, and grow every 20 entries. */
  static void write(Disk disk, String id, long entries) {
    Log log = FileLog.create(disk, SEGMENT_BYTES);
    now(log.open());
    now(log.append(hard(id, 1), List.of(new LogEntry(1, 1, EntryType.CONFIGURATION, members(5).toBuffer()))));
    for (long index = 2; index <= entries; index++) {
      now(log.append(hard(id, term(index)), List.of(command(index, term(index)))));
    }
    now(log.close());
  }

  static long term(long index) {
    return 1 + index / 20;
  }

  static void write(Path folder, String id, long entries) {
    write(FolderDisk.of(folder), id, entries);
  }

  static void compact(Path folder, long index) {
    Log log = FileLog.create(FolderDisk.of(folder), SEGMENT_BYTES);
    now(log.open());
    now(log.compact(index, term(index)));
    now(log.close());
  }

  static void snapshot(Path folder, long index, int bytes) {
    SnapshotStore store = FileSnapshots.create(FolderDisk.of(folder.resolve("snapshots")));
    now(store.open());
    SnapshotStore.Writer writer = now(store.create(new SnapshotMeta(index, term(index), members(5), 1)));
    now(writer.write(Buffer.buffer(new byte[bytes])));
    now(writer.commit());
    now(store.close());
  }
}
