package io.rafty.vertx.shared;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.shared.Change.Kind;
import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The replicated state behind locks, semaphores, elections, counters, maps and the registry of services: to be given to
 * a node, and used through an API object on each server. It is in memory and bounded: 100,000 things of 64 MiB in all.
 *
 * <p>Leases and entries end by the cluster's time, which is in the log: on every server at the same command, and only
 * when one comes. What cannot be read changes nothing and is answered so.
 */
public final class SharedStateMachine implements StateMachine {

  private final Pollers pollers = new Pollers();
  private State state = new State();

  private SharedStateMachine() {
  }

  /** Nothing shared yet. */
  public static SharedStateMachine create() {
    return new SharedStateMachine();
  }

  /** As {@link #apply(long, long, Buffer)}, without any time having passed. */
  @Override
  public Future<Buffer> apply(long index, Buffer command) {
    return apply(index, state.ledger().time(), command);
  }

  @Override
  public Future<Buffer> apply(long index, long clusterMillis, Buffer command) {
    Buffer reply = decode(command).map(readable -> state.apply(clusterMillis, readable)).orElseGet(() -> {
      state.advance(clusterMillis);
      return Reply.of(Status.BAD_COMMAND);
    }).encode();
    pollers.touched(state, new ArrayList<>(state.ledger().touched()));
    return Future.succeededFuture(reply);
  }

  private static Optional<Command> decode(Buffer bytes) {
    try {
      return Optional.of(Command.decode(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Answers the questions of this package, some of them only when there is something to tell. */
  @Override
  public Future<Buffer> query(Buffer bytes) {
    Query query;
    try {
      query = Query.decode(bytes);
    } catch (IllegalArgumentException e) {
      return Future.succeededFuture(Reply.of(Status.BAD_COMMAND).encode());
    }
    if (query instanceof Query.Changes changes) {
      return pollers.ask(state, changes);
    } else if (query instanceof Query.Token token) {
      return pollers.ask(state, token);
    }
    return Future.succeededFuture(answer(query).encode());
  }

  private Reply answer(Query query) {
    if (query instanceof Query.Get get) {
      Optional<Entry> entry = state.maps().get(get.map(), get.key());
      return new Reply(Status.OK, entry.map(Entry::revision).orElse(0L), entry.map(Entry::value), List.of());
    } else if (query instanceof Query.Size size) {
      return Reply.of(Status.OK, state.maps().map(size.map()).size());
    } else if (query instanceof Query.Entries entries) {
      return entries(entries.map(), entries.prefix());
    } else if (query instanceof Query.Count count) {
      return Reply.of(Status.OK, state.counter(count.counter()));
    } else if (query instanceof Query.Holders holders) {
      return holders(holders.name());
    } else if (query instanceof Query.Revision) {
      return Reply.of(Status.OK, state.ledger().revision());
    } else if (query instanceof Query.Forget forget) {
      pollers.forget(state, forget.poller());
      return Reply.of(Status.OK);
    }
    return new Reply(Status.OK, state.ledger().time(),
      state.nextDue().map(due -> Buffer.buffer().appendLong(due)), List.of());
  }

  private Reply entries(String map, String prefix) {
    List<Change> found = new ArrayList<>();
    for (Map.Entry<String, Entry> each : state.maps().from(map, prefix).entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        break;
      }
      found.add(new Change(Kind.PUT, map, each.getKey(), each.getValue().revision(),
        Optional.of(each.getValue().value())));
    }
    return new Reply(Status.OK, state.ledger().revision(), Optional.empty(), found);
  }

  private Reply holders(String name) {
    List<Change> holders = state.semaphores().places(name).stream().filter(place -> place.token() > 0)
      .map(place -> new Change(Kind.PUT, "", "", place.token(), Optional.of(place.data()))).toList();
    return new Reply(Status.OK, state.ledger().revision(), Optional.empty(), holders);
  }

  /** Taken at once: what is in it never changes, and there is so much of it at most. */
  @Override
  public Future<Optional<ChunkSource>> snapshot() {
    return Future.succeededFuture(Optional.of(StateSnapshot.of(state)));
  }

  @Override
  public Future<Void> restore(long index, ChunkSource chunks) {
    return StateSnapshot.read(chunks).map(restored -> {
      long before = state.ledger().revision();
      state = restored;
      pollers.replaced(state, before);
      return null;
    });
  }
}
