package io.rafty.vertx.verticle;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** A way to a server on the loopback whose connections can be broken. */
final class CutWire {

  private static final String HOST = "127.0.0.1";

  private final NetServer server;
  private final NetClient client;
  private final IntSupplier to;
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<NetSocket> sockets = new ConcurrentLinkedQueue<>();

  CutWire(Vertx vertx, int to) {
    this(vertx, () -> to);
  }

  /** To a server whose port need not be known yet. */
  CutWire(Vertx vertx, IntSupplier to) {
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
    this.to = to;
  }

  /** Answers where the server is reached. */
  Future<String> open() {
    return server.connectHandler(this::join).listen(0, HOST).map(open -> HOST + ":" + open.actualPort());
  }

  private void join(NetSocket one) {
    connections.incrementAndGet();
    one.pause();
    one.exceptionHandler(broken -> { });
    client.connect(to.getAsInt(), HOST).onFailure(refused -> one.close()).onSuccess(other -> {
      other.exceptionHandler(broken -> { });
      sockets.add(one);
      sockets.add(other);
      one.pipeTo(other);
      other.pipeTo(one);
    });
  }

  /** How many connections were made so far. */
  int connections() {
    return connections.get();
  }

  /** Breaks every connection; new ones may be made at once. */
  void cut() {
    for (NetSocket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
      socket.close();
    }
  }
}
