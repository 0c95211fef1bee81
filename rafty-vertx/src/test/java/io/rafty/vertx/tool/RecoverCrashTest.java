package io.rafty.vertx.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.EntryType;
import io.rafty.vertx.HardState;
import io.rafty.vertx.Log;
import io.rafty.vertx.LogEntry;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.Role;
import io.rafty.vertx.SnapshotMeta;
import io.rafty.vertx.log.FileLog;
import io.rafty.vertx.log.FolderReport;
import io.rafty.vertx.log.Verifier;
import io.rafty.vertx.protocol.RaftCore;
import io.rafty.vertx.protocol.Ready;
import io.rafty.vertx.sim.SimDisk;
import io.rafty.vertx.sim.VirtualTime;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * {@code rafty recover} on the simulated disk, with the power cut or the process killed at any moment: what is left is
 * the old cluster's, or the new one's, or a server that does nothing until the command is run again.
 */
class RecoverCrashTest {

  private static final int SEEDS = 400;
  private static final long ENTRIES = 30;
  private static final String ID = "4";

  /** What a crash has left. */
  private enum Left { OLD, SILENT, NEW }

  /** One disk, and what is done with it. */
  private static final class History {

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random;
    private SimDisk disk;

    private History(long seed) {
      random = new SplittableRandom(seed);
      disk = new SimDisk(random, time);
      Log log = FileLog.create(disk, Folders.SEGMENT_BYTES);
      run(log.open());
      for (long index = 1; index <= ENTRIES; index++) {
        run(log.append(Folders.hard(ID, Folders.term(index)), List.of(index == 1
          ? new LogEntry(1, 1, EntryType.CONFIGURATION, Folders.members(5).toBuffer())
          : Folders.command(index, Folders.term(index)))));
      }
      run(log.close());
    }

    private <T> T run(Future<T> future) {
      while (!future.isComplete()) {
        assertTrue(time.step(), "nothing more happens");
      }
      return Folders.now(future);
    }

    /** As the command does it. */
    private Future<Void> recover(UnaryOperator<RecoveryPlan> bug) throws IOException {
      FolderReport report = Verifier.verify(disk, Optional.empty(), "");
      List<Survivor> survivors = List.of(RecoveryPlan.name(report));
      boolean complete = report.configuration().clusterId().equals(report.hardState().clusterId());
      boolean begun = Audit.recoveryTo(disk, report.hardState().clusterId()).isPresent();
      StringWriter out = new StringWriter();
      Surroundings surroundings = Program.surroundings(out, out, false, random.nextLong());
      RecoveryPlan plan = RecoveryPlan.of(report, survivors, !complete && begun, surroundings.newClusterId());
      return new LostMajority(surroundings, disk, bug.apply(plan)).recover("fire in room 3");
    }

    private void crashSoon() {
      for (int steps = random.nextInt(8); steps > 0; steps--) {
        time.step();
      }
      disk = random.nextInt(3) == 0 ? disk.kill() : disk.crash();
    }

    private Left left() {
      Log log = FileLog.create(disk, Folders.SEGMENT_BYTES);
      RecoveredLog found = run(log.open());
      run(log.close());
      assertTrue(found.lastIndex() >= ENTRIES, () -> "entries were lost: " + found.lastIndex());
      Configuration members = Configuration.fromBuffer(found.configurations()
        .get(found.configurations().size() - 1).data());
      if (found.lastIndex() == ENTRIES) {
        assertEquals(Folders.CLUSTER, members.clusterId());
        return found.hardState().clusterId().equals(Folders.CLUSTER) ? Left.OLD : silent(found);
      }
      assertEquals(found.hardState().clusterId(), members.clusterId(), "members of another cluster are in force");
      assertTrue(!members.clusterId().equals(Folders.CLUSTER), "the new cluster goes by the name of the old one");
      assertEquals(List.of(ID), members.voters());
      return Left.NEW;
    }
  }

  /** It never campaigns, and votes for nobody. */
  private static Left silent(RecoveredLog found) {
    String cluster = found.hardState().clusterId();
    long term = found.hardState().term();
    RaftCore core = new RaftCore(new RaftOptions().setNodeId(ID).setAddress("host4:8080"), found, Optional.empty(), 0,
      new SplittableRandom(1), 0);
    for (long now = 0; now < 60_000; now += 50) {
      core.tick(now);
      Ready ready = core.drain();
      assertTrue(ready.sends().stream().noneMatch(Ready.SendVote.class::isInstance), "it campaigns");
      assertEquals(Role.LEARNER, core.state().role());
    }
    core.receive(60_000, 7, new RequestVote(cluster, term + 5, "1", 1_000, term + 4, false, false));
    core.drain().write().ifPresent(write -> core.persisted(60_001));
    assertTrue(core.drain().replies().stream().noneMatch(reply -> reply instanceof Ready.VoteReply vote
      && vote.response().voteGranted()), "it votes");
    return Left.SILENT;
  }

  private static Map<Left, Integer> crashes(UnaryOperator<RecoveryPlan> bug) throws IOException {
    Map<Left, Integer> counts = new EnumMap<>(Left.class);
    for (long seed = 1; seed <= SEEDS; seed++) {
      History history = new History(seed);
      history.recover(bug);
      history.crashSoon();
      Left left = history.left();
      counts.merge(left, 1, Integer::sum);
      if (left != Left.NEW) {
        history.run(history.recover(bug));
        assertEquals(Left.NEW, history.left(), "seed " + seed);
      }
    }
    return counts;
  }

  @Test
  void aCrashLeavesTheOldClusterOrTheNewOneOrAServerThatDoesNothing() throws IOException {
    Map<Left, Integer> counts = crashes(UnaryOperator.identity());
    for (Left left : Left.values()) {
      assertTrue(counts.getOrDefault(left, 0) > 0, () -> "never left: " + left + " in " + counts);
    }
  }

  @Test
  void aRecoveryThatKeepsTheIdOfTheClusterIsCaught() {
    caught(plan -> with(plan, new HardState(ID, Folders.CLUSTER, plan.hardState().joinIndex(), plan.hardState().term(),
      HardState.NONE)));
  }

  @Test
  void aRecoveryWhoseServerMayVoteBeforeItIsDoneIsCaught() {
    caught(plan -> with(plan, new HardState(ID, plan.hardState().clusterId(), 1, plan.hardState().term(),
      HardState.NONE)));
  }

  private static void caught(UnaryOperator<RecoveryPlan> bug) {
    assertThrows(AssertionError.class, () -> crashes(bug));
  }

  private static RecoveryPlan with(RecoveryPlan plan, HardState hard) {
    return new RecoveryPlan(plan.survivors(), plan.self(), plan.before(), plan.snapshot(), hard, plan.entry());
  }

  /** A crash between the first step of a restore and its last. */
  @Test
  void aHalfRestoredServerDoesNothing() {
    Member first = new Member(ID, "host4:8080", MemberRole.VOTER);
    SnapshotMeta meta = Restoration.of(new SnapshotMeta(100, 6, Folders.members(5), 1), "newcluster", first);
    assertEquals(Left.SILENT, silent(new RecoveredLog(Restoration.hardState(meta, first), 0, 0, 0, List.of(),
      List.of())));
  }
}
