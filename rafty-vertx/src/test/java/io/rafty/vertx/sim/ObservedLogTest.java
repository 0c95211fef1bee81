package io.rafty.vertx.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.log.FileLog;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The record of a log, which the invariants rely on, bears compaction. */
class ObservedLogTest {

  private static final HardState STATE = new HardState("1", "c", 0, 2, "1");

  private final SimCluster cluster = SimCluster.of(1);
  private final Map<String, SimDisk> disks = new TreeMap<>();

  private Log open(String id) {
    SimServer server = cluster.server(id) == null ? cluster.add(id, List.of("1", "2")) : cluster.server(id);
    SimDisk disk = disks.computeIfAbsent(id, any -> new SimDisk(new SplittableRandom(1), cluster.world()));
    Log log = new ObservedLog(FileLog.create(disk, 1024), server.record(), server, cluster);
    cluster.await(log.open());
    return log;
  }

  private Log crashed(String id) {
    disks.computeIfPresent(id, (any, disk) -> disk.crash());
    return open(id);
  }

  private static List<LogEntry> entries(long from, long to, long term) {
    List<LogEntry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) {
      entries.add(new LogEntry(index, term, EntryType.COMMAND, Buffer.buffer("entry " + index + " of " + term)));
    }
    return entries;
  }

  @Test
  void whatASnapshotCoversStaysDurable() {
    Log log = open("1");
    cluster.await(log.append(STATE, entries(1, 40, 2)));
    cluster.await(log.compact(25, 2));
    SimServer server = cluster.server("1");
    for (int time = 0; time < 3; time++) {
      assertEquals(entries(1, 40, 2), server.durableEntries());
      assertEquals(25, server.durableBaseIndex());
      assertTrue(server.hasHeld(3, 2) && server.hasHeld(40, 2));
      crashed("1");
    }
  }

  @Test
  void aLogThatASnapshotReplacedHasTheEntriesOfTheOneItCameFrom() {
    cluster.await(open("1").append(STATE, entries(1, 40, 2)));
    Log behind = open("2");
    cluster.await(behind.append(STATE, entries(1, 10, 2)));
    cluster.await(behind.append(STATE, entries(11, 30, 3)));
    cluster.await(behind.compact(20, 2));
    SimServer server = cluster.server("2");
    assertEquals(entries(1, 20, 2), server.durableEntries());
    Log again = crashed("2");
    assertEquals(entries(1, 20, 2), server.durableEntries());
    cluster.await(again.append(STATE, entries(21, 22, 2)));
    crashed("2");
    assertEquals(entries(1, 22, 2), server.durableEntries());
  }

  @Test
  void aCrashBeforeTheCompactionIsDurableIsNoViolation() {
    Set<Long> bases = new TreeSet<>();
    cluster.await(open("1").append(STATE, entries(1, 40, 2)));
    for (int seed = 0; seed < 20; seed++) {
      String id = "server " + seed;
      disks.put(id, new SimDisk(new SplittableRandom(seed), cluster.world()));
      Log log = open(id);
      cluster.await(log.append(STATE, entries(1, 5, 2)));
      cluster.await(log.append(STATE, entries(6, 30, 3)));
      log.compact(20, seed % 2 + 2);
      crashed(id);
      cluster.runMicros(1);
      bases.add(cluster.server(id).durableBaseIndex());
    }
    assertEquals(Set.of(0L, 20L), bases);
  }

  @Test
  void aBaseThatIsForgottenIsAViolation() {
    Log log = open("1");
    cluster.await(log.append(STATE, entries(1, 40, 2)));
    cluster.await(log.compact(25, 2));
    disks.put("1", new SimDisk(new SplittableRandom(1), cluster.world()));
    Violation violation = assertThrows(Violation.class, () -> {
      open("1");
      cluster.runMicros(1);
    });
    assertTrue(violation.getMessage().contains("begins after entry 0"), violation::getMessage);
  }

  @Test
  void aSnapshotOfEntriesThatNobodyHadIsAViolation() {
    Log log = open("1");
    log.compact(25, 2);
    Violation violation = assertThrows(Violation.class, () -> cluster.runMicros(1));
    assertTrue(violation.getMessage().contains("on no disk"), violation::getMessage);
  }
}
