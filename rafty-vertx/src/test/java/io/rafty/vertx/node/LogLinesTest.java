package io.rafty.vertx.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Configuration;
import io.rafty.vertx.InProcessPeers;
import io.rafty.vertx.Member;
import io.rafty.vertx.MemberRole;
import io.rafty.vertx.NodeState;
import io.rafty.vertx.RaftEvent;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.Role;
import io.rafty.vertx.SnapshotStore;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.log.InMemoryLog;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node writes into the log of its application. */
@Timeout(60)
class LogLinesTest {

  private final List<String> written = new ArrayList<>();
  private final LogLines lines = new LogLines(new Surroundings(), "a", "orders");

  private static NodeState state(long term, boolean running, String note) {
    return new NodeState("a", Role.FOLLOWER, term, Optional.empty(), Optional.empty(), 0, 0, 0, 0, Configuration.NONE,
      running, note);
  }

  @Test
  void eachLineHasNodeGroupAndTermInOneForm() {
    lines.changed(state(7, true, ""));
    lines.happened(new RaftEvent.RoleChanged("a", 7, Role.LEADER));
    lines.happened(new RaftEvent.LeaderChanged("a", 7, Optional.of("a")));
    lines.happened(new RaftEvent.ConfigurationChanged("a", new Configuration("c", List.of(
      new Member("a", "one:1", MemberRole.VOTER), new Member("b", "two:2", MemberRole.LEARNER)))));
    lines.happened(new RaftEvent.SnapshotStored("a", 40, false));
    lines.happened(new RaftEvent.FollowerLost("a", "b"));
    lines.happened(new RaftEvent.DiskStalled("a", true));
    lines.happened(new RaftEvent.SnapshotsFailing("a", "no space left"));
    lines.failed(new IllegalStateException("the log failed"));
    assertEquals(List.of(
      "INFO node=a group=orders term=7 event=RoleChanged role=LEADER",
      "INFO node=a group=orders term=7 event=LeaderChanged leader=a",
      "INFO node=a group=orders term=7 event=ConfigurationChanged members=\"a@one:1:voter b@two:2:learner\"",
      "INFO node=a group=orders term=7 event=SnapshotStored lastIncludedIndex=40 fromLeader=false",
      "WARNING node=a group=orders term=7 event=FollowerLost member=b",
      "WARNING node=a group=orders term=7 event=DiskStalled stalled=true",
      "WARNING node=a group=orders term=7 event=SnapshotsFailing why=\"no space left\"",
      "ERROR node=a group=orders term=7 event=Failed why=\"the log failed\""), written);
  }

  @Test
  void whatIsTheSameInAnotherTermIsOnlyForThoseWhoLookClosely() {
    lines.happened(new RaftEvent.RoleChanged("a", 1, Role.FOLLOWER));
    lines.happened(new RaftEvent.RoleChanged("a", 2, Role.FOLLOWER));
    lines.happened(new RaftEvent.LeaderChanged("a", 2, Optional.empty()));
    assertEquals(List.of("INFO", "DEBUG", "DEBUG"), written.stream().map(line -> line.split(" ")[0]).toList());
  }

  @Test
  void whyAServerIsNotLetInIsWrittenOnce() {
    lines.changed(state(0, true, "b:1 belongs to another cluster"));
    lines.changed(state(0, true, "b:1 belongs to another cluster"));
    lines.changed(state(1, true, ""));
    assertEquals(List.of("INFO node=a group=orders term=0 event=Note note=\"b:1 belongs to another cluster\""),
      written);
  }

  @Test
  void aTextOfSomebodyElseIsNeverTakenForALineOrAKey() {
    lines.changed(state(0, true, "x\" term=9\nnode=b \\"));
    assertEquals(List.of("INFO node=a group=orders term=0 event=Note note=\"x\\\" term=9 node=b \\\\\""), written);
  }

  @Test
  void theyGoToTheLoggerOfVertxWithoutAnythingOfTheCommands() throws Exception {
    ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord record) {
        told.add(record.getLevel() + " " + record.getMessage());
      }

      @Override
      public void flush() {
      }

      @Override
      public void close() {
      }
    };
    Logger logger = Logger.getLogger("io.rafty.vertx");
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
    Vertx vertx = Vertx.vertx();
    try {
      RaftNode node = RaftNode.create(vertx, new RaftOptions().setNodeId("logged"), InMemoryLog.create(),
        SnapshotStore.none(), KeyValueStateMachine.create(), InProcessPeers.create());
      Promise<Void> leads = Promise.promise();
      node.onChange(state -> {
        if (state.isLeader()) {
          leads.tryComplete();
        }
      });
      Buffer secret = KvCommand.CODEC.encode(KvCommand.put("secret", Buffer.buffer("secret"), KvCommand.ANY));
      node.start().compose(started -> leads.future()).compose(led -> node.request(secret))
        .compose(done -> node.stop()).await(20, TimeUnit.SECONDS);
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
      logger.removeHandler(handler);
      logger.setLevel(before);
    }
    List<String> own = told.stream().filter(line -> line.contains("node=logged ")).toList();
    assertTrue(own.contains("INFO node=logged group=default term=1 event=RoleChanged role=LEADER")
      || own.contains("INFO node=logged group=default term=2 event=RoleChanged role=LEADER"), own::toString);
    assertTrue(own.get(own.size() - 1).endsWith(" event=Stopped why=\"the node was stopped\""), own::toString);
    assertFalse(own.toString().contains("secret"), own::toString);
  }

  /** Keeps what is written. */
  private final class Surroundings implements Env {

    @Override
    public void log(Level level, String line, Optional<Throwable> cause) {
      written.add(level + " " + line);
    }

    @Override
    public long now() {
      return 0;
    }

    @Override
    public boolean inContext() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
      return () -> { };
    }

    @Override
    public RandomGenerator random() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void fatal(Throwable cause) {
    }
  }
}
