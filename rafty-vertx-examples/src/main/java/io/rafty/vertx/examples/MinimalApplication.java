package io.rafty.vertx.examples;

import io.rafty.vertx.Codec;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.TypedStateMachine;
import io.rafty.vertx.http.Statuses;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** A guest book that every server of a cluster agrees on. Arguments: id, port, and the addresses of all servers. */
public final class MinimalApplication {

  public static void main(String[] args) {
    RaftOptions options = new RaftOptions().setNodeId(args[0]).setPort(Integer.parseInt(args[1]))
      .setPeers(List.of(args).subList(2, args.length)).setDataFolder("data/guests-" + args[0]);

    List<String> guests = new ArrayList<>();
    var book = TypedStateMachine.create(Codec.text(), Codec.text(), name -> {
      guests.add(name);
      return "guest number " + guests.size() + "\n";
    });

    RaftVerticle raft = RaftVerticle.create(options, book).routes((router, node) ->
      router.post("/guests/:name").handler(context ->
        node.typed(Codec.text(), Codec.text()).request(context.pathParam("name"))
          .onSuccess(context::end)
          .onFailure(failure -> Statuses.fail(context, failure))));

    Vertx.vertx().deployVerticle(raft).onFailure(failure -> {
      System.err.println(failure.getMessage());
      System.exit(1);
    });
  }

  private MinimalApplication() {
  }
}
