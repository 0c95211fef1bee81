package io.rafty.vertx.examples;

import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.kv.KeyValueStateMachine;
import io.rafty.vertx.kv.KvRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A replicated key-value store: five servers in one process, or one server in a process of its own. */
public final class KeyValueExample {

  private static final int REDRAW_MILLIS = 200;

  private KeyValueExample() {
  }

  /** Runs until it is interrupted. Exit codes: 1 if a server cannot start, 2 for wrong options. */
  public static void main(String[] arguments) {
    ExampleOptions options;
    try {
      options = ExampleOptions.parse(List.of(arguments), System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + ExampleOptions.USAGE);
      System.exit(2);
      return;
    }
    if (options.help()) {
      System.out.print(ExampleOptions.USAGE);
      return;
    }
    run(options);
  }

  private static void run(ExampleOptions options) {
    Vertx vertx = Vertx.vertx();
    List<RaftVerticle> servers = servers(options).stream().map(KeyValueExample::server).toList();
    List<Future<String>> deployed = new ArrayList<>();
    servers.forEach(server -> deployed.add(vertx.deployVerticle(server)));
    Future.all(deployed).onSuccess(running -> {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> vertx.close().await()));
      System.out.println(welcome(options));
      LiveView view = new LiveView(System.out, System.console() != null);
      vertx.setPeriodic(1, REDRAW_MILLIS, tick ->
        view.show(servers.stream().map(server -> server.node().state()).toList()));
    }).onFailure(failure -> {
      System.err.println("cannot start: " + failure.getMessage());
      vertx.close().onComplete(closed -> System.exit(1));
    });
  }

  private static RaftVerticle server(RaftOptions options) {
    return RaftVerticle.create(options, KeyValueStateMachine.create())
      .routes((router, node) -> KvRoutes.mount(router, node, options.getMaxCommandBytes() / 2));
  }

  /** Options of each server to run: one with an id, or several that all know of each other. */
  static List<RaftOptions> servers(ExampleOptions options) {
    if (!options.id().isEmpty()) {
      return List.of(new RaftOptions().setNodeId(options.id()).setHost(options.host()).setPort(options.port())
        .setPeers(options.peers()).setDataFolder(options.data()));
    }
    List<String> all = IntStream.range(0, options.servers())
      .mapToObj(i -> options.host() + ":" + (options.port() + i)).toList();
    return IntStream.range(0, options.servers()).mapToObj(i -> new RaftOptions().setNodeId(Integer.toString(i + 1))
      .setHost(options.host()).setPort(options.port() + i).setPeers(all)
      .setDataFolder(options.data() + "/" + (i + 1))).toList();
  }

  private static String welcome(ExampleOptions options) {
    String url = "http://" + options.host() + ":" + options.port();
    return """
      Try, in another terminal, on any server:
        curl -i -X PUT -d hello %1$s/kv/greeting
        curl -i %1$s/kv/greeting
        curl %1$s/status
      Ctrl-C stops; everything is still there when you start again.
      """.formatted(url);
  }
}
