package io.rafty.vertx.examples;

import io.rafty.vertx.ChunkSource;
import io.rafty.vertx.Codec;
import io.rafty.vertx.RaftNode;
import io.rafty.vertx.RaftOptions;
import io.rafty.vertx.RaftVerticle;
import io.rafty.vertx.StateMachine;
import io.rafty.vertx.TypedNode;
import io.rafty.vertx.http.Statuses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What a warehouse has in stock. Arguments: the id of this server, its port, and the addresses of all servers. */
public final class Inventory {

  // tag::commands[]
  /** The command: puts pieces of an article into the stock, or takes some out if it is a negative number. */
  record Change(String article, int pieces) {

    Change {
      Objects.requireNonNull(article, "article");
    }

    static final Codec<Change> CODEC = Codec.json(
      change -> new JsonObject().put("article", change.article).put("pieces", change.pieces),
      json -> new Change(json.getString("article"), json.getInteger("pieces")));
  }

  /** The result: how many pieces there are now, and whether there were enough for the change. */
  record Stock(String article, long pieces, boolean enough) {

    static final Codec<Stock> CODEC = Codec.json(
      stock -> new JsonObject().put("article", stock.article).put("pieces", stock.pieces).put("enough", stock.enough),
      json -> new Stock(json.getString("article"), json.getLong("pieces"), json.getBoolean("enough")));
  }
  // end::commands[]

  // tag::machine[]
  /** The state, and what each command does to it. It is the same on every server. */
  static final class Warehouse implements StateMachine {

    private final Map<String, Long> pieces = new TreeMap<>();

    @Override
    public Future<Buffer> apply(long index, Buffer command) {
      Change change = decode(command);
      long left = pieces(change.article) + change.pieces;
      if (left < 0) {
        return answer(change.article, false);
      }
      if (left > 0) {
        pieces.put(change.article, left);
      } else {
        pieces.remove(change.article);
      }
      return answer(change.article, true);
    }

    @Override
    public Future<Buffer> query(Buffer query) {
      return answer(decode(query).article, true);
    }

    private long pieces(String article) {
      return pieces.getOrDefault(article, 0L);
    }

    private Future<Buffer> answer(String article, boolean enough) {
      return Future.succeededFuture(Stock.CODEC.encode(new Stock(article, pieces(article), enough)));
    }

    /** What is in the log must never stop a server: what is no change changes nothing. */
    private static Change decode(Buffer command) {
      try {
        return Change.CODEC.decode(command);
      } catch (RuntimeException e) {
        return new Change("", 0);
      }
    }
    // end::machine[]

    // tag::snapshot[]
    @Override
    public Future<Optional<ChunkSource>> snapshot() {
      JsonObject now = new JsonObject();
      pieces.forEach(now::put);
      return Future.succeededFuture(Optional.of(ChunkSource.of(now.toBuffer())));
    }

    @Override
    public Future<Void> restore(long index, ChunkSource chunks) {
      Buffer all = Buffer.buffer();
      return chunks.forEach(all::appendBuffer).map(end -> {
        JsonObject read = new JsonObject(all);
        pieces.clear();
        read.fieldNames().forEach(article -> pieces.put(article, read.getLong(article)));
        return null;
      });
    }
    // end::snapshot[]
  }

  // tag::routes[]
  private static void routes(Router router, RaftNode node) {
    TypedNode<Change, Stock> warehouse = node.typed(Change.CODEC, Stock.CODEC);
    router.get("/stock/:article").handler(context ->
      answer(context, warehouse.read(new Change(context.pathParam("article"), 0))));
    router.post("/stock/:article/:pieces").handler(context ->
      answer(context, pieces(context).compose(pieces ->
        warehouse.request(new Change(context.pathParam("article"), pieces)))));
  }

  private static void answer(RoutingContext context, Future<Stock> outcome) {
    outcome.onSuccess(stock -> {
      context.response().setStatusCode(stock.enough ? 200 : 409);
      context.end(stock.article + ": " + stock.pieces + (stock.enough ? "\n" : ", that is not enough\n"));
    }).onFailure(failure -> Statuses.fail(context, failure));
  }
  // end::routes[]

  private static Future<Integer> pieces(RoutingContext context) {
    try {
      return Future.succeededFuture(Integer.valueOf(context.pathParam("pieces")));
    } catch (NumberFormatException e) {
      return Future.failedFuture(new HttpException(400, "pieces: a whole number, such as 5 or -5"));
    }
  }

  // tag::main[]
  public static void main(String[] args) {
    RaftOptions options = new RaftOptions().setNodeId(args[0]).setPort(Integer.parseInt(args[1]))
      .setPeers(List.of(args).subList(2, args.length)).setDataFolder("data/" + args[0]);
    RaftVerticle raft = RaftVerticle.create(options, new Warehouse()).routes(Inventory::routes);
    Vertx.vertx().deployVerticle(raft).onFailure(failure -> {
      System.err.println(failure.getMessage());
      System.exit(1);
    });
  }
  // end::main[]

  private Inventory() {
  }
}
