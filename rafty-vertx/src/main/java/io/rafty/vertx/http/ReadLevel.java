package io.rafty.vertx.http;

import io.rafty.vertx.RaftNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** How fresh the answer to a query must be, as the parameters of its request say. */
record ReadLevel(BiFunction<RaftNode, Buffer, Future<Buffer>> method) {

  /**
   * The level that a request asks for.
   *
   * @throws MalformedMessageException if there is no such level, or its age is missing or none
   */
  static ReadLevel of(HttpServerRequest request) {
    String consistency = request.getParam("consistency", "linearizable");
    return switch (consistency) {
      case "linearizable" -> new ReadLevel(RaftNode::read);
      case "local" -> new ReadLevel(RaftNode::readLocal);
      case "stale" -> {
        long maxAge = age(request.getParam("maxAge", ""));
        yield new ReadLevel((node, query) -> node.readStale(query, maxAge));
      }
      default -> throw new MalformedMessageException("parameter 'consistency' is '" + consistency
        + "'; allowed: linearizable, stale, local");
    };
  }

  private static long age(String text) {
    if (!text.matches("[0-9]{1,12}")) {
      throw new MalformedMessageException("parameter 'maxAge' is '" + text
        + "'; consistency=stale needs it, in milliseconds");
    }
    return Long.parseLong(text);
  }

  Supplier<Future<Buffer>> on(RaftNode node, Buffer query) {
    return () -> method.apply(node, query);
  }
}
