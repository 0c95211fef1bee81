package io.rafty.vertx.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.log.Disk;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimDiskTest {

  private final VirtualTime time = new VirtualTime();

  private SimDisk disk(long seed) {
    return new SimDisk(new SplittableRandom(seed), time);
  }

  private <T> Future<T> finish(Future<T> future) {
    while (!future.isComplete() && time.step()) {
      continue;
    }
    return future;
  }

  private static byte[] filled(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private Future<Boolean> write(SimDisk disk, int value, boolean force) {
    return disk.submit(() -> {
      Disk.DiskFile file = disk.open("file");
      file.write(0, ByteBuffer.wrap(filled(2048, value)));
      if (force) {
        file.force();
        disk.syncFolder();
      }
      return true;
    });
  }

  @Test
  void whatWasSyncedAndReportedSurvivesEveryCrash() {
    for (int seed = 0; seed < 200; seed++) {
      SimDisk disk = disk(seed);
      assertTrue(finish(write(disk, 1, true)).succeeded());
      assertArrayEquals(filled(2048, 1), disk.crash().durable("file"));
    }
  }

  @Test
  void whatWasNotSyncedSurvivesInPartSomeOfTheTime() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      SimDisk disk = disk(seed);
      finish(write(disk, 1, true));
      finish(write(disk, 2, false));
      byte[] left = disk.crash().durable("file");
      int changed = 0;
      for (byte value : left) {
        changed += value == 2 ? 1 : 0;
      }
      seen.add(changed == 0 ? "nothing" : changed == 2048 ? "all" : changed % 512 == 0 ? "sectors" : "torn");
    }
    assertEquals(Set.of("nothing", "all", "sectors", "torn"), seen);
  }

  @Test
  void aFileWhoseFolderWasNotSyncedMayBeGone() {
    Set<List<String>> seen = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      SimDisk disk = disk(seed);
      finish(write(disk, 1, false));
      seen.add(disk.crash().list());
    }
    assertEquals(Set.of(List.of(), List.of("file")), seen);
  }

  @Test
  void aNewNameThatWasNotSyncedMayBeLostButThereIsAlwaysOneOfTheTwo() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      SimDisk disk = disk(seed);
      finish(write(disk, 1, true));
      finish(disk.submit(() -> {
        disk.open("other").force();
        disk.syncFolder();
        disk.rename("file", "other");
        return true;
      }));
      assertEquals(List.of("other"), disk.list());
      assertEquals(List.of("other"), disk.kill().list());
      SimDisk next = disk(seed);
      finish(write(next, 1, true));
      finish(next.submit(() -> {
        next.open("other").force();
        next.syncFolder();
        next.rename("file", "other");
        return true;
      }));
      SimDisk left = next.crash();
      seen.add(left.list() + " " + left.durable("other").length);
    }
    assertEquals(Set.of("[other] 2048", "[file, other] 0"), seen);
  }

  @Test
  void aKilledProcessLosesNothingThatCompletedButNothingGetsDurableByIt() throws IOException {
    boolean lost = false;
    for (int seed = 0; seed < 50; seed++) {
      SimDisk disk = disk(seed);
      finish(write(disk, 1, true));
      finish(write(disk, 2, false));
      SimDisk next = disk.kill();
      ByteBuffer content = ByteBuffer.allocate(2048);
      next.open("file").read(0, content);
      assertArrayEquals(filled(2048, 2), content.array());
      lost |= !Arrays.equals(filled(2048, 2), next.crash().durable("file"));
    }
    assertTrue(lost);
  }

  @Test
  void pendingFuturesOfACrashedProcessNeverComplete() {
    SimDisk disk = disk(1);
    Future<Boolean> pending = write(disk, 1, true);
    SimDisk next = disk.crash();
    Future<Boolean> later = write(disk, 2, true);
    assertTrue(finish(write(next, 3, true)).succeeded());
    assertFalse(pending.isComplete() || later.isComplete());
    assertArrayEquals(filled(2048, 3), next.durable("file"));
  }

  @Test
  void futuresCompleteInOrderAndNotWhileStalled() {
    SimDisk disk = disk(1);
    List<Integer> order = new ArrayList<>();
    long[] latency = {900};
    disk.latency(() -> latency[0] -= 100);
    for (int i = 0; i < 5; i++) {
      int number = i;
      disk.submit(() -> number).onSuccess(order::add);
    }
    disk.stall(true);
    while (time.step()) {
      continue;
    }
    assertEquals(List.of(), order);
    disk.stall(false);
    while (time.step()) {
      continue;
    }
    assertEquals(List.of(0, 1, 2, 3, 4), order);
  }

  @Test
  void faultsFailTheWork() {
    SimDisk disk = disk(1);
    disk.failNextForce();
    assertTrue(finish(write(disk, 1, true)).cause() instanceof IOException);
    assertTrue(finish(write(disk, 1, true)).succeeded());
    disk.failWrites(true);
    assertTrue(finish(write(disk, 2, true)).cause() instanceof IOException);
    disk.failWrites(false);
    assertTrue(finish(write(disk, 2, true)).succeeded());
  }
}
