package io.rafty.vertx.shared;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.SplittableRandom;

/** A state machine, with a clock that a test moves. */
final class Shared {

  SharedStateMachine machine = SharedStateMachine.create();
  long index;
  long time = 1_000;

  Shared at(long millis) {
    time = millis;
    return this;
  }

  Reply apply(Command command) {
    return apply(command.encode());
  }

  Reply apply(Buffer command) {
    index++;
    return Reply.decode(machine.apply(index, time, command).result());
  }

  long open(long ttl) {
    return apply(new Command.Open(ttl)).number();
  }

  Reply acquire(long lease, String name) {
    return acquire(lease, 1, name, 1);
  }

  Reply acquire(long lease, long ticket, String name, int permits) {
    return apply(new Command.Acquire(lease, ticket, name, permits, Buffer.buffer("of " + lease)));
  }

  Reply release(long lease, String name) {
    return apply(new Command.Release(lease, 1, name));
  }

  Reply put(String map, String key, String value) {
    return put(map, key, value, 0, 0);
  }

  Reply put(String map, String key, String value, long ttl, long lease) {
    return apply(new Command.Put(map, key, Condition.ANY, ttl, lease, Buffer.buffer(value)));
  }

  Future<Reply> ask(Query query) {
    return machine.query(query.encode()).map(Reply::decode);
  }

  Optional<String> value(String map, String key) {
    return ask(new Query.Get(map, key)).result().value().map(Buffer::toString);
  }

  /** The token of whoever holds it, or how it is otherwise. */
  String holding(long lease, String name) {
    Reply reply = ask(new Query.Token(lease, lease, 1, 0, name)).result();
    return reply == null ? "WAITING" : reply.status() == Status.OK ? "HOLDS" : reply.status().name();
  }

  Buffer snapshot() {
    return all(machine.snapshot().result().orElseThrow());
  }

  static Buffer all(ChunkSource chunks) {
    Buffer all = Buffer.buffer();
    for (Optional<Buffer> next = chunks.next().result(); next.isPresent(); next = chunks.next().result()) {
      all.appendBuffer(next.get());
    }
    chunks.close();
    return all;
  }

  /** The same bytes, in pieces of any sizes. */
  static ChunkSource cut(Buffer all, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] at = {0};
    return () -> {
      int from = at[0];
      at[0] = Math.min(all.length(), from + 1 + random.nextInt(200));
      return Future.succeededFuture(from == all.length() ? Optional.empty() : Optional.of(all.getBuffer(from, at[0])));
    };
  }
}
