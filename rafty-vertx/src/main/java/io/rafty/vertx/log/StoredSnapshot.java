package io.rafty.vertx.log;

import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.SnapshotStore;
import java.io.IOException;

/** A whole snapshot on the disk, and who reads it. Everything here runs within work submitted to the disk. */
final class StoredSnapshot {

  private final Disk disk;
  private final SnapshotFile layout;
  private final long length;
  private int readers;
  private boolean retired;

  StoredSnapshot(Disk disk, SnapshotFile layout, long length) {
    this.disk = disk;
    this.layout = layout;
    this.length = length;
  }

  /** Finds the snapshot in a file, whose two ends must be whole. */
  static StoredSnapshot open(Disk disk, String name) throws IOException {
    Disk.DiskFile file = disk.open(name);
    try {
      SnapshotFile layout = SnapshotFile.read(disk, name, file).named(disk, name);
      return new StoredSnapshot(disk, layout, layout.readLength(disk, name, file));
    } finally {
      file.close();
    }
  }

  SnapshotMeta meta() {
    return layout.meta();
  }

  SnapshotStore.Reader reader(FileSnapshots store) throws IOException {
    Disk.DiskFile file = disk.open(layout.name());
    readers++;
    return new SnapshotReader(store, this, disk, layout, length, file);
  }

  void readerClosed() {
    readers--;
    deleteIfUnused();
  }

  /** There is a newer one. */
  void retire() {
    retired = true;
    deleteIfUnused();
  }

  private void deleteIfUnused() {
    if (retired && readers == 0) {
      deleteQuietly(disk, layout.name());
    }
  }

  /** Removes a file of no use; what stays or comes back is removed when the snapshots are opened again. */
  static void deleteQuietly(Disk disk, String name) {
    try {
      disk.delete(name);
    } catch (IOException e) {
      return;
    }
  }
}
