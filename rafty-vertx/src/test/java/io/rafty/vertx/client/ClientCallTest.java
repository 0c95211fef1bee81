package io.rafty.vertx.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.RejectedException.Reason;
import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.client.PlayedWorld.Arrived;
import io.rafty.vertx.client.PlayedWorld.Play;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of calls, in virtual time. */
class ClientCallTest {

  private static final int SEEDS = 200;

  /** A cluster that knows commands again by their keys, as the real one does. */
  private static final class Replicated {

    private final Map<String, String> answers = new HashMap<>();
    private int applied;

    Optional<Reply> apply(Message message) {
      String key = message.headers().get("Idempotency-Key");
      return PlayedWorld.result(message, answers.computeIfAbsent(key, first -> "number " + ++applied));
    }

    /** It happens, but the answer gets lost with the server. */
    Optional<Reply> applyAndDie(Message message, PlayedWorld world, String name) {
      apply(message);
      world.servers.remove(name);
      return Optional.of(Replies.unclear("was lost: connection reset"));
    }
  }

  private static RejectedException rejection(Future<Buffer> end) {
    return assertInstanceOf(RejectedException.class, end.cause(), () -> "ended with " + end);
  }

  private static void everywhere(PlayedWorld world, Play play) {
    PlayedWorld.THREE.forEach(server -> world.servers.put(server, play));
  }

  /** What four commands come to while a server dies. */
  private record Outcome(List<String> answers, int applied) {
  }

