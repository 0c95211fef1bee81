package io.rafty.vertx.client;

import io.rafty.vertx.Codec;
import io.vertx.core.Future;

/**
 * A {@link RaftClient} for commands of type {@code C} and results of type {@code R}: nobody handles bytes. Its Futures
 * fail also with what the codecs throw: after that a command may have been applied.
 *
 * @see RaftClient#typed
 */
public final class TypedClient<C, R> {

  private final RaftClient client;
  private final Codec<C> commands;
  private final Codec<R> results;

  TypedClient(RaftClient client, Codec<C> commands, Codec<R> results) {
    this.client = client;
    this.commands = commands;
    this.results = results;
  }

  /** As {@link RaftClient#request(io.vertx.core.buffer.Buffer)}. */
  public Future<R> request(C command) {
    return client.request(commands.encode(command)).map(results::decode);
  }

  /** As {@link RaftClient#request(String, io.vertx.core.buffer.Buffer)}. */
  public Future<R> request(String key, C command) {
    return client.request(key, commands.encode(command)).map(results::decode);
  }

  /** As {@link RaftClient#read}. Queries and their answers have the codecs of commands and results. */
  public Future<R> read(C query) {
    return client.read(commands.encode(query)).map(results::decode);
  }

  /** As {@link RaftClient#readStale}. */
  public Future<R> readStale(C query, long maxAgeMillis) {
    return client.readStale(commands.encode(query), maxAgeMillis).map(results::decode);
  }

  /** As {@link RaftClient#readLocal}. */
  public Future<R> readLocal(C query) {
    return client.readLocal(commands.encode(query)).map(results::decode);
  }
}
