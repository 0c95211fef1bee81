package io.rafty.vertx.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.rafty.vertx.sim.fault.Fault;
import io.rafty.vertx.sim.fault.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Five servers, a minute of virtual time under faults, again and again with other seeds. {@code -Drafty.sim.seeds=N}
 * runs N seeds, {@code -Drafty.sim.from=S} begins with S; {@code -Drafty.sim.seed=S} runs one of them, tells its story
 * and draws its page.
 */
class SimulatorTest {

  private static final long SEEDS = Long.getLong("rafty.sim.seeds", 1_000);
  private static final long FROM = Long.getLong("rafty.sim.from", 0);
  private static final int REPORTS = 3;
  private static final Path FOLDER = Path.of("target", "sim");
  private static final List<String> MUST_HAPPEN = List.of("leaders elected", "log tails replaced", "requests forwarded",
    "requests answered", "requests rejected", "requests made again", "requests rejected as too many",
    "conditions that failed",
    "requests with unknown outcome", "partitions", "links cut one way",
    "slow links", "connections reset", "leaders replaced as soon as a connection broke",
    "power failures", "killed processes", "pauses", "blackouts", "stalled disks",
    "nodes stopped by their disk", "joins", "joins while the network is parted", "members removed", "addresses changed",
    "disks lost", "flipped bits found", "writes recovered that nobody was told of", "votes after a restart",
    "reads confirmed by a round", "reads by a follower", "reads by lease", "reads bounded by staleness",
    "reads of local state", "reads rejected", "logs compacted", "logs replaced by a snapshot", "snapshots restored",
    "leadership handed over", "transfers given up", "leaders stopped",
    "joint configurations in force", "members replaced in one step", "leaders replaced", "changes refused",
    "changes put off", "votes of a witness", "terms led by a witness",
    "snapshots given up on a full disk", "snapshots given up after a failed fsync", "snapshots of leaders given up",
    "stalled disks of snapshots", "damaged snapshots found", "sessions opened",
    "commands that come again after they were applied", "commands of sessions that were forgotten",
    "requests made again under their key",
    "keys forgotten before the outcome was known", "keys that were made new",
    "events: RoleChanged", "events: LeaderChanged",
    "events: ConfigurationChanged", "events: SnapshotStored", "events: FollowerLost", "events: FollowerBehind",
    "events: FollowerBack", "events: DiskStalled", "events: SnapshotsFailing", "events: Stopped",
    "heartbeats of a leader at rest");

  @Test
  void noSeedBreaksAnything() {
    Long single = Long.getLong("rafty.sim.seed");
    if (single != null) {
      tell(single);
      return;
    }
    Batch batch = new Batch(FROM, SEEDS, () -> Plant.NONE);
    Coverage coverage = batch.run();
    if (!batch.failures().isEmpty()) {
      String reports = batch.failures().keySet().stream().limit(REPORTS)
        .map(seed -> new SeedReport(seed, () -> Plant.NONE, Selection.ALL).write(FOLDER))
        .collect(Collectors.joining("\n"));
      fail(batch.failures().size() + " of " + batch.done() + " seeds failed:\n" + batch.list() + "\n\n" + reports);
    }
    System.out.println("What happened in " + SEEDS + " simulated clusters:\n" + coverage);
    for (String what : MUST_HAPPEN) {
      assertTrue(coverage.of(what) > 0, "never happened: " + what);
    }
  }

  private static void tell(long seed) {
    SimRun run = new SimRun(seed, Plant.NONE, Selection.ofProperties());
    Optional<Violation> violation = SeedReport.violation(run);
    String report = new SeedReport(seed, () -> Plant.NONE, Selection.ofProperties()).write(FOLDER);
    violation.ifPresent(broken -> fail(report, broken));
    System.out.println(report + "\n" + run.cluster().coverage());
  }

  @Test
  void theSameSeedIsTheSameRun() {
    for (long seed = 0; seed < 5; seed++) {
      SimRun one = new SimRun(seed, Plant.NONE).run();
      SimRun other = new SimRun(seed, Plant.NONE).detailed().run();
      assertEquals(one.cluster().world().digest(), other.cluster().world().digest(), "seed " + seed);
    }
  }

  @Test
  void leavingOutAFaultMovesNoOther() {
    for (long seed = 0; seed < 5; seed++) {
      Map<Integer, Long> all = times(new SimRun(seed, Plant.NONE).run());
      List<Integer> half = all.keySet().stream().filter(number -> number % 2 == 0).toList();
      Map<Integer, Long> kept = times(new SimRun(seed, Plant.NONE, Selection.ALL.only(half)).run());
      assertTrue(half.containsAll(kept.keySet()), kept + " of " + half);
      kept.forEach((number, time) -> assertEquals(all.get(number), time, "fault " + number));
    }
  }

  private static Map<Integer, Long> times(SimRun run) {
    return run.faults().stream().collect(Collectors.toMap(Fault::number, Fault::micros));
  }
}
