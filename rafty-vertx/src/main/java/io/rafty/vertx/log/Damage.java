package io.rafty.vertx.log;

import io.rafty.vertx.CorruptLogException;

/** Words for damage: what, where, and what to do. */
final class Damage {

  private Damage() {
  }

  static CorruptLogException at(Disk disk, String file, long offset, String what) {
    return damaged("The log in ", disk, file, offset, what);
  }

  static CorruptLogException ofSnapshot(Disk disk, String file, long offset, String what) {
    return damaged("The newest snapshot in ", disk, file, offset, what);
  }

  private static CorruptLogException damaged(String kind, Disk disk, String file, long offset, String what) {
    return new CorruptLogException(kind + disk.describe() + " is damaged: file " + file + ", offset " + offset
      + ": " + what + ". Nothing was changed. Do not repair it by hand: remove this server from the cluster, empty the"
      + " folder and let the server join again", file, offset, what);
  }
}
