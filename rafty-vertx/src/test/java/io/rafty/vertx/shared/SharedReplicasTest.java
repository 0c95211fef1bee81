package io.rafty.vertx.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The same commands lead to the same state and the same answers, whatever way a server has come there. */
class SharedReplicasTest {

  private record Timed(long time, Command command) {
  }

  private static List<Timed> log(SplittableRandom random, int length) {
    List<Timed> log = new ArrayList<>();
    long time = 1_000;
    for (int i = 0; i < length; i++) {
      time += random.nextInt(20) - 2;
      long lease = 1 + random.nextInt(i + 2);
      long ticket = random.nextInt(3);
      String name = "n" + random.nextInt(4);
      Buffer value = Buffer.buffer("v" + random.nextInt(3));
      Condition condition = List.of(Condition.ANY, Condition.ABSENT, Condition.PRESENT, Condition.value(value),
        Condition.revision(random.nextInt(i + 1))).get(random.nextInt(5));
      log.add(new Timed(time, switch (random.nextInt(12)) {
        case 0 -> new Command.Open(1 + random.nextInt(300));
        case 1 -> new Command.Keep(lease);
        case 2 -> new Command.End(lease);
        case 3, 4, 5 -> new Command.Acquire(lease, ticket, name, 1 + random.nextInt(20) / 19, value);
        case 6 -> new Command.Release(lease, ticket, name);
        case 7, 8 -> new Command.Put("m", name, condition, random.nextInt(2) * 90L,
          random.nextBoolean() ? 0 : lease, value);
        case 9 -> new Command.Remove("m", name, condition);
        case 10 -> new Command.Add(name, random.nextInt(3) - 1);
        default -> random.nextInt(9) == 0 ? new Command.Clear("m") : new Command.Swap(name, 1, random.nextInt(3));
      }));
    }
    return log;
  }

  @Test
  void aReplayAndARestoredSnapshotLeadToTheSameBytes() {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Timed> log = log(random, 600);
      int cut = random.nextInt(log.size());
      Shared one = new Shared();
      Shared restored = new Shared();
      for (int i = 0; i < log.size(); i++) {
        Timed entry = log.get(i);
        if (i == cut) {
          assertTrue(restored.machine.restore(i, Shared.cut(one.snapshot(), seed)).succeeded());
        }
        Reply reply = one.at(entry.time).apply(entry.command);
        if (i >= cut) {
          assertEquals(reply, restored.at(entry.time).apply(entry.command), "seed " + seed + ", command " + i);
        }
        assertEquals(entry.command, Command.decode(entry.command.encode()));
        assertEquals(reply, Reply.decode(reply.encode()));
      }
      assertEquals(one.snapshot(), restored.snapshot(), "seed " + seed);
      Shared replayed = new Shared();
      log.forEach(entry -> replayed.at(entry.time).apply(entry.command));
      assertEquals(one.snapshot(), replayed.snapshot(), "seed " + seed);
    }
  }

  @Test
  void tokensOnlyGrowOverSnapshots() {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Shared shared = new Shared();
      long token = 0;
      for (Timed entry : log(random, 400)) {
        shared.at(entry.time).apply(entry.command);
        if (random.nextInt(10) == 0) {
          Shared next = new Shared();
          assertTrue(next.machine.restore(0, Shared.cut(shared.snapshot(), 1)).succeeded());
          shared.machine = next.machine;
        }
        long fresh = shared.open(1_000_000);
        long granted = shared.acquire(fresh, "fresh").number();
        shared.apply(new Command.End(fresh));
        assertTrue(granted > token, granted + " after " + token + ", seed " + seed);
        token = granted;
      }
    }
  }

  @Test
  void whatIsNotAWholeSnapshotIsNotRestored() {
    Shared shared = sample();
    Buffer whole = shared.snapshot();
    for (int length = 0; length < whole.length(); length++) {
      Shared other = new Shared();
      assertTrue(other.machine.restore(1, Shared.cut(whole.getBuffer(0, length), 1)).failed(), "cut to " + length);
      assertEquals(0, other.ask(new Query.Count("counter")).result().number());
    }
    assertTrue(new Shared().machine.restore(1, Shared.cut(whole.copy().appendByte((byte) 0), 1)).failed());
    assertTrue(new Shared().machine.restore(1, Shared.cut(whole.copy().setByte(0, (byte) 2), 1)).failed());
  }

  private static Shared sample() {
    Shared shared = new Shared();
    long lease = shared.at(12_345).open(10_000);
    long other = shared.open(20_000);
    shared.apply(new Command.Add("counter", 42));
    shared.acquire(lease, 1, "lock", 1);
    shared.acquire(other, 7, "lock", 1);
    shared.put("map", "for ever", "value");
    shared.put("map", "leased", "value", 0, lease);
    shared.put("map", "fleeting", "\u00e4\u20ac", 500, 0);
    shared.apply(new Command.Remove("map", "for ever", Condition.ANY));
    return shared;
  }

  /** The files were written by the first version with this format. Whoever changes it keeps them, and adds others. */
  @Test
  void snapshotsAndCommandsHaveTheFormThatTheyHadFromTheBeginning() throws IOException {
    Buffer snapshot = golden("snapshot-1.hex");
    assertEquals(hex(snapshot), hex(sample().snapshot()));
    Shared restored = new Shared();
    assertTrue(restored.machine.restore(9, Shared.cut(snapshot, 3)).succeeded());
    assertEquals(hex(snapshot), hex(restored.snapshot()));
    Buffer commands = Buffer.buffer();
    for (Command each : List.of(new Command.Tick(), new Command.Open(1), new Command.Keep(2), new Command.End(3),
      new Command.Acquire(4, 5, "n", 6, Buffer.buffer("d")), new Command.Release(7, 8, "n"),
      new Command.Put("m", "k", Condition.revision(9), 10, 11, Buffer.buffer("v")),
      new Command.Remove("m", "k", Condition.value(Buffer.buffer("v"))), new Command.Clear("m"),
      new Command.Add("c", -1), new Command.Swap("c", 12, 13))) {
      commands.appendBuffer(each.encode());
    }
    assertEquals(hex(golden("commands-1.hex")), hex(commands));
  }

  private static String hex(Buffer bytes) {
    return HexFormat.of().formatHex(bytes.getBytes());
  }

  private static Buffer golden(String name) throws IOException {
    try (InputStream in = SharedReplicasTest.class.getResourceAsStream("/formats/shared/" + name)) {
      return Buffer.buffer(HexFormat.of().parseHex(new String(in.readAllBytes()).replaceAll("\\s", "")));
    }
  }
}
