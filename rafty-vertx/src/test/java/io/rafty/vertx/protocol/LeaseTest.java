package io.rafty.vertx.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.HardState;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RecoveredLog;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private static Replica replica(boolean leases) {
    RaftOptions options = new RaftOptions().setNodeId("a").setMinElectionTimeout(500).setLeaseReads(leases)
      .setMaxClockDrift(0.1);
    RecoveredLog empty = new RecoveredLog(HardState.EMPTY, 0, List.of(), List.of());
    return new Replica(options, empty, Optional.empty(), 0, new SplittableRandom(1), 0);
  }

  @Test
  void itLastsFromTheSendingForTheElectionTimeoutLessTheDrift() {
    Replica replica = replica(true);
    Lease lease = new Lease(replica);
    replica.now(1_448);
    assertTrue(lease.heldSince(1_000));
    replica.now(1_449);
    assertFalse(lease.heldSince(1_000), "a millisecond less, since clocks count whole ones");
    assertTrue(lease.heldSince(1_001));
    assertFalse(lease.heldSince(Progress.NEVER));
  }

  @Test
  void itIsNeverHeldUnlessAskedFor() {
    assertFalse(new Lease(replica(false)).heldSince(0));
  }

  @Test
  void onceSurrenderedItIsGoneForTheTerm() {
    Lease lease = new Lease(replica(true));
    assertTrue(lease.heldSince(0));
    lease.surrender();
    assertFalse(lease.heldSince(0));
  }
}
