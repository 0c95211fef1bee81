package io.rafty.vertx.examples.capabilities;

import io.rafty.vertx.StateMachine;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** The state machine of these examples: a command adds a guest and is answered with the number, a query counts them. */
final class GuestBook implements StateMachine {

  private final List<String> guests = new ArrayList<>();

  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    guests.add(command.toString());
    return Future.succeededFuture(Buffer.buffer(Integer.toString(guests.size())));
  }

  @Override
  public Future<Buffer> query(Buffer query) {
    return Future.succeededFuture(Buffer.buffer(Integer.toString(guests.size())));
  }
}