  private static List<Outcome> outcomes(UnaryOperator<Message> underWay) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      PlayedWorld world = new PlayedWorld(seed);
      world.underWay = underWay;
      Replicated cluster = new Replicated();
      everywhere(world, cluster::apply);
      world.servers.put("b:1", message -> cluster.applyAndDie(message, world, "b:1"));
      world.status = Optional.of(PlayedWorld.status("b:1", "a:1", "b:1", "c:1"));
      ClientCore client = world.client(PlayedWorld.options());
      List<String> answers = IntStream.range(0, 4)
        .mapToObj(i -> String.valueOf(world.command(client, "command " + i).result())).toList();
      assertTrue(world.arrived.size() > 4, "seed " + seed + " has lost no answer: " + world.arrived);
      outcomes.add(new Outcome(answers, cluster.applied));
    }
    return outcomes;
  }

  @Test
  void aCommandWhoseServerDiesAfterApplyingItIsAnsweredByAnotherAndAppliedOnce() {
    Outcome wanted = new Outcome(List.of("number 1", "number 2", "number 3", "number 4"), 4);
    outcomes(UnaryOperator.identity()).forEach(outcome -> assertEquals(wanted, outcome));
  }

  @Test
  void aClientWithANewKeyForEachAttemptWouldBeFoundOut() {
    AtomicInteger next = new AtomicInteger();
    outcomes(message -> message.changes() ? Message.command("new-" + next.incrementAndGet(), message.body()) : message)
      .forEach(outcome -> assertEquals(5, outcome.applied()));
  }

  @Test
  void theLeaderThatAServerNamesIsAskedAtOnceAndFromThenOn() {
    PlayedWorld world = new PlayedWorld(2);
    everywhere(world, message -> PlayedWorld.redirected(message, "c:1"));
    world.servers.put("c:1", message -> PlayedWorld.result(message, "led"));
    ClientCore client = world.client(PlayedWorld.options());
    assertEquals("led", world.command(client, "first").result().toString());
    assertTrue(world.arrived.size() <= 2 && world.took <= 2, world.arrived::toString);
    world.arrived.clear();
    world.command(client, "second");
    assertEquals(List.of("c:1"), world.arrived.stream().map(Arrived::server).toList());
  }

  @Test
  void twoServersThatNameEachOtherAreNotAskedWithoutEnd() {
    PlayedWorld world = new PlayedWorld(3);
    world.servers.put("a:1", message -> PlayedWorld.redirected(message, "b:1"));
    world.servers.put("b:1", message -> PlayedWorld.redirected(message, "a:1"));
    Future<Buffer> end = world.command(world.client(PlayedWorld.options().setServers(List.of("a:1", "b:1"))),
      "command");
    assertEquals(Reason.NOT_LEADER, rejection(end).reason());
    assertTrue(world.arrived.size() <= 2 * 10, () -> world.arrived.size() + " attempts in 10 s");
  }

  @Test
  void aLeaderThatNobodyHasNamedInTheOptionsIsFoundUnlessDiscoveryIsOff() {
    PlayedWorld world = new PlayedWorld(4);
    everywhere(world, message -> PlayedWorld.redirected(message, "d:1"));
    world.servers.put("d:1", message -> PlayedWorld.result(message, "found"));
    world.status = Optional.of(PlayedWorld.status("d:1", "a:1", "b:1", "c:1", "d:1"));
    assertEquals("found", world.command(world.client(PlayedWorld.options()), "a").result().toString());
    world.arrived.clear();
    rejection(world.command(world.client(PlayedWorld.options().setDiscovery(false)), "b"));
    assertTrue(world.arrived.stream().noneMatch(each -> each.server().equals("d:1")));
  }

  @Test
  void addressesThatAreForServersAloneAreLeftToThem() {
    for (JsonObject status : List.of(PlayedWorld.status("a:2", "a:1=VOTER=a:2", "b:1=VOTER=b:2", "c:1=VOTER=c:2"),
      PlayedWorld.status("evil:1", "evil:1"), PlayedWorld.status("evil:1"))) {
      PlayedWorld world = new PlayedWorld(16);
      everywhere(world, message -> PlayedWorld.redirected(message, "a:2"));
      List.of("a:2", "b:2", "c:2", "evil:1").forEach(server ->
        world.servers.put(server, message -> PlayedWorld.result(message, "wrong")));
      world.status = Optional.of(status);
      rejection(world.command(world.client(PlayedWorld.options()), "command"));
      assertEquals(Set.of("a:1", "b:1", "c:1"),
        world.arrived.stream().map(Arrived::server).collect(Collectors.toSet()));
    }
  }

  @Test
  void whatNobodyHasReceivedIsRejectedWithTheReasonsOfTheLastAttempts() {
    PlayedWorld world = new PlayedWorld(5);
    RejectedException failure = rejection(world.command(world.client(PlayedWorld.options()), "command"));
    assertEquals(Reason.NO_LEADER, failure.reason());
    assertTrue(failure.getMessage().contains("a:1 could not be reached: refused"), failure::getMessage);
    assertTrue(failure.getMessage().contains("within 10000 ms"), failure::getMessage);
    assertTrue(world.took > 8000 && world.took <= 10_000, () -> "took " + world.took + " ms");
  }

  @Test
  void aCommandThatASilentServerMayHaveIsUnknownWhenItsTimeIsOver() {
    PlayedWorld world = new PlayedWorld(6);
    everywhere(world, message -> Optional.empty());
    Future<Buffer> end = world.command(world.client(PlayedWorld.options()), "command");
    assertInstanceOf(UnknownOutcomeException.class, end.cause());
    assertTrue(end.cause().getMessage().contains("has not answered"), end.cause()::getMessage);
    assertEquals(10_000, world.took);
    assertEquals(3, world.arrived.stream().map(Arrived::server).distinct().count());
  }

  @Test
  void whatMayHaveBeenAppliedStaysUnknownWhateverLaterAttemptsAreAnswered() {
    PlayedWorld world = new PlayedWorld(7);
    List<String> seen = new ArrayList<>();
    for (String answer : List.of("NO_LEADER", "TOO_LARGE", "NOT_ALLOWED")) {
      seen.clear();
      everywhere(world, message -> {
        seen.add("attempt");
        return seen.size() == 1 ? Optional.of(Replies.unclear("was lost"))
          : PlayedWorld.rejected(message, 503, answer, "1");
      });
      Future<Buffer> end = world.command(world.client(PlayedWorld.options()), "after-" + answer);
      assertInstanceOf(UnknownOutcomeException.class, end.cause(), answer);
      assertTrue(end.cause().getMessage().contains(answer), end.cause()::getMessage);
    }
  }

  @Test
  void whatWouldBeAnsweredTheSameEverywhereIsTriedOnce() {
    PlayedWorld world = new PlayedWorld(8);
    for (Reason reason : List.of(Reason.TOO_LARGE, Reason.KEY_REUSED, Reason.MALFORMED, Reason.NOT_ALLOWED)) {
      world.arrived.clear();
      everywhere(world, message -> PlayedWorld.rejected(message, 400, reason.name(), ""));
      assertEquals(reason, rejection(world.command(world.client(PlayedWorld.options()), "command")).reason());
      assertEquals(1, world.arrived.size());
    }
    world.arrived.clear();
    everywhere(world, message -> PlayedWorld.rejected(message, 500, "FAILED", ""));
    Future<Buffer> query = world.call(world.client(PlayedWorld.options()), Message.read(Buffer.buffer("?")), 1000);
    assertInstanceOf(QueryFailedException.class, query.cause());
    assertEquals(1, world.arrived.size());
  }

  @Test
  void aServerThatAsksForAPauseGetsIt() {
    PlayedWorld world = new PlayedWorld(9);
    everywhere(world, message -> PlayedWorld.rejected(message, 503, "OVERLOADED", "3"));
    ClientCore client = world.client(PlayedWorld.options());
    assertEquals(Reason.OVERLOADED, rejection(world.command(client, "command")).reason());
    Map<String, List<Long>> times = world.arrived.stream().collect(Collectors.groupingBy(Arrived::server,
      Collectors.mapping(Arrived::at, Collectors.toList())));
    assertEquals(3, times.size());
    times.values().forEach(at -> {
      assertTrue(at.size() >= 3, () -> "asked at " + at);
      for (int i = 1; i < at.size(); i++) {
        assertTrue(at.get(i) - at.get(i - 1) >= 3000, () -> "asked at " + at);
      }
    });
  }

  @Test
  void aDeadServerIsLeftOutByOtherCallsAndUsedAgainWhenItIsBack() {
    PlayedWorld world = new PlayedWorld(10);
    everywhere(world, message -> PlayedWorld.result(message, "done"));
    List<String> tried = new ArrayList<>();
    world.servers.put("a:1", message -> {
      tried.add("tried");
      return Optional.of(Replies.unclear("was lost"));
    });
    ClientCore client = world.client(PlayedWorld.options().setDiscovery(false).setInitialBackoff(1000));
    for (int i = 0; i < 30; i++) {
      client.begin(Message.command("key-" + i, Buffer.buffer("x")), 10_000, end -> assertTrue(end.succeeded()));
      world.runUntil(world.now() + 2);
    }
    world.run();
    assertEquals(1, tried.size());
    world.servers.put("a:1", message -> PlayedWorld.result(message, "back"));
    world.runUntil(world.now() + 5000);
    world.arrived.clear();
    for (int i = 0; i < 9; i++) {
      world.command(client, "again " + i);
    }
    assertEquals(3, world.arrived.stream().filter(each -> each.server().equals("a:1")).count());
  }

  @Test
  void readsThatMayBeStaleGoToTheFollowersInTurnAndNotToWitnesses() {
    PlayedWorld world = new PlayedWorld(11);
    for (String server : List.of("a:1", "b:1", "c:1", "d:1", "w:1")) {
      world.servers.put(server, message -> PlayedWorld.result(message, "value"));
    }
    world.status = Optional.of(PlayedWorld.status("b:1", "a:1", "b:1", "c:1", "d:1=LEARNER", "w:1=WITNESS"));
    ClientCore client = world.client(PlayedWorld.options().setRefreshInterval(3_600_000));
    world.command(client, "first");
    world.arrived.clear();
    for (int i = 0; i < 300; i++) {
      Message read = i % 2 == 0 ? Message.readStale(Buffer.buffer("?"), 500) : Message.readLocal(Buffer.buffer("?"));
      assertTrue(world.call(client, read, 1000).succeeded());
    }
    assertEquals(Map.of("a:1", 100L, "c:1", 100L, "d:1", 100L), world.arrived.stream()
      .collect(Collectors.groupingBy(Arrived::server, Collectors.counting())));
    assertTrue(world.arrived.stream().map(each -> each.message().path()).distinct().toList()
      .containsAll(List.of("/query?consistency=stale&maxAge=500", "/query?consistency=local")));
    world.arrived.clear();
    world.call(client, Message.read(Buffer.buffer("?")), 1000);
    assertEquals(List.of("b:1"), world.arrived.stream().map(Arrived::server).toList(), "the leader is asked first");
    List.of("a:1", "c:1", "d:1").forEach(world.servers::remove);
    assertTrue(world.call(client, Message.readLocal(Buffer.buffer("?")), 5000).succeeded());
    assertEquals("b:1", world.arrived.get(world.arrived.size() - 1).server(), "rather the leader than nobody");
  }

  @Test
  void aReadIsNeverUnknown() {
    PlayedWorld world = new PlayedWorld(12);
    everywhere(world, message -> Optional.of(Replies.unclear("was lost")));
    Future<Buffer> end = world.call(world.client(PlayedWorld.options()), Message.read(Buffer.buffer("?")), 2000);
    assertEquals(Reason.NOT_CONFIRMED, rejection(end).reason());
  }

  @Test
  void aCallerWhoCannotWaitDoesNotPutAServerIntoBadRepute() {
    PlayedWorld world = new PlayedWorld(13);
    world.servers.put("a:1", message -> Optional.empty());
    ClientCore client = world.client(PlayedWorld.options().setServers(List.of("a:1")));
    assertInstanceOf(UnknownOutcomeException.class,
      world.call(client, Message.command("k", Buffer.buffer("x")), 5).cause());
    long now = world.now();
    assertTrue(client.directory().choose(false, now, Set.of()).isPresent());
  }

  @Test
  void closingEndsWhatIsUnderWayAndRejectsWhatComesLater() {
    PlayedWorld world = new PlayedWorld(14);
    world.servers.put("a:1", message -> Optional.empty());
    ClientCore client = world.client(PlayedWorld.options().setServers(List.of("a:1")));
    List<Future<Buffer>> ends = new ArrayList<>();
    client.begin(Message.command("k", Buffer.buffer("x")), 1000, ends::add);
    client.begin(Message.read(Buffer.buffer("?")), 1000, ends::add);
    client.close();
    client.begin(Message.read(Buffer.buffer("?")), 1000, ends::add);
    assertInstanceOf(UnknownOutcomeException.class, ends.get(0).cause());
    assertEquals(Reason.STOPPED, rejection(ends.get(1)).reason());
    assertEquals(Reason.STOPPED, rejection(ends.get(2)).reason());
    world.run();
    assertEquals(3, ends.size());
    assertEquals(2, world.arrived.size());
  }

  @Test
  void clientsBeginWithDifferentServers() {
    List<String> first = new ArrayList<>();
    for (int seed = 0; seed < 50; seed++) {
      PlayedWorld world = new PlayedWorld(seed);
      everywhere(world, message -> PlayedWorld.result(message, "done"));
      world.command(world.client(PlayedWorld.options()), "command");
      first.add(world.arrived.get(0).server());
    }
    assertEquals(3, first.stream().distinct().count());
  }

  @Test
  void theWaitMayBeTwiceAsLongWithEachFailureAndIsLeftToChance() {
    Backoff backoff = new Backoff(50, 1000);
    PlayedWorld world = new PlayedWorld(15);
    for (int failures = 1; failures <= 40; failures++) {
      long bound = Math.min(1000, 50L << Math.min(20, failures - 1));
      assertEquals(bound, backoff.bound(failures));
      long sum = 0;
      long shortest = Long.MAX_VALUE;
      for (int i = 0; i < 400; i++) {
        long delay = backoff.delay(failures, world.random());
        assertTrue(delay >= 0 && delay <= bound, "waits " + delay);
        sum += delay;
        shortest = Math.min(shortest, delay);
      }
      assertTrue(shortest <= bound / 10, "never waits less than " + shortest + " of " + bound);
      assertTrue(sum / 400 > bound / 3 && sum / 400 < bound * 2 / 3, "waits " + sum / 400 + " of " + bound);
    }
    assertNotEquals(backoff.delay(9, world.random()), backoff.delay(9, world.random()));
  }
}
