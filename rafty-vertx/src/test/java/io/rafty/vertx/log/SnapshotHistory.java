package io.rafty.vertx.log;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.sim.SimDisk;
import io.rafty.vertx.sim.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * One random history of snapshots on a simulated disk: commits, aborts, readers, and at any step failing syncs, full
 * disks, power cuts and killed processes; what is there is compared with what may be there after every opening.
 */
final class SnapshotHistory {

  private static final Snapshot NONE = new Snapshot(Optional.empty(), Buffer.buffer());

  private final SplittableRandom random;
  private final VirtualTime time = new VirtualTime();
  private final UnaryOperator<Disk> bug;
  private final Map<String, Integer> counts;
  private final StringBuilder story = new StringBuilder();
  private SimDisk disk;
  private FaultyDisk faulty;
  private SnapshotStore store;
  /** The newest that was reported durable, and those that may be durable since. */
  private final List<Snapshot> possible = new ArrayList<>(List.of(NONE));

  private record Snapshot(Optional<SnapshotMeta> meta, Buffer data) {

    long index() {
      return meta.map(SnapshotMeta::lastIncludedIndex).orElse(0L);
    }
  }

  /** Fails what the simulated disk itself does not. */
  private static final class FaultyDisk extends ForwardingDisk {

    private boolean renamesFail;
    private boolean folderSyncsFail;

    FaultyDisk(Disk disk) {
      super(disk);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      if (renamesFail) {
        throw new IOException("Input/output error (simulated)");
      }
      super.rename(from, to);
    }

    @Override
    public void syncFolder() throws IOException {
      if (folderSyncsFail) {
        throw new IOException("Input/output error (simulated)");
      }
      super.syncFolder();
    }
  }

  SnapshotHistory(long seed, UnaryOperator<Disk> bug, Map<String, Integer> counts) {
    random = new SplittableRandom(seed);
    this.bug = bug;
    this.counts = counts;
    disk = new SimDisk(random, time);
  }

  String story() {
    return story.toString();
  }

  private void tell(String event) {
    counts.merge(event.replaceAll("[0-9]+", "n"), 1, Integer::sum);
    story.append(event).append('\n');
  }

  void run(int steps) {
    reopen();
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(10)) {
        case 0 -> {
          endProcess();
          reopen();
        }
        case 1 -> {
          run(store.close());
          tell("closed");
          reopen();
        }
        case 2, 3 -> writeWithFault();
        case 4 -> run(store.newest());
        default -> write();
      }
    }
  }

  private void endProcess() {
    boolean killed = random.nextInt(3) == 0;
    tell(killed ? "killed" : "power cut");
    disk = killed ? disk.kill() : disk.crash();
  }

  private void write() {
    boolean abort = random.nextInt(6) == 0;
    Future<Void> done = startWriting(abort);
    if (random.nextInt(3) == 0) {
      for (int i = random.nextInt(8); i > 0 && !done.isComplete(); i--) {
        time.step();
      }
      if (!done.isComplete()) {
        endProcess();
        reopen();
        return;
      }
    }
    run(done);
    if (!abort) {
      tell("committed");
      possible.subList(0, possible.size() - 1).clear();
    }
  }

  private Future<Void> startWriting(boolean abort) {
    long index = possible.get(0).index() + 1 + random.nextInt(3);
    byte[] data = new byte[random.nextInt(random.nextInt(8) == 0 ? 150_000 : 2000)];
    random.nextBytes(data);
    SnapshotMeta meta = new SnapshotMeta(index, 1, Configuration.NONE, 1);
    tell("snapshot of entry " + index + ", " + data.length + " bytes");
    int cut = random.nextInt(data.length + 1);
    Buffer all = Buffer.buffer(data);
    return store.create(meta).compose(writer -> writer.write(all.getBuffer(0, cut))
      .compose(done -> writer.write(all.getBuffer(cut, data.length)))
      .compose(done -> {
        if (abort) {
          return writer.abort();
        }
        possible.add(new Snapshot(Optional.of(meta), all));
        return writer.commit();
      }));
  }

  private void writeWithFault() {
    int fault = random.nextInt(4);
    disk.failWrites(fault == 0);
    disk.failNextForce(fault == 1);
    faulty.renamesFail = fault == 2;
    faulty.folderSyncsFail = fault == 3;
    Future<Void> failed = startWriting(false);
    while (!failed.isComplete() && time.step()) {
      continue;
    }
    disk.failWrites(false);
    disk.failNextForce(false);
    faulty.renamesFail = false;
    faulty.folderSyncsFail = false;
    if (failed.succeeded()) {
      tell("committed in spite of a fault");
      possible.subList(0, possible.size() - 1).clear();
      return;
    }
    tell(List.of("disk full", "sync failed", "rename failed", "sync of folder failed").get(fault));
    if (!newest().equals(possible.get(0))) {
      throw new AssertionError("a failed commit has changed what is the newest");
    }
    boolean namesInDoubt = fault == 3;
    if (namesInDoubt || random.nextBoolean()) {
      endProcess();
      reopen();
    }
  }

  private void reopen() {
    while (true) {
      faulty = new FaultyDisk(disk);
      store = FileSnapshots.create(bug.apply(faulty));
      Future<Optional<SnapshotMeta>> opened = store.open();
      if (random.nextInt(8) == 0) {
        endProcess();
        continue;
      }
      check(run(opened));
      return;
    }
  }

  private void check(Optional<SnapshotMeta> found) {
    Snapshot newest = newest();
    int place = possible.indexOf(newest);
    if (place < 0 || !found.equals(newest.meta)) {
      throw new AssertionError("found " + found + " of " + newest.data.length() + " bytes, but there may be "
        + possible.stream().map(snapshot -> snapshot.index() + " of " + snapshot.data.length() + " bytes").toList());
    }
    if (possible.size() > 1) {
      tell(place == 0 ? "commit was lost" : "commit was kept");
    }
    possible.clear();
    possible.add(newest);
  }

  private Snapshot newest() {
    Optional<SnapshotStore.Reader> reader = run(store.newest());
    if (reader.isEmpty()) {
      return NONE;
    }
    Buffer data = Buffer.buffer();
    while (data.length() < reader.get().size()) {
      data.appendBuffer(run(reader.get().read(data.length(), 1 + random.nextInt(100_000))));
    }
    run(reader.get().close());
    return new Snapshot(Optional.of(reader.get().meta()), data);
  }

  private <T> T run(Future<T> future) {
    while (!future.isComplete() && time.step()) {
      continue;
    }
    if (!future.succeeded()) {
      throw new AssertionError("failed without a fault", future.cause());
    }
    return future.result();
  }
}
