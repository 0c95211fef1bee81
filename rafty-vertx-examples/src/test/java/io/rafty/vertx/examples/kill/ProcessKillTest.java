package io.rafty.vertx.examples.kill;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five server processes, clients that write, and {@code kill -9} for the leader again and again; at times for others,
 * too. A killed leader comes back only after the others have acknowledged something without it, so that nothing it knew
 * alone can save them. For how long: system property {@code rafty.kill.seconds}.
 */
class ProcessKillTest {

  /** A server that says it leads. */
  private record Leader(ServerProcess server, long term) {
  }

  /** Whom to kill. */
  private enum Blow {
    /** The leader. */
    LEADER,
    /** The others, without which the leader must acknowledge nothing and step down, and then the leader. */
    OTHERS_FIRST,
    /** Everybody at once, in the middle of their writes. */
    ALL
  }

  private static final List<Blow> BLOWS =
    List.of(Blow.LEADER, Blow.OTHERS_FIRST, Blow.LEADER, Blow.ALL, Blow.LEADER);
  private static final int SERVERS = 5;
  private static final int CLIENTS = 8;
  private static final int FEWEST_KILLS = 5;
  private static final long AWAIT_SECONDS = 30;

  /** Only the clients run here. Beside five processes that start at once they may get no processor for a while. */
  private static final long STARVED_SECONDS = 20;

  @TempDir
  private Path folder;

  private Vertx vertx;
  private Access access;
  private List<ServerProcess> servers;
  private Writers writers;

  @BeforeEach
  void startAll() throws Exception {
    vertx = Vertx.vertx(new VertxOptions().setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
      .setMaxEventLoopExecuteTime(STARVED_SECONDS));
    access = new Access(vertx);
    servers = ServerProcess.cluster(SERVERS, folder);
    writers = new Writers(vertx, access, servers);
    for (ServerProcess server : servers) {
      server.start();
    }
  }

  @AfterEach
  void killAll() throws Exception {
    ServerProcess.kill(servers);
    vertx.close().await(AWAIT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  @Timeout(600)
  void whatWasAcknowledgedSurvivesEveryKilledLeader() throws Exception {
    try {
      killLeadersUnderLoad();
      awaitAllEqual();
      Map<String, List<String>> journals = new TreeMap<>();
      for (ServerProcess server : servers) {
        journals.put(server.id(), access.journal(server).await(AWAIT_SECONDS, TimeUnit.SECONDS));
      }
      List<String> faults = Journals.faults(writers.acknowledged(), writers.rejected(), journals);
      assertTrue(faults.isEmpty(), () -> String.join("\n", faults));
      for (ServerProcess server : servers) {
        assertFalse(server.printed().contains("SEVERE"), () -> "server " + server.id() + " has printed an alarm");
      }
    } catch (AssertionError | TimeoutException e) {
      throw new AssertionError(e.getMessage() + servers.stream().map(server -> "\n" + server.tail())
        .collect(Collectors.joining()), e);
    }
  }

  private void killLeadersUnderLoad() throws Exception {
    Leader leader = awaitLeader("the first leader", 0);
    writers.start(CLIENTS);
    AtomicBoolean over = new AtomicBoolean();
    vertx.setTimer(1000L * Integer.getInteger("rafty.kill.seconds", 60), end -> over.set(true));
    int kills = 0;
    while (!over.get() || kills < FEWEST_KILLS) {
      awaitAcknowledgement("kill " + (kills + 1));
      strike(BLOWS.get(kills++ % BLOWS.size()), leader);
      for (ServerProcess server : servers) {
        if (!server.isAlive() && server != leader.server()) {
          server.start();
        }
      }
      Leader next = awaitLeader("a leader after kill " + kills, leader.term());
      awaitWriteAt(next, kills);
      leader.server().start();
      awaitAnswer(leader.server());
      leader = awaitLeader("the leader after a restart", 0);
    }
    writers.stop().await(AWAIT_SECONDS, TimeUnit.SECONDS);
    System.out.println(kills + " leaders killed, " + writers.acknowledgements() + " writes acknowledged, "
      + writers.rejected().size() + " rejected, " + writers.unknown() + " without an answer");
  }

  private void strike(Blow blow, Leader leader) throws Exception {
    List<ServerProcess> others = servers.stream().filter(server -> server != leader.server()).toList();
    switch (blow) {
      case LEADER -> ServerProcess.kill(List.of(leader.server()));
      case ALL -> ServerProcess.kill(servers);
      case OTHERS_FIRST -> {
        ServerProcess.kill(others);
        access.await("leader " + leader.server().id() + " to step down, being alone", () ->
          access.status(leader.server())
            .map(status -> Optional.of(status).filter(now -> !now.getString("role").equals("LEADER"))));
        ServerProcess.kill(List.of(leader.server()));
      }
    }
  }

  private Leader awaitLeader(String what, long afterTerm) throws TimeoutException {
    return access.await(what, () -> {
      List<Future<Optional<Leader>>> asked = servers.stream().filter(ServerProcess::isAlive)
        .map(server -> access.status(server)
          .map(status -> Optional.of(new Leader(server, status.getLong("term")))
            .filter(leads -> status.getString("role").equals("LEADER") && leads.term() > afterTerm))
          .otherwise(Optional.empty()))
        .toList();
      return Future.join(asked).map(all -> asked.stream().flatMap(one -> one.result().stream())
        .max(Comparator.comparingLong(Leader::term)));
    });
  }

  /** Each attempt is a command of its own. */
  private void awaitWriteAt(Leader leader, int kill) throws TimeoutException {
    int[] attempt = {0};
    access.await("a write at server " + leader.server().id() + ", leader after kill " + kill, () ->
      writers.write(leader.server(), "probe" + kill + "-" + ++attempt[0])
        .map(acknowledged -> Optional.of(true).filter(acknowledged::equals)));
  }

  /** So that every leader has acknowledged something before it is killed. */
  private void awaitAcknowledgement(String before) throws TimeoutException {
    int now = writers.acknowledgements();
    access.await("an acknowledgement to a client before " + before, () ->
      Future.succeededFuture(Optional.of(true).filter(any -> writers.acknowledgements() > now + CLIENTS)));
  }

  private void awaitAnswer(ServerProcess server) throws TimeoutException {
    access.await("server " + server.id() + " to answer after its restart", () ->
      access.status(server).map(status -> Optional.of(status).filter(now -> now.getBoolean("running"))));
  }

  private void awaitAllEqual() throws TimeoutException {
    access.await("all servers to have applied all that they have", () -> {
      List<Future<JsonObject>> asked = servers.stream().map(access::status).toList();
      return Future.all(asked).map(all -> Optional.of(asked).filter(statuses -> statuses.stream()
        .flatMap(status -> List.of("commitIndex", "lastApplied", "lastIndex").stream().map(status.result()::getLong))
        .filter(Objects::nonNull).distinct().count() == 1));
    });
  }
}
