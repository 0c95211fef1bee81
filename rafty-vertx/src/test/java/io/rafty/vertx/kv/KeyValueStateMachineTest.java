package io.rafty.vertx.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.kv.KvResult.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyValueStateMachineTest {

  private final KeyValueStateMachine machine = KeyValueStateMachine.create();
  private long index = 10;

  private KvResult apply(KvCommand command) {
    return apply(KvCommand.CODEC.encode(command));
  }

  private KvResult apply(Buffer command) {
    return KvResult.CODEC.decode(machine.apply(++index, command).result());
  }

  private static Buffer text(String text) {
    return Buffer.buffer(text);
  }

  @Test
  void aKeyIsCreatedReadReplacedAndRemoved() {
    assertEquals(new KvResult(Status.CREATED, 11, text("")), apply(KvCommand.put("k", text("a"), KvCommand.ANY)));
    assertEquals(new KvResult(Status.OK, 11, text("a")), apply(KvCommand.get("k")));
    assertEquals(new KvResult(Status.OK, 13, text("")), apply(KvCommand.put("k", text("b"), KvCommand.ANY)));
    assertEquals(new KvResult(Status.OK, 13, text("b")), apply(KvCommand.get("k")));
    assertEquals(Status.OK, apply(KvCommand.delete("k", KvCommand.ANY)).status());
    assertEquals(Status.NOT_FOUND, apply(KvCommand.get("k")).status());
    assertEquals(Status.NOT_FOUND, apply(KvCommand.delete("k", KvCommand.ANY)).status());
    assertEquals(0, machine.size());
  }

  @Test
  void aQueryReadsAndDoesNothingElse() {
    apply(KvCommand.put("k", text("a"), KvCommand.ANY));
    assertEquals(new KvResult(Status.OK, 11, text("a")), query(KvCommand.CODEC.encode(KvCommand.get("k"))));
    assertEquals(Status.NOT_FOUND, query(KvCommand.CODEC.encode(KvCommand.get("other"))).status());
    assertEquals(Status.BAD_COMMAND, query(text("nonsense")).status());
    assertEquals(Status.BAD_COMMAND, query(KvCommand.CODEC.encode(KvCommand.delete("k", KvCommand.ANY))).status());
    assertEquals(1, machine.size());
  }

  private KvResult query(Buffer query) {
    return KvResult.CODEC.decode(machine.query(query).result());
  }

  @Test
  void aWriteWithAnotherVersionChangesNothing() {
    long version = apply(KvCommand.put("k", text("a"), KvCommand.ABSENT)).version();
    assertEquals(new KvResult(Status.CONDITION_FAILED, version, text("")),
      apply(KvCommand.put("k", text("b"), KvCommand.ABSENT)));
    assertEquals(Status.CONDITION_FAILED, apply(KvCommand.put("k", text("b"), version + 1)).status());
    assertEquals(Status.CONDITION_FAILED, apply(KvCommand.delete("k", version + 1)).status());
    assertEquals(text("a"), apply(KvCommand.get("k")).value());
    assertEquals(Status.OK, apply(KvCommand.put("k", text("b"), version)).status());
    assertEquals(text("b"), apply(KvCommand.get("k")).value());
  }

  @Test
  void whatIsNoCommandIsAnsweredSoAndChangesNothing() {
    apply(KvCommand.put("k", text("a"), KvCommand.ANY));
    Buffer whole = KvCommand.CODEC.encode(KvCommand.put("key", text(""), 7));
    for (int length = 0; length < whole.length(); length++) {
      assertEquals(Status.BAD_COMMAND, apply(whole.slice(0, length)).status(), "cut to " + length + " bytes");
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      apply(Buffer.buffer(noise));
    }
    assertEquals(text("a"), apply(KvCommand.get("k")).value());
  }

  @Test
  void aSnapshotIsTheStateOfItsMomentWhateverChangesMeanwhile() {
    SplittableRandom random = new SplittableRandom(7);
    for (int key = 0; key < 3_000; key++) {
      apply(KvCommand.put("key" + key, Buffer.buffer(new byte[random.nextInt(100)]), KvCommand.ANY));
    }
    long last = index;
    ChunkSource chunks = machine.snapshot().result().orElseThrow();
    List<Buffer> pieces = new ArrayList<>();
    for (Optional<Buffer> next = chunks.next().result(); next.isPresent(); next = chunks.next().result()) {
      pieces.add(next.get());
      apply(KvCommand.put("key" + pieces.size(), text("later"), KvCommand.ANY));
      apply(KvCommand.delete("key2999", KvCommand.ANY));
      apply(KvCommand.put("new", text("later"), KvCommand.ANY));
    }
    chunks.close();
    assertEquals(3_000, machine.size());
    assertEquals("later", apply(KvCommand.get("key1")).value().toString(), "nothing of meanwhile is lost");
    KeyValueStateMachine restored = KeyValueStateMachine.create();
    assertTrue(restored.restore(last, cutElsewhere(pieces, random)).succeeded());
    assertEquals(3_000, restored.size());
    KvResult found = KvResult.CODEC.decode(restored.query(KvCommand.CODEC.encode(KvCommand.get("key2999"))).result());
    assertEquals(last, found.version());
  }

  @Test
  void whatIsNotAWholeSnapshotIsNotRestored() {
    apply(KvCommand.put("a", text("1"), KvCommand.ANY));
    Buffer whole = machine.snapshot().result().orElseThrow().next().result().orElseThrow();
    for (int length = 0; length < whole.length(); length++) {
      KeyValueStateMachine other = KeyValueStateMachine.create();
      Buffer begin = whole.getBuffer(0, length);
      Future<Void> restored = other.restore(1, cutElsewhere(List.of(begin), new SplittableRandom(1)));
      assertTrue(restored.failed(), "the first " + length + " bytes of " + whole.length());
      assertEquals(0, other.size());
    }
    Buffer longer = whole.copy().appendByte((byte) 0);
    ChunkSource chunks = cutElsewhere(List.of(longer), new SplittableRandom(1));
    assertTrue(KeyValueStateMachine.create().restore(1, chunks).failed());
  }

  /** The same bytes in other pieces. */
  private static ChunkSource cutElsewhere(List<Buffer> pieces, SplittableRandom random) {
    Buffer all = Buffer.buffer();
    pieces.forEach(all::appendBuffer);
    int[] at = {0};
    return () -> {
      int from = at[0];
      at[0] = Math.min(all.length(), from + 1 + random.nextInt(50_000));
      return Future.succeededFuture(from == all.length() ? Optional.empty() : Optional.of(all.getBuffer(from, at[0])));
    };
  }
}
