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
   * As {@link RaftNode#request}. Fails also with what the codecs throw: after that the command may have been applied.
   */
  public Future<R> request(C command) {
    return node.request(commands.encode(command)).map(results::decode);
  }

  /** The node below. */
  public RaftNode node() {
    return node;
  }
}
