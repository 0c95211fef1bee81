package io.rafty.vertx.sim;

import io.rafty.vertx.sim.fault.Selection;
import io.rafty.vertx.sim.fault.Selection.Background;
import java.util.random.RandomGenerator;

/**
 * What one run suffers from, drawn from its seed (swarm testing): a run that has everything a little finds less than
 * many runs that have some of it and much of that.
 *
 * @param clients         how many
 * @param keys            registers they use
 * @param thinkMillis     between two operations of a client, on average
 * @param calmStartMillis before the first fault
 * @param gapMillis       between two faults, on average
 * @param partitions      weight of cutting links
 * @param crashes         weight of power failures of single servers
 * @param kills           weight of killed processes
 * @param pauses          weight of processes that stand still
 * @param blackouts       weight of power failures of all
 * @param disks           weight of disks that fail, fill or stall
 * @param members         weight of joins, removals, moves and lost disks
 * @param weather         how the links behave
 * @param slowDisks       share of writes that take very long
 * @param drift           by how much clocks differ, at most
 * @param entriesPerBatch limit of entries in a message
 * @param window          limit of messages under way
 * @param tailBytes       limit of entries in memory
 * @param segmentBytes    size of a file of the log
 * @param leases          whether leaders answer reads by lease
 * @param snapshotBytes   commands between two snapshots; 0 for none
 * @param chunkBytes      limit of a message with a piece of a snapshot
 * @param preferences     whether some servers are wanted more than others as leaders
 * @param witness         whether one of the servers is a witness
 * @param pendingBytes    limit of commands that wait to be committed
 * @param sessionMillis   how long a session is known that is not used; 0 for none
 */
record Mix(int clients, int keys, long thinkMillis, long calmStartMillis, long gapMillis, int partitions, int crashes,
           int kills, int pauses, int blackouts, int disks, int members, Network.Weather weather, double slowDisks,
           double drift, int entriesPerBatch, int window, long tailBytes, int segmentBytes, boolean leases,
           long snapshotBytes, int chunkBytes, boolean preferences, boolean witness, long pendingBytes,
           int sessionMillis) {

  /** Longer than a run. */
  private static final int LASTING = 600_000;

  static Mix draw(RandomGenerator random) {
    boolean calm = random.nextInt(10) == 0;
    boolean crowded = random.nextInt(25) == 0;
    return new Mix(crowded ? 40 : 1 + random.nextInt(6), 1 + random.nextInt(4), 60 + random.nextInt(400),
      random.nextInt(3) == 0 ? 0 : 4_000, calm ? 1_000_000 : 400 + random.nextInt(6_000),
      weight(random), weight(random), weight(random), weight(random), weight(random) / 4, weight(random),
      weight(random),
      calm || random.nextBoolean() ? Network.Weather.CALM : new Network.Weather(random.nextDouble() * 0.1,
        random.nextDouble() * 0.1, 100, 500 + random.nextInt(20_000), random.nextDouble() * 0.05),
      random.nextBoolean() ? 0 : random.nextDouble() * 0.02, random.nextBoolean() ? 0 : random.nextDouble() * 0.05,
      pick(random, 1, 2, 64, 1024), pick(random, 1, 2, 8), pick(random, 0, 200, 1 << 20),
      pick(random, 4096, 8192, 1 << 16), random.nextBoolean(),
      pick(random, 0, 300, 2_000, 20_000), pick(random, 150, 1_000, 10_000),
      random.nextInt(3) == 0, random.nextInt(3) == 0,
      crowded ? 1024 : 1 << 20, pick(random, 0, 200, 3_000, LASTING, LASTING));
  }

  /** By what share one clock may be faster than another, so that nothing is to spare. */
  double clockBound() {
    return (1 + drift) / (1 - drift) - 1;
  }

  /** The same without something. */
  Mix less(Selection selection) {
    return new Mix(selection.lacks(Background.CLIENTS) ? 1 : clients, keys, thinkMillis, calmStartMillis, gapMillis,
      partitions, crashes, kills, pauses, blackouts, disks, members,
      selection.lacks(Background.WEATHER) ? Network.Weather.CALM : weather,
      selection.lacks(Background.SLOW_DISKS) ? 0 : slowDisks, selection.lacks(Background.DRIFT) ? 0 : drift,
      entriesPerBatch, window, tailBytes, segmentBytes, leases,
      snapshotBytes, chunkBytes, preferences, witness,
      pendingBytes, sessionMillis);
  }

  /** Nothing at all, rather often. */
  private static int weight(RandomGenerator random) {
    return random.nextBoolean() ? 0 : 1 + random.nextInt(8);
  }

  private static int pick(RandomGenerator random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
