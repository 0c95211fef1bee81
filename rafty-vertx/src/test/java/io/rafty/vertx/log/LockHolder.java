package io.rafty.vertx.log;

import java.nio.file.Path;

/** A process that locks the folder of a log, says so, and ends when its input does. */
final class LockHolder {

  private LockHolder() {
  }

  public static void main(String[] arguments) throws Exception {
    FolderLock.take(Path.of(arguments[0]));
    System.out.println("locked");
    System.out.flush();
    while (System.in.read() >= 0) {
      continue;
    }
  }
}
