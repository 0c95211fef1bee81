package io.rafty.vertx.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.Golden;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The first format of what the key-value machine is told, answers and keeps. */
class KvFormatTest {

  private static final String KEY = "k\u00e9y";

  private static Buffer whole(ChunkSource chunks) {
    Buffer all = Buffer.buffer();
    Optional<Buffer> next = chunks.next().result();
    while (next.isPresent()) {
      all.appendBuffer(next.get());
      next = chunks.next().result();
    }
    return all;
  }

  private static ChunkSource once(Buffer bytes) {
    Iterator<Buffer> left = List.of(bytes).iterator();
    return () -> Future.succeededFuture(left.hasNext() ? Optional.of(left.next()) : Optional.empty());
  }

  @Test
  void commandsResultsAndSnapshotsAreWrittenAndReadAsTheyWereFromTheBeginning() throws IOException {
    Map<String, KvCommand> commands = new LinkedHashMap<>();
    commands.put("get", KvCommand.get(KEY));
    commands.put("put", KvCommand.put(KEY, Buffer.buffer("value"), KvCommand.ANY));
    commands.put("put, if absent", KvCommand.put(KEY, Buffer.buffer("value"), KvCommand.ABSENT));
    commands.put("delete, if of a version", KvCommand.delete(KEY, 12));
    try (Golden golden = Golden.open("kv-1.txt")) {
      commands.forEach((name, command) -> assertEquals(command,
        KvCommand.CODEC.decode(golden.check(name, KvCommand.CODEC.encode(command)))));
      for (KvResult.Status status : KvResult.Status.values()) {
        KvResult result = new KvResult(status, 12, Buffer.buffer("value"));
        assertEquals(result, KvResult.CODEC.decode(golden.check("result " + status, KvResult.CODEC.encode(result))));
      }
      KeyValueStateMachine machine = KeyValueStateMachine.create();
      machine.apply(3, KvCommand.CODEC.encode(commands.get("put")));
      machine.apply(5, KvCommand.CODEC.encode(KvCommand.put("other", Buffer.buffer("x"), KvCommand.ANY)));
      Buffer kept = golden.check("snapshot", whole(machine.snapshot().result().orElseThrow()));
      KeyValueStateMachine restored = KeyValueStateMachine.create();
      assertTrue(restored.restore(5, once(kept)).succeeded());
      assertEquals(2, restored.size());
      assertEquals(new KvResult(KvResult.Status.OK, 3, Buffer.buffer("value")),
        KvResult.CODEC.decode(restored.query(KvCommand.CODEC.encode(commands.get("get"))).result()));
      Buffer later = kept.copy().setByte(0, (byte) 2);
      String why = KeyValueStateMachine.create().restore(5, once(later)).cause().getMessage();
      assertTrue(why.contains("format is 2 and should be 1: start the server with"), why);
    }
  }
}
