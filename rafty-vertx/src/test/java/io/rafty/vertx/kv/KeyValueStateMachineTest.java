package io.rafty.vertx.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rafty.vertx.kv.KvResult.Status;
import io.vertx.core.buffer.Buffer;
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
}
