package io.rafty.vertx;

import io.vertx.core.Future;

/**
 * A {@link RaftNode} for commands of type {@code C} and results of type {@code R}: nobody handles bytes.
 *
 * @see RaftNode#typed
 */
public final class TypedNode<C, R> {

  private final RaftNode node;
  private final Codec<C> commands;
  private final Codec<R> results;

  TypedNode(RaftNode node, Codec<C> commands, Codec<R> results) {
    this.node = node;
    this.commands = commands;
    this.results = results;
  }

  /**
   * As {@link RaftNode#request(io.vertx.core.buffer.Buffer)}. Fails also with what the codecs throw: after that the
   * command may have been applied.
   */
  public Future<R> request(C command) {
    return node.request(commands.encode(command)).map(results::decode);
  }

  /** As {@link RaftNode#request(String, io.vertx.core.buffer.Buffer)}, with failures of the codecs as above. */
  public Future<R> request(String key, C command) {
    return node.request(key, commands.encode(command)).map(results::decode);
  }

  /** As {@link RaftNode#request(String, long, io.vertx.core.buffer.Buffer)}, with failures of the codecs as above. */
  public Future<R> request(String key, long since, C command) {
    return node.request(key, since, commands.encode(command)).map(results::decode);
  }

  /** As {@link RaftNode#read}. Queries and their answers have the codecs of commands and results. */
  public Future<R> read(C query) {
    return node.read(commands.encode(query)).map(results::decode);
  }

  /** As {@link RaftNode#readStale}. */
  public Future<R> readStale(C query, long maxAgeMillis) {
    return node.readStale(commands.encode(query), maxAgeMillis).map(results::decode);
  }

  /** As {@link RaftNode#readLocal}. */
  public Future<R> readLocal(C query) {
    return node.readLocal(commands.encode(query)).map(results::decode);
  }

  /** The node below. */
  public RaftNode node() {
    return node;
  }
}
