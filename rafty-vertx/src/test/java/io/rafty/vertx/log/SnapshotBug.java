package io.rafty.vertx.log;

import java.io.IOException;

/** Known mistakes of snapshot stores, each played by a disk: a crash test must catch every one. */
enum SnapshotBug {
  NO_SYNC_OF_THE_FILE,
  NO_SYNC_OF_THE_FOLDER,
  FAILED_SYNC_TRIED_AGAIN,
  WRITTEN_IN_PLACE,
  OLDER_DELETED_FIRST;

  private static final String TEMPORARY = ".part";

  Disk plant(Disk disk) {
    return new BuggyDisk(disk);
  }

  private final class BuggyDisk extends ForwardingDisk {

    BuggyDisk(Disk disk) {
      super(disk);
    }

    private String place(String name) {
      return SnapshotBug.this == WRITTEN_IN_PLACE ? name.replace(TEMPORARY, "") : name;
    }

    @Override
    public DiskFile open(String name) throws IOException {
      return new BuggyFile(super.open(place(name)));
    }

    @Override
    public void delete(String name) throws IOException {
      super.delete(place(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
      if (SnapshotBug.this == OLDER_DELETED_FIRST) {
        for (String name : list()) {
          if (SnapshotFile.isName(name)) {
            super.delete(name);
          }
        }
      }
      if (SnapshotBug.this != WRITTEN_IN_PLACE) {
        super.rename(from, to);
      }
    }

    @Override
    public void syncFolder() throws IOException {
      if (SnapshotBug.this != NO_SYNC_OF_THE_FOLDER) {
        super.syncFolder();
      }
    }
  }

  private final class BuggyFile extends ForwardingDisk.ForwardingFile {

    BuggyFile(Disk.DiskFile file) {
      super(file);
    }

    @Override
    public void force() throws IOException {
      if (SnapshotBug.this == NO_SYNC_OF_THE_FILE) {
        return;
      }
      try {
        super.force();
      } catch (IOException e) {
        if (SnapshotBug.this != FAILED_SYNC_TRIED_AGAIN) {
          throw e;
        }
        super.force();
      }
    }
  }
}
