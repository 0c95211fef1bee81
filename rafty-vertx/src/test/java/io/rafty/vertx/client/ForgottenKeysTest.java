package io.rafty.vertx.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.UnknownOutcomeException;
import io.rafty.vertx.client.PlayedWorld.Play;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A cluster forgets keys in time, between two attempts of one call if need be. */
class ForgottenKeysTest {

  private static void everywhere(PlayedWorld world, Play play) {
    PlayedWorld.THREE.forEach(server -> world.servers.put(server, play));
  }

  /** Remembers the keys of the latest commands only, and says no to whatever may have been among the others. */
  private static final class Forgetful {

    private final TreeMap<Long, String> known = new TreeMap<>();
    private final int capacity;
    private final List<String> applied = new ArrayList<>();
    private long forgotten;

    Forgetful(int capacity) {
      this.capacity = capacity;
    }

    Optional<Reply> apply(Message message) {
      String key = message.headers().get("Idempotency-Key");
      String now = Integer.toString(applied.size());
      if (known.containsValue(key)) {
        return PlayedWorld.result(message, "known", now);
      }
      if (Long.parseLong(message.headers().get("Idempotency-Since")) < forgotten) {
        return PlayedWorld.rejected(message, 410, "KEY_EXPIRED", "", now);
      }
      applied.add(key);
      known.put((long) applied.size(), key);
      if (known.size() > capacity) {
        forgotten = known.pollFirstEntry().getKey();
      }
      return PlayedWorld.result(message, "new", Integer.toString(applied.size()));
    }

    void others(int count) {
      for (int i = 0; i < count; i++) {
        apply(Message.command("other-" + applied.size(), Buffer.buffer()).since(applied.size()));
      }
    }
  }

  @Test
  void aCommandWhoseKeyIsForgottenBetweenTwoAttemptsIsUnknownAndNotAppliedTwice() {
    PlayedWorld world = new PlayedWorld(17);
    Forgetful cluster = new Forgetful(10);
    everywhere(world, cluster::apply);
    ClientCore client = world.client(PlayedWorld.options());
    world.command(client, "first");
    List<String> lost = new ArrayList<>();
    everywhere(world, message -> {
      Optional<Reply> answer = cluster.apply(message);
      if (lost.isEmpty()) {
        lost.add("the answer");
        cluster.others(20);
        return Optional.of(Replies.unclear("was lost"));
      }
      return answer;
    });
    Future<Buffer> end = world.command(client, "second");
    assertInstanceOf(UnknownOutcomeException.class, end.cause());
    assertTrue(end.cause().getMessage().contains("KEY_EXPIRED"), end.cause()::getMessage);
    assertEquals(1, cluster.applied.stream().filter("key-second"::equals).count());
  }

  @Test
  void aClientThatWasIdleForLongLearnsWhatIsAppliedAndGoesOnAtOnce() {
    PlayedWorld world = new PlayedWorld(18);
    Forgetful cluster = new Forgetful(10);
    everywhere(world, cluster::apply);
    ClientCore client = world.client(PlayedWorld.options());
    world.command(client, "first");
    cluster.others(20);
    world.arrived.clear();
    assertEquals("new", world.command(client, "second").result().toString());
    assertTrue(world.arrived.size() == 2 && world.took <= 2, () -> world.took + " ms for " + world.arrived);
    world.arrived.clear();
    world.command(client, "third");
    assertEquals(1, world.arrived.size());
  }
}
